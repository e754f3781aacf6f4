"""QW: with a CLIA number, and on laboratory tests that can be waived."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values
from rules.scope import When

TESTS = When(procedures=("80047-89398", "G0", "0001U-0999U"))
PATHOLOGY = When(procedures=("88104-88399",))
"""Cytology and surgical pathology are tests of high complexity (42 CFR 493.17, 493.25)."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Which tests are waived changes each quarter; what can never be is told."""
    for at, line in enumerate(claim.lines):
        if "QW" not in line.modifiers:
            continue
        if not TESTS.is_of(line.procedure) or PATHOLOGY.is_of(line.procedure):
            yield Problem("not_waived", f"/lines/{at}/modifiers", line.procedure)
        elif not claim.clia and not line.clia:
            yield Problem("no_certificate", "/clia")

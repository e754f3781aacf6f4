"""Lines of 0.00 whose code is none of those that may be free."""

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import Problem, Said, Values

REPORTED_ONLY = (
    ("0001F", "9007F"),  # Category II: performance measures
    ("90476", "90759"),  # vaccines, which states and the federal programs give free
    ("91300", "91399"),  # COVID-19 vaccines
    ("99024", "99024"),  # a visit within the surgical package
    ("G0913", "G0918"),  # quality
    ("G2081", "G2210"),  # quality
    ("G4000", "G4999"),  # quality: specialty sets
    ("G8395", "G9999"),  # quality
    ("M0001", "M0005"),  # value pathways
    ("M1000", "M1999"),  # quality
)
"""Codes that tell something or carry what was given free."""

FREE = frozenset(("SL", "FB", "GZ", "Q0"))
"""Modifiers: vaccine of the state, item at no cost, expected to be refused, part of a study."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A charge that could not be read stands as zero: another rule tells of it."""
    for at, line in enumerate(claim.lines):
        if not line.charge and line.procedure and not _may_be_free(line) and not context.faults:
            yield Problem("free", f"/lines/{at}/charge", f"{line.charge:.2f}")


def _may_be_free(line: ServiceLine) -> bool:
    code = line.procedure
    reports = any(first <= code <= last and (code[-1] == "F") == (last[-1] == "F") for first, last in REPORTED_ONLY)
    return reports or not FREE.isdisjoint(line.modifiers)

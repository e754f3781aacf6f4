"""REF X4: the number of the laboratory's certificate, and lines that need it."""

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

TESTS = (
    ("80047", "80076"), ("80143", "80377"), ("81000", "81383"), ("82009", "84999"), ("85002", "85999"),
    ("86000", "86804"), ("87003", "87899"), ("88104", "88121"), ("88142", "88175"), ("88302", "88309"),
    ("G0103", "G0103"), ("G0123", "G0123"), ("G0143", "G0148"), ("G0306", "G0307"), ("G0328", "G0328"),
    ("G0432", "G0435"), ("G0476", "G0476"), ("G0480", "G0483"), ("G0659", "G0659"),
)  # fmt: skip
"""Ranges of laboratory tests under CLIA; what lies between them, or is in doubt, is not asked."""

NO_TESTS = (
    ("81050", "81050"), ("82075", "82075"), ("83013", "83014"), ("83987", "83987"), ("84061", "84061"),
    ("85060", "85060"), ("85097", "85097"), ("86077", "86079"), ("86485", "86580"),
)  # fmt: skip
"""Within them: measures without a sample, readings by a physician, tests on the skin."""

NOT_HERE = frozenset(("26", "90", "TC", "GY"))
"""Modifiers: the physician's or the technical part alone, made by another laboratory, not covered."""

ASK_TOO = ("medicare advantage", "medicaid")
FORM = (10, "D")


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """A number of the line stands before that of the claim."""
    asked = bool(claim.clia)
    if claim.clia and not _is_form(claim.clia):
        yield Problem("form", "/clia", claim.clia)
    wants = "missing" if values.kind == "medicare" else "missing_elsewhere" if values.kind in ASK_TOO else ""
    for at, line in enumerate(claim.lines):
        if line.clia:
            asked = True
            if not _is_form(line.clia):
                yield Problem("form", f"/lines/{at}/clia", line.clia)
        elif wants and not claim.clia and _is_test(line):
            asked = True
            yield Problem(wants, "/clia", line.procedure, {"line": line.number or at + 1})
            wants = ""  # one number mends all lines
    if not asked:
        yield NOT_APPLICABLE


def _is_form(number: str) -> bool:
    length, letter = FORM
    return len(number) == length and number[2] == letter and (number[:2] + number[3:]).isdigit() and number.isascii()


def _is_test(line: ServiceLine) -> bool:
    code = line.procedure
    return (
        any(first <= code <= last for first, last in TESTS)
        and not any(first <= code <= last for first, last in NO_TESTS)
        and NOT_HERE.isdisjoint(line.modifiers)
    )

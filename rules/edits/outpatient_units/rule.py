"""One unit where a modifier says that a procedure was of both sides, or was stopped (IOCE edits 74 and 37)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

BOTH_SIDES, STOPPED = "50", "73"
KINDS = {BOTH_SIDES: "both", STOPPED: "stopped"}


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Limits by code and day are another rule's."""
    met = False
    for at, line in enumerate(claim.lines):
        for modifier, kind in KINDS.items():
            if modifier in line.modifiers:
                met = True
                if line.units > 1:
                    yield Problem(kind, f"/lines/{at}/units", f"{line.units:f}", {"code": line.procedure})
    if not met:
        yield NOT_APPLICABLE

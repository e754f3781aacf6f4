"""CLM11 against the kind of insurer."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values

WANTED = {"workers compensation": ("work", "EM"), "auto": ("traffic", "AA")}


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """What an employer's car did may be both."""
    kind, cause = WANTED[values.kind]
    if claim.accident is None:
        yield Problem(kind, "/accident")
    elif cause not in claim.accident.causes:
        yield Problem(kind, "/accident/causes")

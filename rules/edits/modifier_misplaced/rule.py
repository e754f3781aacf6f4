"""Modifiers on a kind of procedure that they are not made for."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

VISITS, ANESTHESIA, LABORATORY = ("99202", "99499"), ("00100", "01999"), ("80047", "89398")
IMAGING, SURGERY = ("70010", "79999"), ("10004", "69990")
NO_BLOCKS = (("10004", "35999"), ("37000", "61999"), ("65000", "69990"))
"""Operations without the punctures and blocks that whoever gives anesthesia does too."""

_FORBIDDEN = {
    ("24", "25", "57"): ("visit", (ANESTHESIA, SURGERY, IMAGING, LABORATORY)),
    ("AA", "AD", "QK", "QX", "QY"): ("anesthesia", (VISITS, LABORATORY, *NO_BLOCKS)),
    ("26", "TC"): ("component", (VISITS, ANESTHESIA)),
    ("54", "55", "56", "58", "62", "66", "78", "79", "80", "81", "82", "AS"): ("surgical", (VISITS, LABORATORY)),
    ("91",): ("laboratory", (VISITS, ANESTHESIA, SURGERY, IMAGING)),
    ("50", "E1", "E2", "E3", "E4", "LC", "LD", "LM", "RC", "RI", "FA", "TA"): ("site", (VISITS, LABORATORY)),
    tuple(f"{limb}{digit}" for limb in "FT" for digit in range(1, 10)): ("site", (VISITS, LABORATORY)),
    ("LT", "RT"): ("site", (VISITS,)),
}
"""By modifiers: what they are made for, and the procedures that they are certainly not made for."""
FORBIDDEN = {one: said for modifiers, said in _FORBIDDEN.items() for one in modifiers}


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """CPT numbers of five digits alone: what other codes mean is not told by their number."""
    met = False
    for at, line in enumerate(claim.lines):
        code = line.procedure
        if not (line.modifiers and code.isdigit()):
            continue
        met = True
        for place, modifier in enumerate(line.modifiers):
            kind, ranges = FORBIDDEN.get(modifier, ("", ()))
            if any(first <= code <= last for first, last in ranges):
                yield Problem(kind, f"/lines/{at}/modifiers/{place}", modifier, {"procedure": code})
    if not met:
        yield NOT_APPLICABLE

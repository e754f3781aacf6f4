"""A surgical ICD-10-PCS procedure goes with an operating physician (FL 77, loop 2310B)."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

SURGICAL_SECTION = "0"
"""ICD-10-PCS section 0 is medical and surgical; administration, imaging, monitoring and the like are other sections."""
SURGICAL_APPROACHES = ("0", "4", "F")
"""Fifth character: open, percutaneous endoscopic, and natural opening with percutaneous endoscopic assistance."""
PCS_LENGTH = 7


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A line through a vein or a tube into the throat stands in the surgical section too: less is certain there."""
    codes = [(at, code.code) for at, code in enumerate(claim.procedures) if code.code[:1] == SURGICAL_SECTION]
    if not codes:
        yield NOT_APPLICABLE
        return
    operating = claim.operating_provider
    if operating is not None and operating.npi:
        return
    surgery = [(at, code) for at, code in codes if len(code) == PCS_LENGTH and code[4] in SURGICAL_APPROACHES]
    _, code = (surgery or codes)[0]
    yield Problem("surgery" if surgery else "perhaps_surgery", "/operating_provider/npi", code)

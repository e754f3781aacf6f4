"""The form of a Medicare Beneficiary Identifier where another payer is asked."""

import re

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

LETTER = "[AC-HJKMNP-RT-Y]"
"""S, L, O, I, B and Z are never used."""
BOTH = "[AC-HJKMNP-RT-Y0-9]"
MBI = re.compile(f"[1-9]{LETTER}{BOTH}[0-9]{LETTER}{BOTH}[0-9]{LETTER}{LETTER}[0-9][0-9]")


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """The number itself is never shown."""
    number = claim.subscriber.member_id
    if not number:
        yield NOT_APPLICABLE
    elif len(number) >= 11 and MBI.fullmatch(number.replace("-", "").upper()):
        yield Problem("elsewhere", "/subscriber/member_id")

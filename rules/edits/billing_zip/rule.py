"""ZIP codes that must have all nine digits: where the bill comes from, and where the service was given."""

import re

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

FULL = 9
CANADIAN = re.compile(r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]")


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """An address without a state is abroad, and has a postal code of its own form; so have Canada's provinces."""
    places = [("billing_provider", claim.billing_provider), ("service_facility", claim.service_facility)]
    asked = [(role, place.zip) for role, place in places if place is not None and place.state and place.zip]
    if not asked:
        yield NOT_APPLICABLE
    for role, code in asked:
        if not (len(code) == FULL and code.isascii() and code.isdigit()):
            if not CANADIAN.fullmatch(code):
                yield Problem(f"{role}_zip", f"/{role}/zip", code)
        elif code.endswith("0000"):
            yield Problem("filled_up", f"/{role}/zip", code)

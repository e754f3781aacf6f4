"""The form of the billing provider's tax number."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

LENGTH = 9


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """The number itself is not shown where it may be a person's social security number."""
    number = claim.billing_provider.tax_id
    if not number:
        yield NOT_APPLICABLE
    elif not (len(number) == LENGTH and number.isascii() and number.isdigit()):
        found = "a hyphen" if "-" in number else f"{len(number)} characters"
        yield Problem("malformed", "/billing_provider/tax_id", "", {"found": found})
    elif number == number[0] * LENGTH:
        yield Problem("placeholder", "/billing_provider/tax_id")

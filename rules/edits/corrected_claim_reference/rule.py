"""CLM05-3 of 7 or 8 goes with REF F8, and that with it."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

CORRECTIONS = ("7", "8")


def check(claim: Claim, context: Context, values: Values) -> Said:
    """First claims correct nothing; late charges and interim bills may name the claim that they follow."""
    frequency = claim.frequency_code
    if frequency in CORRECTIONS:
        if claim.payer.filing_indicator == "MB" and claim.claim_type == "professional":
            source = values.at("first_only", context.today, context.today)
            yield Problem("part_b", "/frequency_code", frequency, because=source)
        elif not claim.original_reference:
            yield Problem("missing", "/original_reference", frequency)
    elif frequency == "1" and claim.original_reference:
        yield Problem("first", "/original_reference", claim.original_reference)
    else:
        yield NOT_APPLICABLE

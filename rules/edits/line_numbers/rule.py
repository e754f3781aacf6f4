"""Service lines count from 1, one by one."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """The first line that breaks the count is told: those behind it follow from it."""
    numbers = [line.number for line in claim.lines]
    if not any(numbers):
        yield NOT_APPLICABLE
    elif numbers != list(range(1, len(numbers) + 1)):
        at = next(at for at, number in enumerate(numbers) if number != at + 1)
        kind = "twice" if numbers[at] in numbers[:at] else "order"
        yield Problem(kind, f"/lines/{at}/number", str(numbers[at]), {"expected": at + 1})

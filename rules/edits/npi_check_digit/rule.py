"""Luhn's check digit over 80840 and the NPI."""

from collections.abc import Iterator
from functools import lru_cache

from claims.claim import Claim, Provider, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

ROLES = tuple(name for name in Claim.__struct_fields__ if name.endswith(("_provider", "_surgeon", "_facility")))
LINE_ROLES = tuple(name for name in ServiceLine.__struct_fields__ if name.endswith(("_provider", "_facility")))
PREFIX_SUM = 24
"""What the prefix 80840 adds to the Luhn sum."""
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Each NPI of the claim and of its lines."""
    found = False
    for role, field, npi in _npis(claim):
        found = True
        if not (len(npi) == 10 and npi.isascii() and npi.isdigit() and npi[0] in "12"):
            yield Problem("malformed", field, npi, {"role": role})
        elif not has_check_digit(npi):
            yield Problem("check_digit", field, npi, {"role": role})
    if not found:
        yield NOT_APPLICABLE


@lru_cache(8192)
def has_check_digit(npi: str) -> bool:
    """Whether ten digits end in the check digit of the nine before."""
    digits = [int(digit) for digit in npi]
    return (PREFIX_SUM + sum(DOUBLED[digit] for digit in digits[0::2]) + sum(digits[1::2])) % 10 == 0


def _npis(claim: Claim) -> Iterator[tuple[str, str, str]]:
    for role in ROLES:
        provider: Provider | None = getattr(claim, role)
        if provider is not None and provider.npi:
            yield role.partition("_")[0], f"/{role}/npi", provider.npi
    for at, line in enumerate(claim.lines):
        for role in LINE_ROLES:
            provider = getattr(line, role)
            if provider is not None and provider.npi:
                yield role.partition("_")[0], f"/lines/{at}/{role}/npi", provider.npi

"""Luhn's check digit over 80840 and the NPI."""

from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter

from claims.claim import Claim, ServiceLine
from claims.origin import Origin
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

ROLES = tuple(name for name in Claim.__struct_fields__ if name.endswith(("_provider", "_surgeon", "_facility")))
LINE_ROLES = tuple(name for name in ServiceLine.__struct_fields__ if name.endswith(("_provider", "_facility")))
PREFIX_SUM = 24
"""What the prefix 80840 adds to the Luhn sum."""
NOBODY = (None,) * len(LINE_ROLES)
INHERITED = ("/billing_provider", "/pay_to_provider")
"""Those who stand above the claim's own segments."""
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


providers = attrgetter(*ROLES)
line_providers = attrgetter(*LINE_ROLES)


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Each NPI of the claim and of its lines, and in the file those of providers that a claim does not keep."""
    count = 0
    for role, field, npi in _npis(claim):
        count += 1
        if kind := _wrong(npi):
            yield Problem(kind, field, npi, {"role": role.partition("_")[0]})
    if context.origin is not None and context.origin.delimiters is not None:
        for npi in _others(claim, context.origin):
            count += 1
            if kind := _wrong(npi):
                yield Problem(kind, "", npi, {"role": "other"}, x12="NM109")
    if not count:
        yield NOT_APPLICABLE


@lru_cache(8192)
def _wrong(npi: str) -> str:
    if not (len(npi) == 10 and npi.isascii() and npi.isdigit() and npi[0] in "12"):
        return "malformed"
    return "" if has_check_digit(npi) else "check_digit"


def has_check_digit(npi: str) -> bool:
    """Whether ten digits end in the check digit of the nine before."""
    digits = [int(digit) for digit in npi]
    return (PREFIX_SUM + sum(DOUBLED[digit] for digit in digits[0::2]) + sum(digits[1::2])) % 10 == 0


def _npis(claim: Claim) -> Iterator[tuple[str, str, str]]:
    for role, provider in zip(ROLES, providers(claim), strict=True):
        if provider is not None and provider.npi:
            yield role, f"/{role}/npi", provider.npi
    for at, line in enumerate(claim.lines):
        found = line_providers(line)
        if found == NOBODY:
            continue
        for role, provider in zip(LINE_ROLES, found, strict=True):
            if provider is not None and provider.npi:
                yield role, f"/lines/{at}/{role}/npi", provider.npi


def _others(claim: Claim, origin: Origin) -> Iterator[str]:
    """NPIs in the claim's segments that it keeps at no provider: a purchased service's, a primary care provider's."""
    assert origin.delimiters is not None
    mark, own = origin.delimiters.element, origin.passages[-1].text
    if own.count(f"{mark}XX{mark}") <= sum(1 for _, field, _ in _npis(claim) if not field.startswith(INHERITED)):
        return
    known = {npi for _, _, npi in _npis(claim)}
    for segment in own.split(origin.delimiters.terminator):
        if segment.startswith(f"NM1{mark}"):
            elements = segment.split(mark)
            if len(elements) > 9 and elements[8] == "XX" and elements[9].strip() not in {"", *known}:
                known.add(elements[9].strip())
                yield elements[9].strip()

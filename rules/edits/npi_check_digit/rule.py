"""Luhn's check digit over 80840 and the NPI."""

from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter

from claims.claim import Claim, Provider, ServiceLine
from claims.origin import Origin
from rules.context import Context
from rules.npi import has_check_digit
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

ROLES = tuple(name for name in Claim.__struct_fields__ if name.endswith(("_provider", "_surgeon", "_facility")))
LINE_ROLES = tuple(name for name in ServiceLine.__struct_fields__ if name.endswith(("_provider", "_facility")))
NOBODY = (None,) * len(LINE_ROLES)


providers = attrgetter(*ROLES)
line_providers = attrgetter(*LINE_ROLES)


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Each NPI of the claim and of its lines, and in the file those of providers that a claim does not keep."""
    count, wrong = 0, False
    for provider in providers(claim):
        if provider is not None and provider.npi:
            count += 1
            wrong = wrong or bool(_wrong(provider.npi))
    lines = any(map(NOBODY.__ne__, map(line_providers, claim.lines)))
    if not wrong and not lines and not _has_others(claim, context.origin, count):
        if not count:
            yield NOT_APPLICABLE
        return
    for role, field, npi in _npis(claim, context.origin):
        if kind := _wrong(npi):
            yield Problem(kind, field, npi, {"role": role.partition("_")[0]}, x12="" if field else "NM109")


@lru_cache(8192)
def _wrong(npi: str) -> str:
    if not (len(npi) == 10 and npi.isascii() and npi.isdigit() and npi[0] in "12"):
        return "malformed"
    return "" if has_check_digit(npi) else "check_digit"


def _has_others(claim: Claim, origin: Origin | None, count: int) -> bool:
    """Whether the claim's own segments hold more NPIs than its providers have."""
    if origin is None or origin.delimiters is None:
        return False
    mark = origin.delimiters.element
    above = sum(one is not None and bool(one.npi) for one in (claim.billing_provider, claim.pay_to_provider))
    return origin.passages[-1].text.count(f"{mark}XX{mark}") > count - above


def _npis(claim: Claim, origin: Origin | None) -> Iterator[tuple[str, str, str]]:
    """Role, field and number; without a field where a claim keeps no such provider, as of a purchased service."""
    known = set()
    places = [("", claim, ROLES), *((f"/lines/{at}", line, LINE_ROLES) for at, line in enumerate(claim.lines))]
    for place, holder, roles in places:
        for role in roles:
            provider: Provider | None = getattr(holder, role)
            if provider is not None and provider.npi:
                known.add(provider.npi)
                yield role, f"{place}/{role}/npi", provider.npi
    if origin is None or origin.delimiters is None:
        return
    for segment in origin.passages[-1].text.split(origin.delimiters.terminator):
        elements = segment.split(origin.delimiters.element)
        if elements[0] == "NM1" and elements[8:9] == ["XX"] and (npi := "".join(elements[9:10]).strip()) not in known:
            known.add(npi)
            yield "other", "", npi

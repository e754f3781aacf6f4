"""The form of provider taxonomy codes, before any list is asked."""

from functools import lru_cache
from operator import attrgetter

from claims.claim import Claim, Provider
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

ROLES = tuple(name for name in Claim.__struct_fields__ if name.endswith(("_provider", "_surgeon", "_facility")))
providers = attrgetter(*ROLES)
LENGTH = 10


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Each provider of the claim, and those that render its lines."""
    stated = False
    for role, provider in zip(ROLES, providers(claim), strict=True):
        if provider is not None and provider.taxonomy:
            stated = True
            if kind := _wrong(provider.taxonomy):
                yield _problem(kind, role, f"/{role}", provider)
    for at, line in enumerate(claim.lines):
        provider = line.rendering_provider
        if provider is not None and provider.taxonomy:
            stated = True
            if kind := _wrong(provider.taxonomy):
                yield _problem(kind, "rendering_provider", f"/lines/{at}/rendering_provider", provider)
    if not stated:
        yield NOT_APPLICABLE


def _problem(kind: str, role: str, field: str, provider: Provider) -> Problem:
    said = "billing_malformed" if (kind, role) == ("malformed", "billing_provider") else kind
    return Problem(said, f"{field}/taxonomy", provider.taxonomy, {"role": role.partition("_")[0]})


@lru_cache(4096)
def _wrong(code: str) -> str:
    if len(code) != LENGTH or not (code.isascii() and code.isalnum() and code.isupper()):
        return "malformed"
    return "" if code.endswith("X") else "no_x"

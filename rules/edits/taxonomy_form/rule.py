"""The form of provider taxonomy codes, before any list is asked."""

from functools import lru_cache
from operator import attrgetter

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

ROLES = tuple(name for name in Claim.__struct_fields__ if name.endswith(("_provider", "_surgeon", "_facility")))
providers = attrgetter(*ROLES)
LENGTH = 10


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Each provider of the claim, and those that render its lines."""
    found = [(role, f"/{role}", one.taxonomy) for role, one in zip(ROLES, providers(claim), strict=True) if one]
    for at, line in enumerate(claim.lines):
        if line.rendering_provider is not None:
            found.append(("rendering_provider", f"/lines/{at}/rendering_provider", line.rendering_provider.taxonomy))
    stated = [one for one in found if one[2]]
    if not stated:
        yield NOT_APPLICABLE
    for role, field, code in stated:
        if kind := _wrong(code):
            said = "billing_malformed" if (kind, role) == ("malformed", "billing_provider") else kind
            yield Problem(said, f"{field}/taxonomy", code, {"role": role.partition("_")[0]})


@lru_cache(4096)
def _wrong(code: str) -> str:
    if len(code) != LENGTH or not (code.isascii() and code.isalnum() and code.isupper()):
        return "malformed"
    return "" if code.endswith("X") else "no_x"

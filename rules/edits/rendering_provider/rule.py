"""Loops 2310B and 2420A: who rendered the service."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

WITHOUT_NPI = frozenset(("medicaid", "workers compensation", "auto", "liability"))
"""Medicaid pays atypical providers, and the others are no health plans of 45 CFR 160.103."""

CLINICS = ("50", "71", "72")
"""Federally qualified and rural health centers and public health clinics are paid as such."""


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """A billing provider with a given name is a person, who may have rendered the service."""
    if values.kind not in WITHOUT_NPI:
        if claim.rendering_provider is not None and not claim.rendering_provider.npi:
            yield Problem("npi", "/rendering_provider/npi")
        for at, line in enumerate(claim.lines):
            if line.rendering_provider is not None and not line.rendering_provider.npi:
                yield Problem("npi", f"/lines/{at}/rendering_provider/npi")
    if claim.rendering_provider is None and not claim.billing_provider.first_name:
        yield from _rendered_by_nobody(claim, "group" if values.kind == "medicare" else "group_elsewhere")


def _rendered_by_nobody(claim: Claim, kind: str) -> Said:
    asked = False
    for at, line in enumerate(claim.lines):
        if "99202" <= line.procedure <= "99499" and claim.place_of(line) not in CLINICS:
            asked = True
            if line.rendering_provider is None:
                yield Problem(kind, "/rendering_provider", line.procedure, {"line": line.number or at + 1})
                return
    if not asked:
        yield NOT_APPLICABLE

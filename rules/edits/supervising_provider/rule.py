"""NM1 DQ: who supervised, where somebody did."""

from claims.claim import Claim, Provider
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """Whether somebody had to supervise is nothing that a claim tells."""
    asked = False
    pairs: list[tuple[str, Provider | None, Provider | None]] = [
        ("/supervising_provider", claim.supervising_provider, claim.rendering_provider)
    ]
    for at, line in enumerate(claim.lines):
        rendered = line.rendering_provider or claim.rendering_provider
        pairs.append((f"/lines/{at}/supervising_provider", line.supervising_provider, rendered))
    for field, supervised, rendered in pairs:
        if supervised is None:
            continue
        asked = True
        if not supervised.npi:
            yield Problem("npi" if values.kind == "medicare" else "npi_elsewhere", f"{field}/npi")
        elif rendered is not None and supervised.npi == rendered.npi:
            yield Problem("oneself", f"{field}/npi", supervised.npi)
    if not asked:
        yield NOT_APPLICABLE

"""NM1 DK: who ordered equipment, prostheses and orthoses."""

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

EQUIPMENT = ("E0", "E1", "E2", "K0", "L")
IMPLANTS = "L86"
"""Put in by the surgeon who bills them."""
NOT_COVERED = frozenset(("GY", "GX"))


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A referring provider of the claim is taken for the one who ordered."""
    named = claim.ordering_provider or claim.referring_provider
    asked = False
    for at, line in enumerate(claim.lines):
        ordered = line.ordering_provider
        if ordered is not None and not ordered.npi:
            asked = True
            yield Problem("npi", f"/lines/{at}/ordering_provider/npi")
        elif _is_ordered(line):
            asked = True
            if not (ordered or named or line.referring_provider):
                yield Problem("missing", f"/lines/{at}/ordering_provider", line.procedure)
    if not asked:
        yield NOT_APPLICABLE


def _is_ordered(line: ServiceLine) -> bool:
    code = line.procedure
    return code.startswith(EQUIPMENT) and not code.startswith(IMPLANTS) and NOT_COVERED.isdisjoint(line.modifiers)

"""Units as far as the payer was seen to pay them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice

from features.seen import ENOUGH
from serving.suggest.given import Change, Given, named
from serving.suggest.patch import replaced

MOST = 3
"""Numbers of units that are tried for a line."""
CENT = Decimal("0.01")


def changes(given: Given) -> Iterator[Change]:
    """Fewer units, each at the price of the line, with the claim's total lowered by as much."""
    for at, line in enumerate(given.claim.lines):
        if line.units <= 1 or line.units % 1:
            continue
        seen = given.seen.under("payer_procedure_units", given.payer, line.procedure)
        fewer = sorted({int(one.what) for one in seen if one.answers >= ENOUGH and one.what.isdecimal()}, reverse=True)
        for units in islice((one for one in fewer if 0 < one < line.units), MOST):
            charge = (line.charge / line.units * units).quantize(CENT, ROUND_HALF_UP)
            total = given.claim.total_charge - line.charge + charge
            yield Change(
                f"Check the units of {named(line, at)} against the record. Send {units} if no more are documented; "
                f"send more only with what {given.payer_name} asks for them. You attest that the record shows the "
                "units sent.",
                [
                    *replaced(f"/lines/{at}/units", str(units)),
                    *replaced(f"/lines/{at}/charge", str(charge)),
                    *replaced("/total_charge", str(total)),
                ],
            )

"""More than one surgeon at an operation: the fee schedule's indicators for assistants, co-surgeons and teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.claim import Claim
from rules.coding.fee_schedule import fee_of, goes_by_it
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said
from rules.reference.fees import FEES
from rules.report import printable


def said_of(
    claim: Claim, context: Context, modifiers: Sequence[str], indicator: str, by_indicator: Mapping[str, str]
) -> Said:
    """The problems of lines that carry one of the modifiers.

    Args:
        claim: The claim.
        context: What may be known beyond it.
        modifiers: Those that say what the surgeon was.
        indicator: Field of :class:`rules.reference.fees.Fee` that says whether such a surgeon is paid.
        by_indicator: Which problem each value means; a value that is not named means none.
    """
    asked = False
    for at, line in enumerate(claim.lines if goes_by_it(claim) else ()):
        carried = next((one for one in line.modifiers if one in modifiers), "")
        if not carried or line.service_date is None:
            continue
        asked = True
        fee = fee_of(context, line, line.service_date)
        if isinstance(fee, NoData):
            yield fee
        elif fee is not None and (problem := by_indicator.get(getattr(fee, indicator))):
            place = f"/lines/{at}/modifiers/{line.modifiers.index(carried)}"
            because = context.shelf.because(FEES, line.procedure, line.service_date, fee)
            yield Problem(problem, place, carried, {"code": printable(line.procedure)}, because)
    if not asked:
        yield NOT_APPLICABLE

"""Operations that the fee schedule values in facilities alone, at another place."""

from claims.claim import Claim
from rules.coding.fee_schedule import FACILITIES, fee_of, goes_by_it
from rules.coding.global_surgery import is_surgery
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.fees import FEES
from rules.report import printable


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The contractor may pay all the same, at the facility's amount: it is a warning."""
    asked = False
    for at, line in enumerate(claim.lines if goes_by_it(claim) else ()):
        place, day = claim.place_of(line), line.service_date
        if not place or place in FACILITIES or day is None or not is_surgery(line.procedure):
            continue
        asked = True
        fee = fee_of(context, line, day)
        if isinstance(fee, NoData):
            yield fee
            return
        if fee is not None and fee.facility_only:
            field = f"/lines/{at}/place_of_service" if line.place_of_service else "/place_of_service"
            facts = {"code": printable(line.procedure), "number": line.number or at + 1}
            yield Problem("elsewhere", field, place, facts, context.shelf.because(FEES, line.procedure, day, fee))
    if not asked:
        yield NOT_APPLICABLE

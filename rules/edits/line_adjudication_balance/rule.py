"""Loop 2430: charge = SVD02 + CAS, for each other payer of each line."""

from claims.claim import ZERO, Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values

READ = ("SV102", "SV203", "SV302", "SVD02")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A payer that divided the line among several codes has a loop for each: together they make the charge."""
    if not any(line.adjudications for line in claim.lines):
        yield NOT_APPLICABLE
        return
    if any(fault.element in READ or fault.element.startswith("CAS") for fault in context.faults):
        yield NoData("an amount could not be read")
        return
    named = {other.id: at for at, other in enumerate(claim.other_payers, 1)}
    for at, line in enumerate(claim.lines):
        sums = {one.payer_id: [ZERO, ZERO] for one in line.adjudications}
        for place, one in enumerate(line.adjudications):
            sums[one.payer_id][0] += one.paid
            sums[one.payer_id][1] += sum((adjustment.amount for adjustment in one.adjustments), ZERO)
            if one.payer_id not in named:
                yield Problem("unknown_payer", f"/lines/{at}/adjudications/{place}/payer_id", one.payer_id)
        for payer, (paid, adjusted) in sums.items():
            if payer in named and (both := paid + adjusted) != line.charge:
                amounts = {"charge": line.charge, "paid": paid, "adjusted": adjusted, "sum": both}
                facts = {"payer": named[payer], **{name: f"{amount:.2f}" for name, amount in amounts.items()}}
                yield Problem("unequal", f"/lines/{at}/adjudications", f"{both:.2f}", facts)

"""Loop 2320: AMT D against the lines' payments and the claim's adjustments."""

from decimal import Decimal

from claims.claim import ZERO, Claim, OtherPayer
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A payer that has not answered yet has nothing to balance; one that should have is another rule's."""
    decided = False
    for at, other in enumerate(claim.other_payers):
        paid = [[one.paid for one in line.adjudications if one.payer_id == other.id] for line in claim.lines]
        if other.paid is None and not any(paid):
            continue
        decided = True
        if any(fault.element[:3] in ("AMT", "CAS", "SVD", "CLM") for fault in context.faults):
            yield NoData("an amount could not be read")
        elif other.paid is None:
            yield Problem("paid_missing", f"/other_payers/{at}/paid", "", {"payer": at + 1})
        elif not any(paid):
            yield from _balanced(at, other, "charge", claim.total_charge)
        else:
            yield from _balanced(at, other, "lines' payments", sum((one for line in paid for one in line), ZERO))
            if not all(paid):
                facts = {"payer": at + 1, "decided": sum(map(bool, paid)), "lines": len(paid)}
                yield Problem("line_left_out", f"/lines/{paid.index([])}/adjudications", "", facts)
    if not decided:
        yield NOT_APPLICABLE


def _balanced(at: int, other: OtherPayer, of: str, whole: Decimal) -> Said:
    adjusted = sum((adjustment.amount for adjustment in other.adjustments), ZERO)
    if other.paid is not None and whole - adjusted != other.paid:
        facts = {"payer": at + 1, "of": of, "adjusted": f"{adjusted:.2f}", "sum": f"{whole - adjusted:.2f}"}
        yield Problem("unequal", f"/other_payers/{at}/paid", f"{other.paid:.2f}", facts)

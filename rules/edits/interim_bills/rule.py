"""Frequencies 2, 3 and 4: the statement's first day against the admission, and against the bill before."""

from collections.abc import Iterator

from claims.claim import Claim
from rules.context import Context
from rules.period import later
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.report import printable

FIRST, CONTINUING, LAST = "2", "3", "4"
MEDICARE, GENERAL = "MA", "282N00000X"


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Nothing is asked of a stay that is billed at once."""
    if claim.frequency_code not in (FIRST, CONTINUING, LAST):
        yield NOT_APPLICABLE
    elif claim.statement_from is None or claim.admission_date is None:
        yield NoData("the claim has no statement or admission date")
    elif claim.frequency_code == FIRST:
        if claim.statement_from > claim.admission_date:
            facts = {"admitted": claim.admission_date}
            yield Problem("late", "/statement_from", claim.statement_from.isoformat(), facts)
    elif claim.statement_from <= claim.admission_date:
        told = {"admitted": claim.admission_date, "bill": claim.type_of_bill}
        yield Problem("early", "/statement_from", claim.statement_from.isoformat(), told)
    else:
        if claim.payer.filing_indicator == MEDICARE and claim.billing_provider.taxonomy == GENERAL:
            yield Problem("adjustment", "/type_of_bill", claim.type_of_bill)
        yield from _contiguous(claim, context)


def _contiguous(claim: Claim, context: Context) -> Iterator[Problem | NoData]:
    """The bill goes on where the one before it, of the same admission, ended."""
    assert claim.statement_from is not None
    assert claim.admission_date is not None
    stays = context.sent.stays(claim, context.today) if context.sent else []
    before = [
        stay for stay in stays if stay.here and claim.admission_date <= stay.first and stay.last < claim.statement_from
    ]
    if not before:
        yield NoData("the bill before this one is not known here", "the index of sent claims")
        return
    last = max(before, key=lambda stay: stay.last)
    if later(last.last) != claim.statement_from:
        facts = {"earlier": printable(last.claim_id), "ended": last.last}
        yield Problem("gap", "/statement_from", claim.statement_from.isoformat(), facts)

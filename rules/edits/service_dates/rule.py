"""Each date of service against the claim's day, its own end, the statement, birth and death."""

from collections.abc import Iterator
from datetime import date

from claims.claim import Claim
from rules.bills import is_inpatient
from rules.context import Context
from rules.problem import NoData, Problem, Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The first day of a span decides: supplies may be sent for weeks to come."""
    born, died = claim.patient.birth_date, claim.patient.death_date
    met = False
    for field, start, end_field, end in _spans(claim):
        met = True
        if start > context.today:
            yield Problem("future", field, start.isoformat(), {"today": context.today})
        if end is not None and end < start:
            yield Problem("reversed", end_field, end.isoformat(), {"start": start})
        if born is not None and start < born:
            yield Problem("before_birth", field, start.isoformat())
        if died is not None and start > died:
            yield Problem("after_death", field, start.isoformat())
    if claim.type_of_bill and not is_inpatient(claim):
        yield from _outside(claim)
    if not met:
        yield NoData("the claim carries no date of service")


def _outside(claim: Claim) -> Said:
    """Lines of an outpatient bill against its statement; a stay also takes in what the days before it brought."""
    first, last = claim.statement_from, claim.statement_through
    for at, line in enumerate(claim.lines):
        day = line.service_date
        if day is not None and first is not None and last is not None and not first <= day <= last:
            yield Problem("outside", f"/lines/{at}/service_date", day.isoformat(), {"first": first, "last": last})


def _spans(claim: Claim) -> Iterator[tuple[str, date, str, date | None]]:
    if claim.statement_from:
        yield "/statement_from", claim.statement_from, "/statement_through", claim.statement_through
    for at, line in enumerate(claim.lines):
        if line.service_date:
            field = f"/lines/{at}/service_date"
            yield field, line.service_date, f"{field}_end", line.service_date_end

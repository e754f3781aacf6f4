"""Each date of service against the claim's day, its own end, the statement, birth and death."""

from datetime import date

from claims.claim import Claim
from rules.bills import is_inpatient
from rules.context import Context
from rules.problem import NoData, Problem, Said, Values


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The first day of a span decides: supplies may be sent for weeks to come."""
    today, born, died = context.today, claim.patient.birth_date, claim.patient.death_date
    start, met = claim.statement_from, False
    if start is not None:
        met = True
        yield from _span(claim, today, "/statement_from", start, claim.statement_through)
    for at, line in enumerate(claim.lines):
        day, end = line.service_date, line.service_date_end
        if day is None:
            continue
        met = True
        if day > today or end is not None or (born is not None and day < born) or (died is not None and day > died):
            yield from _span(claim, today, f"/lines/{at}/service_date", day, end)
    if claim.type_of_bill and not is_inpatient(claim):
        yield from _outside(claim)
    if not met:
        yield NoData("the claim carries no date of service")


def _span(claim: Claim, today: date, field: str, start: date, end: date | None) -> Said:
    born, died = claim.patient.birth_date, claim.patient.death_date
    if start > today:
        yield Problem("future", field, start.isoformat(), {"today": today})
    if end is not None and end < start:
        end_field = "/statement_through" if field == "/statement_from" else f"{field}_end"
        yield Problem("reversed", end_field, end.isoformat(), {"start": start})
    if born is not None and start < born:
        yield Problem("before_birth", field, start.isoformat())
    if died is not None and start > died:
        yield Problem("after_death", field, start.isoformat())


def _outside(claim: Claim) -> Said:
    """Lines of an outpatient bill against its statement; a stay also takes in what the days before it brought."""
    first, last = claim.statement_from, claim.statement_through
    for at, line in enumerate(claim.lines):
        day = line.service_date
        if day is not None and first is not None and last is not None and not first <= day <= last:
            yield Problem("outside", f"/lines/{at}/service_date", day.isoformat(), {"first": first, "last": last})

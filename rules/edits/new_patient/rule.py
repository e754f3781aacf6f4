"""Codes for new patients against the patient's earlier days of service at the same group and specialty."""

from claims.claim import Claim
from rules.context import Context
from rules.period import Period
from rules.problem import NO_INDEX, NoData, Problem, Said, Values
from rules.scope import When

NEW = When(procedures=("99202-99205", "99341-99345", "99381-99387", "92002-92004"))
YEARS = Period(3, "years")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """The same day three years before is just long enough ago."""
    for at, line in enumerate(claim.lines):
        if not NEW.is_of(line.procedure):
            continue
        if context.sent is None:
            yield NO_INDEX
            return
        day = line.service_date
        if day is None:
            yield NoData("the line carries no date of service")
            continue
        last = context.sent.visits(claim, line, context.today).specialty
        if last is not None and last > YEARS.before(day):
            yield Problem("seen", f"/lines/{at}/procedure", line.procedure, {"last": last})

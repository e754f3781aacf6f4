"""Each service against the payer's filing limit."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.period import Period
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.workday import next_workday

CORRECTIONS = ("7", "8")


def last_day(claim: Claim, values: Values, today: date) -> date | None:
    """The last day on which all services of a claim are in time; ``None`` where no limit, or no service, is known."""
    name = _limit_of(claim)
    days = _services(claim)
    limits = [values.at(name, day, today) for day in days]
    ends = [
        _deadline(claim, dated.value.after(day), values, today)
        for day, dated in zip(days, limits, strict=True)
        if dated is not None and isinstance(dated.value, Period)
    ]
    return min(ends) if ends and len(ends) == len(days) else None


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Institutional claims count from the end of the statement, others from the first day of each line."""
    name = _limit_of(claim)
    days = _services(claim)
    if not days:
        yield NoData("the claim carries no date of service")
    for day, field in days.items():
        dated = values.at(name, day, context.today)
        if dated is None:
            yield values.missing(name)
            return
        limit = dated.value
        assert isinstance(limit, Period)
        deadline = _deadline(claim, limit.after(day), values, context.today)
        if context.today > deadline:
            if claim.delay_reason:
                yield NOT_APPLICABLE  # the payer decides whether the reason given excuses the delay
                continue
            facts = {"deadline": deadline, "limit": limit, "today": context.today}
            yield Problem("late" if name == "limit" else "late_correction", field, day.isoformat(), facts, dated)


def _limit_of(claim: Claim) -> str:
    """The name of the value that the claim goes by."""
    return "corrected_limit" if claim.frequency_code in CORRECTIONS else "limit"


def _services(claim: Claim) -> dict[date, str]:
    """The days that count, each with the first field in which it stands."""
    if claim.claim_type == "institutional" and claim.statement_through:
        return {claim.statement_through: "/statement_through"}
    days: dict[date, str] = {}
    for at, line in enumerate(claim.lines):
        if line.service_date and line.service_date not in days:
            days[line.service_date] = f"/lines/{at}/service_date"
    return days


def _deadline(claim: Claim, day: date, values: Values, today: date) -> date:
    if claim.payer.responsibility not in ("", "P") and (dated := values.at("limit_after_primary", day, today)):
        assert isinstance(dated.value, Period)
        decided = [other.paid_date for other in claim.other_payers if other.paid_date]
        day = max([day, *(dated.value.after(on) for on in decided)])
    workday = values.at("next_workday", day, today)
    return next_workday(day) if workday and workday.value else day

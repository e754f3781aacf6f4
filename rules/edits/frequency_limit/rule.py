"""The payer's frequency limits against the days on which the patient had the service, on this claim and before."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.period import Period, earlier, later
from rules.problem import NO_INDEX, Problem, Said, Values
from rules.report import printable


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Days are counted, not units: two lines of one day are one. What was denied does not count."""
    asked: set[tuple[object, ...]] = set()
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
            continue
        if context.sent is None:
            yield NO_INDEX
            return
        policy, day = found.policy, found.day
        codes = policy.codes if policy.together else (found.line.procedure,)
        if (codes, policy, day) in asked:
            continue
        asked.add((codes, policy, day))
        first = _first(policy.within, day)
        sent = context.sent.days_of_service(claim, codes, first, earlier(day), context.today)
        days = {before: earlier.claim_id for before, earlier in sent.items()}
        for line in claim.lines:
            if line.procedure in codes and line.service_date and first <= line.service_date < day:
                days.setdefault(line.service_date, claim.claim_id)
        if len(days) >= policy.max_times:
            last = max(days, default=day)
            facts = {
                "times": f"{policy.max_times} day{'' if policy.max_times == 1 else 's'}",
                "within": policy.within or "a calendar year",
                "count": len(days),
                "earlier": printable(days.get(last, "")),
                "last": last,
            }
            yield Problem("often", f"/lines/{found.at}/procedure", found.line.procedure, facts, found.dated)


def _first(within: Period | None, day: date) -> date:
    """The first day of the period that ends with a day. What was rendered a year ago to the day is a year ago."""
    return date(day.year, 1, 1) if within is None else later(within.before(day))

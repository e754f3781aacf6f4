"""The ages of preventive visits."""

from claims.claim import Claim
from rules.age import age, told
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values

AGES = {"1": (0, 0), "2": (1, 4), "3": (5, 11), "4": (12, 17), "5": (18, 39), "6": (40, 64), "7": (65, 150)}
"""By the last digit, for new (9938x) and established patients (9939x): youngest and oldest age in years."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A birthday counts from its morning."""
    born = claim.patient.birth_date
    met = False
    for at, line in enumerate(claim.lines):
        if line.procedure[:4] not in ("9938", "9939") or line.procedure[4:] not in AGES:
            continue
        met = True
        day = line.service_date
        if born is None or day is None:
            yield NoData("the birth date or the day of service is missing")
            return
        years = age(born, day)
        first, last = AGES[line.procedure[4]]
        if not first <= years <= last:
            facts = {"first": first, "last": last, "age": told(years)}
            yield Problem("age", f"/lines/{at}/procedure", line.procedure, facts)
    if not met:
        yield NOT_APPLICABLE

"""The payer's age limits against the patient's age in whole years on the day of service."""

from claims.claim import Claim
from rules.age import age, told
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import NoData, Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A birthday counts from its morning."""
    born = claim.patient.birth_date
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
            continue
        if born is None:
            yield NoData("the patient has no birth date")
            return
        day, low, high = found.day, found.policy.min_age, found.policy.max_age
        years = age(born, day)
        facts = {"age": told(years), "min_age": low, "max_age": high}
        field = f"/lines/{found.at}/procedure"
        if low is not None and years < low:
            yield Problem("young", field, found.line.procedure, facts, found.dated)
        elif high is not None and years > high:
            yield Problem("old", field, found.line.procedure, facts, found.dated)

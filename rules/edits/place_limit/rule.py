"""The payer's allowed places against where each line was rendered."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import NoData, Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """The place of the line, else that of the claim."""
    for found in demands(claim, context, values, "places"):
        if not isinstance(found, Demand):
            yield found
            continue
        place = claim.place_of(found.line)
        if not place:
            yield NoData("the claim carries no place of service")
        elif place not in found.policy.places:
            field = f"/lines/{found.at}/place_of_service" if found.line.place_of_service else "/place_of_service"
            facts = {
                "line": found.line.number or found.at + 1,
                "procedure": found.line.procedure,
                "wanted": ", ".join(found.policy.places),
            }
            yield Problem("elsewhere", field, place, facts, found.dated)

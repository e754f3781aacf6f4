"""The payer's supporting diagnoses against those that each line points to."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands, pointed
from rules.problem import NoData, Problem, Said, Values

MOST_NAMED = 6


def check(claim: Claim, context: Context, values: Values) -> Said:
    """One diagnosis that begins as one of the policy is enough."""
    for found in demands(claim, context, values, "diagnoses"):
        if not isinstance(found, Demand):
            yield found
            continue
        supports, codes = found.policy.diagnoses, pointed(claim, found.line)
        if not codes:
            yield NoData("the line points to no diagnosis")
        elif not any(code.startswith(supports) for code in codes):
            wanted = ", ".join(supports[:MOST_NAMED]) + (" …" if len(supports) > MOST_NAMED else "")
            field = f"/lines/{found.at}/diagnosis_pointers" if found.line.diagnosis_pointers else "/diagnoses"
            facts = {"line": found.line.number or found.at + 1, "wanted": wanted}
            yield Problem("unsupported", field, found.line.procedure, facts, found.dated)

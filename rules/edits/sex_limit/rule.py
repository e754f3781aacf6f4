"""The payer's sex limits; modifier KX and condition code 45 say that both sex and service are right."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """An unknown sex (U) conflicts with nothing; a missing one cannot be told."""
    sex = claim.patient.sex
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
        elif not sex:
            yield NoData("the patient's sex is not stated")
        elif sex not in ("F", "M"):
            yield NOT_APPLICABLE
        elif sex != found.policy.sex and "KX" not in found.line.modifiers and "45" not in claim.condition_codes:
            facts = {"wanted": found.policy.sex}
            yield Problem("other", f"/lines/{found.at}/procedure", found.line.procedure, facts, found.dated)

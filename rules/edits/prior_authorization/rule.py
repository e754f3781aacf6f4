"""The payer's authorization list against each line."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A number on the line or on the claim answers; an exception code (REF 4N) says that none was possible."""
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
            continue
        line, form = found.line, found.policy.number_form
        number = line.prior_authorization or claim.prior_authorization
        facts = {"line": line.number or found.at + 1, "procedure": line.procedure, "wanted": form.looks if form else ""}
        if not (number or claim.authorization_exception):
            yield Problem("missing", "/prior_authorization", line.procedure, facts, found.dated)
        elif number and form and not form.fits(number):
            field = f"/lines/{found.at}/prior_authorization" if line.prior_authorization else "/prior_authorization"
            yield Problem("other_form", field, number, facts, found.dated)

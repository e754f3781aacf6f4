"""The payer's list of services that need a referral against each line."""

from claims.claim import Claim
from rules.context import Context
from rules.demand import Demand, demands
from rules.problem import Problem, Said, Values

EMERGENCY = "23"
"""Place of service of an emergency room, to which nobody is referred."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A number on the line or on the claim answers; an emergency needs none."""
    for found in demands(claim, context, values):
        if not isinstance(found, Demand):
            yield found
            continue
        line, form = found.line, found.policy.number_form
        number = line.referral or claim.referral
        facts = {"line": line.number or found.at + 1, "procedure": line.procedure, "wanted": form.looks if form else ""}
        if not number and not line.emergency and claim.place_of(line) != EMERGENCY:
            yield Problem("missing", "/referral", line.procedure, facts, found.dated)
        elif number and form and not form.fits(number):
            field = f"/lines/{found.at}/referral" if line.referral else "/referral"
            yield Problem("other_form", field, number, facts, found.dated)

"""The member number against the form of the payer's numbers."""

from claims.claim import Claim
from rules.context import Context
from rules.form import Form
from rules.problem import NoData, Problem, Said, Values

FIELD = "/subscriber/member_id"


def check(claim: Claim, context: Context, values: Values) -> Said:
    """The number itself is never shown. One that is missing is another rule's."""
    day = claim.first_service_date
    if day is None:
        yield NoData("the claim carries no date of service")
        return
    dated = values.at("form", day, context.today)
    if dated is None:
        yield values.missing("form")
        return
    assert isinstance(dated.value, Form)
    if claim.subscriber.member_id and not dated.value.fits(claim.subscriber.member_id):
        yield Problem("other", FIELD, "", {"wanted": dated.value.looks}, dated)

"""The claim's place, and that of each line which has its own."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values
from rules.reference import place_of_service
from rules.reference.lists import PLACES


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """On the first day of service; on that of submission where the claim carries no other."""
    first = claim.first_service_date or context.today
    if not claim.place_of_service:
        yield Problem("missing", "/place_of_service")
    asked = [("/place_of_service", claim.place_of_service, first)] if claim.place_of_service else []
    for at, line in enumerate(claim.lines):
        if line.place_of_service:
            asked.append((f"/lines/{at}/place_of_service", line.place_of_service, line.service_date or first))
    for field, place, day in asked:
        code = place_of_service(context.shelf, place, day)
        if code is None:
            yield context.shelf.lacks(PLACES)
            return
        if code.status != "valid":
            facts = {"day": day, "since": code.start}
            yield Problem(
                "not_yet" if code.status == "not yet" else "unknown",
                field,
                place,
                facts,
                context.shelf.because(PLACES, place, day, code),
            )

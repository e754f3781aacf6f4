"""The places of all payers of a claim, and why one comes before Medicare."""

from claims.claim import Claim
from rules.age import age, told
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

PLACES = "PSTABCDEFGH"
"""Primary, secondary, tertiary, then the fourth to the eleventh; U, unknown, may stand more than once."""
MEDICARE = ("MA", "MB")
AGED, DISABLED = "12", "43"
OLD = 65


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A claim that names no other payer has no order; that one is missing is another rule's."""
    own, others = claim.payer.responsibility, claim.other_payers
    if not others and own in ("", "P", "U"):
        yield NOT_APPLICABLE
        return
    yield from _places(claim)
    if claim.claim_type == "professional" and claim.payer.filing_indicator in MEDICARE and own in PLACES[1:]:
        yield from _before_medicare(claim)


def _places(claim: Claim) -> Said:
    named = [(claim.payer.responsibility, "/payer/responsibility")]
    named += [
        (other.responsibility, f"/other_payers/{at}/responsibility") for at, other in enumerate(claim.other_payers)
    ]
    seen: set[str] = set()
    for place, field in named:
        if place in seen:
            yield Problem("repeated", field, place)
        elif place and place in PLACES:
            seen.add(place)
    if claim.other_payers and len(seen) == len(named):
        last = max(seen, key=PLACES.index)
        for place in PLACES[: PLACES.index(last)]:
            if place not in seen:
                field = next(field for named_place, field in named if named_place == last)
                yield Problem("gap", field, last, {"wanted": place})
                return


def _before_medicare(claim: Claim) -> Said:
    reason, field = claim.payer.insurance_type, "/payer/insurance_type"
    if not reason:
        yield Problem("no_reason", field)
    born, day = claim.patient.birth_date, claim.first_service_date
    if reason in (AGED, DISABLED) and born and day:
        years = age(born, day)
        if (years >= OLD) != (reason == AGED):
            wanted = f"{OLD} or more" if reason == AGED else f"less than {OLD}"
            yield Problem("other_age", field, reason, {"wanted": wanted, "age": told(years)})

"""Modifiers of one line that say contrary things, or say one thing twice."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

GROUPS = (
    "parts", "supplies", "repeats", "returns", "sides", "distinct", "reductions", "assistants", "teams", "therapies",
    "telehealth", "departments", "physical_status", "images", "teaching", "ambulances",
)  # fmt: skip
SIDES = {"LT", "RT"}
"""Both sides without 50 is a way to say that both were done."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Of each group at most one; what anesthesia and liability modifiers may not go with are rules of their own."""
    day = claim.first_service_date or context.today
    lines = [(at, line.modifiers) for at, line in enumerate(claim.lines) if len(line.modifiers) > 1]
    if not lines:
        yield NOT_APPLICABLE
    for at, modifiers in lines:
        twice = [modifier for place, modifier in enumerate(modifiers) if modifier in modifiers[:place]]
        if twice:
            yield Problem("twice", f"/lines/{at}/modifiers/{_last(modifiers, twice[0])}", twice[0])
        for group in GROUPS:
            value = values.at(group, day, context.today)
            met = [one for one in dict.fromkeys(modifiers) if one in value.value] if value else []  # type: ignore[operator]
            if len(met) > 1 and set(met) != SIDES:
                field = f"/lines/{at}/modifiers/{_last(modifiers, met[1])}"
                yield Problem("contrary", field, met[1], {"other": met[0]}, value)


def _last(modifiers: tuple[str, ...], wanted: str) -> int:
    return max(place for place, modifier in enumerate(modifiers) if modifier == wanted)

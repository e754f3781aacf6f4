"""Condition, occurrence and value codes of institutional bills."""

import re
from collections.abc import Iterator

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import lookup
from rules.reference.lists import CONDITION_CODES, OCCURRENCE_CODES, VALUE_CODES

FORM = re.compile("[0-9A-Z]{2}")
KINDS = {"condition": CONDITION_CODES, "occurrence": OCCURRENCE_CODES, "span": OCCURRENCE_CODES, "value": VALUE_CODES}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """By their form, and by the lists where the user loaded them."""
    if not (claim.condition_codes or claim.occurrence_codes or claim.value_codes):
        yield NOT_APPLICABLE
        return
    day = claim.statement_through or claim.last_service_date or context.today
    for what, field, sent in _codes(claim):
        kind = KINDS[what]
        if not FORM.fullmatch(sent):
            yield Problem(what, field, sent, {"why": "it has not two characters"})
        elif (code := lookup(context.shelf, kind, sent, day)) and code.status != "valid":
            because = context.shelf.because(kind, sent, day, code)
            yield Problem(what, field, sent, {"why": f"it is not in force on {day}"}, because)


def _codes(claim: Claim) -> Iterator[tuple[str, str, str]]:
    for at, condition in enumerate(claim.condition_codes):
        yield "condition", f"/condition_codes/{at}", condition
    for at, occurrence in enumerate(claim.occurrence_codes):
        yield "span" if occurrence.end else "occurrence", f"/occurrence_codes/{at}/code", occurrence.code
    for at, value in enumerate(claim.value_codes):
        yield "value", f"/value_codes/{at}/code", value.code

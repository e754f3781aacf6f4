"""Onset, initial treatment and last menstrual period, against the claim's own dates."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

MANIPULATION = ("98940", "98941", "98942")
LONGEST = 400
"""Days from the last period to the end of care after birth, with some to spare."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Whether a date is needed is the provider's judgement, but for Medicare's spinal manipulation."""
    asked = False
    for what, field, day in (
        ("onset", "/onset_date", claim.onset_date),
        ("initial treatment", "/initial_treatment_date", claim.initial_treatment_date),
        ("last menstrual period", "/last_menstrual_period", claim.last_menstrual_period),
    ):
        if day is not None:
            asked = True
            yield from _possible(claim, context, what, field, day)
    if values.kind == "medicare":
        for at, line in enumerate(claim.lines):
            if line.procedure in MANIPULATION and "AT" in line.modifiers:
                asked = True
                if claim.initial_treatment_date is None:
                    kind = "onset_alone" if claim.onset_date else "first_treatment"
                    yield Problem(kind, "/initial_treatment_date", line.procedure, {"line": line.number or at + 1})
                    break
    if not asked:
        yield NOT_APPLICABLE


def _possible(claim: Claim, context: Context, what: str, field: str, day: date) -> Said:
    born, last = claim.patient.birth_date, claim.last_service_date
    facts = {"what": what, "today": context.today, "service": last}
    if day > context.today:
        yield Problem("future", field, day.isoformat(), facts)
    elif last is not None and day > last:
        yield Problem("after_service", field, day.isoformat(), facts)
    elif born is not None and day < born:
        yield Problem("before_birth", field, day.isoformat(), facts)
    elif last is not None and field == "/last_menstrual_period" and (last - day).days > LONGEST:
        yield Problem("long_ago", field, day.isoformat(), {"days": (last - day).days})

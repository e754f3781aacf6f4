"""Newborn, pediatric, maternity and adult codes against the patient's age."""

from datetime import date

from claims.claim import Claim
from rules.age import age
from rules.coding.code_editor import NO_DISCHARGE, coded_diagnoses
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Said, Values
from rules.reference.mce import DIAGNOSES

GROUPS = ("pediatric", "newborn", "maternity", "adult")
OLDEST = 124
"""As the editor has it; no patient is older."""


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A conflict is one on the day of admission and on that of discharge: a payer may look at either."""
    born, day = claim.patient.birth_date, claim.statement_through
    if not claim.diagnoses or day is None or born is None:
        missing = NO_DISCHARGE if day is None else NoData("the patient has no birth date")
        yield missing if claim.diagnoses else NOT_APPLICABLE
        return
    ages = (age(born, claim.admission_date or claim.statement_from or day), age(born, day))
    coded = coded_diagnoses(claim, context, day)
    if coded is None:
        yield context.shelf.lacks(DIAGNOSES)
        return
    for one in coded:
        for group in GROUPS:
            if group not in one.lists:
                continue
            low, high = _limits(group, values, day, context.today)
            if not any(low <= years <= high for years in ages):
                facts = {"group": group, "low": low, "high": high}
                yield one.problem("newborn" if group == "newborn" else "other", group, context, day, facts)
                break


def _limits(group: str, values: Values, day: date, today: date) -> tuple[int, int]:
    low, high = values.at(f"{group}_from", day, today), values.at(f"{group}_through", day, today)
    return int(str(low.value)) if low else 0, int(str(high.value)) if high else OLDEST

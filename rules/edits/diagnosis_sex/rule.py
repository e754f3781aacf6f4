"""Codes of one sex on a patient of the other; condition code 45 says that both are right."""

from datetime import date

from claims.claim import Claim
from rules.coding.code_editor import NO_DISCHARGE, coded_diagnoses, coded_procedures
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Said, Values
from rules.reference.mce import DIAGNOSES

LAST_DAY = date(2024, 9, 30)
"""The last discharge that Medicare edited so; a payer that keeps the edit goes by that day's lists."""
OTHER = {"F": "male", "M": "female"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """An unknown sex (U) conflicts with nothing; a missing one cannot be told."""
    if claim.statement_through is None or not claim.patient.sex:
        yield NO_DISCHARGE if claim.patient.sex else NoData("the patient's sex is not stated")
        return
    wanted = OTHER.get(claim.patient.sex)
    if wanted is None or "45" in claim.condition_codes:
        yield NOT_APPLICABLE
        return
    day = min(claim.statement_through, LAST_DAY)
    diagnoses, procedures = coded_diagnoses(claim, context, day), coded_procedures(claim, context, day)
    if diagnoses is None or procedures is None:
        yield context.shelf.lacks(DIAGNOSES)
        return
    for what, coded in (("diagnosis", diagnoses), ("procedure", procedures)):
        for one in coded:
            if wanted in one.lists:
                yield one.problem(what, wanted, context, day, {"wanted": wanted})

"""ICD-10-CM on the day that counts: of the lines that point to it, of the stay, or of discharge."""

from collections.abc import Iterator
from datetime import date

from claims.claim import Claim, Diagnosis
from rules.bills import is_inpatient
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference import Code, diagnosis, seventh_characters, with_placeholders
from rules.reference.lists import DIAGNOSES

ICD9 = ("BK", "BF", "BJ", "PR", "BN")
ICD10_DAY = date(2015, 10, 1)
KINDS = {"unknown": "unknown", "header": "not_billable", "ended": "ended", "not yet": "not_yet"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A diagnosis that lines point to must hold on each of their days; any other on one day of the claim."""
    if not claim.diagnoses:
        yield NOT_APPLICABLE
        return
    claim_days = _claim_days(claim)
    if not claim_days:
        yield NoData("the claim carries no date of service")
        return
    shelf, day = context.shelf, claim_days[0]
    for at, said in enumerate(claim.diagnoses):
        if len(claim_days) == 1 and said.qualifier not in ICD9:  # nearly all claims: no more is asked of them
            code = diagnosis(shelf, said.code, day)
            if code is not None and code.status == "valid":
                continue
        pointing = () if len(claim_days) == 1 else _pointing_days(claim, at + 1)
        days = pointing or claim_days
        if said.qualifier in ICD9:
            if late := [day for day in days if day >= ICD10_DAY]:
                yield Problem("icd9", f"/diagnoses/{at}/code", said.code, {"day": late[0]})
            continue
        found = [(day, diagnosis(shelf, said.code, day)) for day in days]
        bad = [(day, code) for day, code in found if code and code.status != "valid"]
        if bad and (pointing or len(bad) == len(days)):
            yield from _wrong(context, at, said, *bad[0])
        elif any(code is None for _, code in found):
            yield shelf.lacks(DIAGNOSES)
            return


def _wrong(context: Context, at: int, said: Diagnosis, day: date, code: Code) -> Iterator[Problem]:
    kind = KINDS[code.status]
    facts: dict[str, object] = {"day": day, "since": code.start, "until": code.end}
    if kind == "not_billable" and (characters := seventh_characters(context.shelf, said.code, day)):
        kind, facts = "seventh", {"day": day, "characters": ", ".join(characters)}
    elif kind == "unknown" and (whole := with_placeholders(context.shelf, said.code, day)):
        kind, facts = "placeholder", {"day": day, "whole": whole}
    yield Problem(
        kind, f"/diagnoses/{at}/code", said.code, facts, context.shelf.because(DIAGNOSES, said.code, day, code)
    )


def _claim_days(claim: Claim) -> tuple[date, ...]:
    if is_inpatient(claim):
        return (claim.statement_through,) if claim.statement_through else ()
    if claim.claim_type == "institutional":
        return tuple(dict.fromkeys(day for day in (claim.statement_from, claim.statement_through) if day))
    return tuple(dict.fromkeys(line.service_date for line in claim.lines if line.service_date))


def _pointing_days(claim: Claim, pointer: int) -> tuple[date, ...]:
    days = (line.service_date for line in claim.lines if pointer in line.diagnosis_pointers)
    return tuple(dict.fromkeys(day for day in days if day))

"""ICD-10-CM on the day that counts: of the lines that point to it, of the stay, or of discharge."""

from datetime import date

from claims.claim import Claim
from rules.bills import is_inpatient
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference import diagnosis

ICD9 = ("BK", "BF", "BJ", "PR", "BN")
ICD10_DAY = date(2015, 10, 1)
KINDS = {"unknown": "unknown", "header": "not_billable", "ended": "ended", "not yet": "not_yet"}
UNKNOWN = NoData("no edition of ICD-10-CM at hand covers the date of service", "ICD-10-CM of that date")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A diagnosis that lines point to must hold on each of their days; any other on one day of the claim."""
    if not claim.diagnoses:
        yield NOT_APPLICABLE
        return
    claim_days = _claim_days(claim)
    if not claim_days:
        yield NoData("the claim carries no date of service")
        return
    for at, said in enumerate(claim.diagnoses):
        pointing = () if len(claim_days) == 1 else _pointing_days(claim, at + 1)
        days = pointing or claim_days
        icd9 = said.qualifier in ICD9
        found = [
            (day, None if icd9 else diagnosis(context.shelf, said.code, day))
            for day in days
            if not icd9 or day >= ICD10_DAY
        ]
        bad = [(day, code) for day, code in found if icd9 or (code and code.status != "valid")]
        if bad and (pointing or len(bad) == len(days)):
            day, code = bad[0]
            kind = KINDS[code.status] if code else "icd9"
            facts = {"day": day, "since": code and code.since, "until": code and code.until}
            yield Problem(kind, f"/diagnoses/{at}/code", said.code, facts)
        elif any(code is None for _, code in found):
            yield UNKNOWN
            return


def _claim_days(claim: Claim) -> tuple[date, ...]:
    if is_inpatient(claim):
        return (claim.statement_through,) if claim.statement_through else ()
    if claim.claim_type == "institutional":
        return tuple(dict.fromkeys(day for day in (claim.statement_from, claim.statement_through) if day))
    return tuple(dict.fromkeys(line.service_date for line in claim.lines if line.service_date))


def _pointing_days(claim: Claim, pointer: int) -> tuple[date, ...]:
    days = (line.service_date for line in claim.lines if pointer in line.diagnosis_pointers)
    return tuple(dict.fromkeys(day for day in days if day))

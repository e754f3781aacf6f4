"""What the hospital bills (837I): emergency and clinic visits, tests, observation, and inpatient stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from claims.claim import Claim, Diagnosis, Occurrence, ProcedureCode, Provider, ServiceLine, ValueCode
from training.office import coding
from training.office.calendar import END, SPAN, START
from training.office.clinicians import Clinician, Practice
from training.office.draw import Dice, Weighted
from training.office.patients import Coverage, Patient, person
from training.office.payers import Payer
from training.office.specialties import LinePlan, table
from training.office.visits import send_day

ROOM = ("0120", Decimal(2150))
"""Semi-private room, dollars a day, made up."""
SPECIMENS = "0141"
"""Type of bill for tests of people who are no patients of the hospital; some payers take none."""


class Encounter(Struct, frozen=True):
    """A kind of hospital visit or stay, as the table has it."""

    row: dict[str, Any]
    diagnoses: Weighted[str]
    inpatient: bool

    @property
    def ages(self) -> tuple[int, int]:
        """Of its patients, in years."""
        low, high = self.row["ages"]
        return low, high


class HospitalVisit(Struct, frozen=True):
    """One visit or stay that becomes one institutional claim."""

    day: date
    sent: date
    patient: Patient
    practice: Practice
    clinician: Clinician
    encounter: Encounter
    days: int = 0
    """Nights stayed."""
    again: bool = False
    seen_here: bool = False


@cache
def encounters() -> Weighted[Encounter]:
    """All kinds of encounters."""
    rows = [(row, kind == "inpatient") for kind, several in table("hospital.yaml").items() for row in several]
    return Weighted((Encounter(row, Weighted(row["diagnoses"].items()), inside), row["weight"]) for row, inside in rows)


def hospital_visits(dice: Dice, hospital: Practice, payers: list[Payer], count: int) -> list[HospitalVisit]:
    """So many visits and stays, each of somebody else."""
    found: list[HospitalVisit] = []
    while len(found) < count:
        encounter = dice.pick(encounters())
        low, high = encounter.ages
        patient = person(dice, -1 - len(found), dice.whole(low, high), "", payers)
        day = START - timedelta(days=15) + timedelta(days=dice.whole(0, SPAN + 10))
        days = dice.whole(*encounter.row["stay"]) if encounter.inpatient else 0
        if encounter.row.get("observation"):
            days = 1
        sent = send_day(dice, hospital, day + timedelta(days=days))
        if START <= sent < END:
            found.append(HospitalVisit(day, sent, patient, hospital, dice.one_of(hospital.clinicians), encounter, days))
    return found


def institutional(dice: Dice, visit: HospitalVisit, coverage: Coverage, claim_id: str) -> Claim:
    """The claim of a hospital visit or stay, correct as far as the code books go."""
    encounter, row, through = visit.encounter, visit.encounter.row, visit.day + timedelta(days=visit.days)
    first = dice.pick(encounter.diagnoses)
    billed = _stay_lines(dice, visit, claim_id) if encounter.inpatient else _visit_lines(dice, visit, first, claim_id)
    emergency = row.get("emergency", False)
    surgery = [
        code
        for code in row.get("procedures", ())
        if code[3] == ("D" if first == "M1712" else "C") or len(row["procedures"]) == 1
    ]
    bill = "0111" if encounter.inpatient else SPECIMENS if row.get("specimens") and dice.chance(0.4) else "0131"
    return Claim(
        claim_id=claim_id,
        claim_type="institutional",
        submission_date=visit.sent,
        total_charge=sum((line.charge for line in billed), Decimal(0)),
        payer=coverage.payer.named(institutional=True),
        billing_provider=visit.practice.provider,
        attending_provider=visit.clinician.provider,
        operating_provider=_operating(dice, visit) if surgery or "0360" in row.get("revenue", {}) else None,
        subscriber=coverage.subscriber,
        patient=coverage.patient,
        type_of_bill=bill,
        frequency_code="1",
        statement_from=visit.day,
        statement_through=through,
        admission_date=visit.day if encounter.inpatient or emergency else None,
        admission_hour=f"{dice.whole(0, 23):02d}00" if encounter.inpatient or emergency else "",
        admission_type=row.get("type", "1" if emergency else "3"),
        admission_source="1",
        discharge_status=dice.one_of(("01", "01", "01", "06", "03")) if encounter.inpatient else "01",
        discharge_hour=f"{dice.whole(8, 18):02d}00" if encounter.inpatient else "",
        diagnoses=_diagnoses(dice, visit, first),
        procedures=tuple(ProcedureCode(code, "BBR", visit.day) for code in surgery),
        drg=row.get("drg", ""),
        occurrence_codes=(Occurrence("11", visit.day - timedelta(days=20)),)
        if any("GP" in line.modifiers for line in billed)
        else (),
        value_codes=(ValueCode("80", Decimal(visit.days)),) if encounter.inpatient else (),
        assignment="A",
        benefits_assigned="Y",
        release_of_information="Y",
        lines=billed,
    )


def _operating(dice: Dice, visit: HospitalVisit) -> Provider:
    return replace(dice.one_of(visit.practice.clinicians).provider, taxonomy="")


def _diagnoses(dice: Dice, visit: HospitalVisit, first: str) -> tuple[Diagnosis, ...]:
    row = visit.encounter.row
    if visit.encounter.inpatient:
        others = dice.sample(row["others"], dice.whole(0, len(row["others"])))
        found = [Diagnosis(first, "ABK", "Y"), Diagnosis(first, "ABJ")]
        return (*found, *(Diagnosis(code, "ABF", "Y" if dice.chance(0.9) else "N") for code in others))
    if row.get("emergency"):
        return Diagnosis(first, "ABK"), Diagnosis(first, "APR")
    return (Diagnosis(first, "ABK"),)


def _visit_lines(dice: Dice, visit: HospitalVisit, first: str, claim_id: str) -> tuple[ServiceLine, ...]:
    side = "LT" if first.endswith("2") else "RT"
    found: list[ServiceLine] = []
    codes = _planned(dice, visit.encounter.row["lines"])
    for revenue, plan, units in codes:
        modifiers = [side if flag == "side" else flag for flag in plan.flags]
        apart = revenue in ("0450", "0510") and any(coding.kind_of(other.code) in ("s", "v") for _, other, _ in codes)
        found.append(
            ServiceLine(
                number=len(found) + 1,
                procedure=plan.code,
                procedure_qualifier="HC",
                modifiers=(*(("25",) if apart else ()), *modifiers, *(("JZ",) if plan.code == "J9271" else ())),
                revenue_code=revenue,
                units=Decimal(units),
                unit="UN",
                charge=coding.charge(visit.practice, plan.code, units),
                service_date=visit.day,
                control_number=f"{claim_id}L{len(found) + 1}",
                ndc=coding.drug(plan.code, units, visit.practice) if plan.code[0] == "J" else None,
            )
        )
    return tuple(found)


def _planned(dice: Dice, texts: Sequence[str]) -> list[tuple[str, LinePlan, int]]:
    found = []
    for text in texts:
        revenue, _, rest = text.partition(".")
        plan = LinePlan.parse(rest)
        if plan.chance == 1 or dice.chance(plan.chance):
            found.append((revenue, plan, dice.whole(plan.low, plan.high)))
    return found


def _stay_lines(dice: Dice, visit: HospitalVisit, claim_id: str) -> tuple[ServiceLine, ...]:
    row, days = visit.encounter.row, visit.days
    amounts = [(ROOM[0], ROOM[1] * days, days, "DA")]
    amounts += [(code, Decimal(price) * dice.whole(85, 115) / 100, 1, "UN") for code, price in row["revenue"].items()]
    amounts += [
        (code, Decimal(price) * days * dice.whole(70, 140) / 100, days, "UN") for code, price in row["daily"].items()
    ]
    return tuple(
        ServiceLine(
            number=at,
            revenue_code=code,
            units=Decimal(units),
            unit=unit,
            charge=dollars.quantize(coding.CENT),
            control_number=f"{claim_id}L{at}",
        )
        for at, (code, dollars, units, unit) in enumerate(sorted(amounts), 1)
    )

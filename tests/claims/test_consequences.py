"""What follows from a change of a claim is changed with it, and what was changed by hand is left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from msgspec.structs import replace

from claims.claim import Claim, Diagnosis, Patient, ServiceLine, Subscriber
from claims.consequences import with_consequences
from tests.strategies import claims

DIAGNOSES = (Diagnosis("E119", "ABK"), Diagnosis("I10", "ABF"), Diagnosis("M545", "ABF"))
LINES = (
    ServiceLine(1, "99213", "HC", charge=Decimal(100), diagnosis_pointers=(1, 2)),
    ServiceLine(2, "83036", "HC", charge=Decimal(50), diagnosis_pointers=(3,)),
)
BEFORE = Claim(
    "A1",
    total_charge=Decimal(150),
    subscriber=Subscriber("M1", last_name="ADAMS", birth_date=date(1950, 1, 2)),
    patient=Patient(relationship="18", last_name="ADAMS", birth_date=date(1950, 1, 2)),
    diagnoses=DIAGNOSES,
    lines=LINES,
)


def changed(**fields: Any) -> Claim:
    return with_consequences(BEFORE, replace(BEFORE, **fields))


def pointers(claim: Claim) -> list[tuple[int, ...]]:
    return [line.diagnosis_pointers for line in claim.lines]


def test_pointers_follow_diagnoses_that_change_places() -> None:
    now = changed(diagnoses=(DIAGNOSES[2], DIAGNOSES[0], DIAGNOSES[1]))
    assert pointers(now) == [(2, 3), (1,)]
    assert [one.qualifier for one in now.diagnoses] == ["ABK", "ABF", "ABF"]


def test_pointers_to_a_diagnosis_that_was_taken_out_are_gone_and_the_others_follow() -> None:
    assert pointers(changed(diagnoses=DIAGNOSES[1:])) == [(1,), (2,)]


def test_pointers_stay_where_a_code_was_corrected_in_its_place() -> None:
    now = changed(diagnoses=(Diagnosis("e11.65", "ABK"), *DIAGNOSES[1:]))
    assert pointers(now) == [(1, 2), (3,)]
    assert now.diagnoses[0].code == "E1165"


def test_pointers_to_a_diagnosis_that_was_taken_out_do_not_go_to_the_next_one_that_was_corrected() -> None:
    """The second one moves up and is corrected: lines that pointed to the first did not mean it."""
    after = replace(BEFORE, diagnoses=(Diagnosis("I119", "ABF"), DIAGNOSES[2]))
    assert pointers(with_consequences(BEFORE, after, {1: 0, 2: 1})) == [(1,), (2,)]
    assert pointers(with_consequences(BEFORE, after, {0: 0, 2: 1})) == [(1,), (2,)]
    both = replace(after, lines=(replace(LINES[0], diagnosis_pointers=(1,)), LINES[1]))
    first = replace(BEFORE, lines=both.lines)
    assert pointers(with_consequences(first, both, {1: 0, 2: 1})) == [(), (2,)]


def test_pointers_that_were_changed_by_hand_are_left_alone() -> None:
    lines = (replace(LINES[0], diagnosis_pointers=(2,)), LINES[1])
    assert pointers(changed(diagnoses=DIAGNOSES[1:], lines=lines)) == [(2,), (2,)]


def test_diagnoses_of_institutional_claims_keep_their_qualifiers() -> None:
    bill = replace(BEFORE, claim_type="institutional")
    diagnoses = (DIAGNOSES[1], DIAGNOSES[0])
    assert with_consequences(bill, replace(bill, diagnoses=diagnoses)).diagnoses == diagnoses


def test_the_total_follows_the_charges_of_the_lines() -> None:
    assert changed(lines=LINES[:1]).total_charge == 100
    assert changed(lines=(*LINES, replace(LINES[0], charge=Decimal("7.50")))).total_charge == Decimal("157.50")


def test_a_total_that_was_not_that_of_the_lines_or_was_changed_by_hand_is_left_alone() -> None:
    other = replace(BEFORE, total_charge=Decimal(151))
    assert with_consequences(other, replace(other, lines=LINES[:1])).total_charge == 151
    assert changed(lines=LINES[:1], total_charge=Decimal(99)).total_charge == 99


def test_lines_are_counted_anew() -> None:
    assert [line.number for line in changed(lines=LINES[1:]).lines] == [1]
    assert [line.number for line in changed(lines=(LINES[1], ServiceLine(), LINES[0])).lines] == [1, 2, 3]


def test_lines_that_were_counted_otherwise_keep_their_numbers() -> None:
    other = replace(BEFORE, lines=(replace(LINES[0], number=7),))
    assert with_consequences(other, replace(other, claim_id="A2")).lines[0].number == 7


def test_a_patient_who_is_the_subscriber_is_one_person() -> None:
    born = date(1951, 1, 2)
    assert changed(patient=replace(BEFORE.patient, birth_date=born)).subscriber.birth_date == born
    assert changed(subscriber=replace(BEFORE.subscriber, last_name="ADAMSON")).patient.last_name == "ADAMSON"


def test_a_patient_who_is_not_the_subscriber_is_another() -> None:
    child = replace(BEFORE, patient=replace(BEFORE.patient, relationship="19"))
    now = with_consequences(child, replace(child, patient=replace(child.patient, birth_date=date(2011, 1, 1))))
    assert now.subscriber == BEFORE.subscriber


def test_the_type_of_bill_ends_with_the_frequency_whichever_was_changed() -> None:
    bill = replace(BEFORE, claim_type="institutional", type_of_bill="0131", frequency_code="1")
    assert with_consequences(bill, replace(bill, frequency_code="7")).type_of_bill == "0137"
    assert with_consequences(bill, replace(bill, type_of_bill="0137")).frequency_code == "7"


def test_codes_are_written_in_capitals_without_blanks_and_procedures_get_their_qualifier() -> None:
    line = replace(
        LINES[0],
        procedure=" j1885",
        procedure_qualifier="",
        modifiers=("gp ", ""),
        service_date=date(2026, 1, 1),
        service_date_end=date(2026, 1, 1),
    )
    [now] = changed(lines=(line,)).lines
    assert (now.procedure, now.procedure_qualifier, now.modifiers, now.service_date_end) == (
        "J1885",
        "HC",
        ("GP",),
        None,
    )


@given(claims(), claims())
def test_what_follows_is_found_for_any_claims_and_only_once(before: Claim, after: Claim) -> None:
    now = with_consequences(before, after)
    assert with_consequences(before, now) == now
    assert with_consequences(before, before) == before

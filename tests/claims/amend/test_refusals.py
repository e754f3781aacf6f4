"""What cannot be written is refused by the field that stands against it, and nothing of the claim's is said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace

import claims
from claims.canonical import encode
from claims.claim import Accident, Claim, Diagnosis, Drug, Provider, ServiceLine
from claims.origin import Sourced
from claims.x12.amend import CannotAmend, amended
from tests.claims.amend.test_places import of, simple, with_line

Edit = Callable[[Claim], Claim]


def line(**fields: object) -> Edit:
    return lambda claim: with_line(claim, 0, replace(claim.lines[0], **fields))


def diagnoses(*codes: tuple[str, str]) -> Edit:
    return lambda claim: replace(claim, diagnoses=tuple(Diagnosis(*one) for one in codes))


def claim(**fields: object) -> Edit:
    return lambda one: replace(one, **fields)


REFUSED: dict[str, tuple[str, Edit]] = {
    "/prior_authorization": ("professional", claim(prior_authorization="A*1")),
    "/referral": ("professional", claim(referral="A\n1")),
    "/clia": ("institutional", claim(clia="52D1234567")),
    "/patient_paid": ("institutional", claim(patient_paid=Decimal(5))),
    "/lines/0/prior_authorization": ("institutional", line(prior_authorization="A1")),
    "/lines/0/modifiers": ("professional", line(modifiers=("25", "59", "GP", "KX", "LT"))),
    "/lines/0/diagnosis_pointers": ("professional", line(diagnosis_pointers=(1, 2, 3, 4, 5))),
    "/lines/0/procedure_qualifier": ("professional", line(procedure_qualifier="")),
    "/lines/0/ndc/quantity": ("professional", line(ndc=Drug("00409379501"))),
    "/lines/0/ndc": ("dental", line(ndc=Drug("00409379501", Decimal(1), "UN"))),
    "/lines/0/adjudications": ("professional", line(adjudications=())),
    "/lines": ("professional", claim(lines=())),
    "/attending_provider": ("professional", claim(attending_provider=Provider("1234567893", name="X"))),
    "/referring_provider/name": ("dental", claim(referring_provider=Provider("1234567893"))),
    "/referring_provider/taxonomy": (
        "professional",
        claim(referring_provider=Provider("1234567893", "207Q00000X", name="LAKE")),
    ),
    "/diagnoses/0/qualifier": ("professional", diagnoses(("I10", "ABF"), ("E119", "ABK"))),
    "/diagnoses/1/qualifier": ("professional", diagnoses(("I10", "ABK"), ("R109", "APR"))),
    "/diagnoses": ("dental", diagnoses(("K0262", "ABK"), *[("I10", "ABF")] * 4)),
    "/occurrence_codes": ("dental", claim(occurrence_codes=of("institutional").claim.occurrence_codes)),
    "/type_of_bill": ("institutional", claim(frequency_code="7")),
    "/accident": ("institutional", claim(accident=Accident(causes=("AA",)))),
    "/submission_date": ("professional", claim(submission_date=None)),
    "/claim_type": ("professional", claim(claim_type="dental")),
    "/lines/0/procedure": ("professional", line(procedure="a0427")),
    "/statement_from": ("professional", claim(statement_from=of("institutional").claim.statement_from)),
}


@pytest.mark.parametrize("field", REFUSED)
def test_a_change_that_the_guide_has_no_place_for_is_refused_by_its_field(field: str) -> None:
    kind, edit = REFUSED[field]
    one = of(kind)
    with pytest.raises(CannotAmend) as refused:
        amended(one.claim, edit(one.claim), one.origin)
    assert refused.value.field == field


def test_a_refusal_says_what_stands_against_it_and_nothing_of_the_claim() -> None:
    one = simple()
    with pytest.raises(CannotAmend) as refused:
        amended(one.claim, replace(one.claim, prior_authorization="SECRET*7"), one.origin)
    assert str(refused.value) == (
        "/prior_authorization cannot be written into the 837: "
        "it holds a character that delimits elements or segments in this file"
    )


def test_a_patient_who_is_the_subscriber_is_changed_with_the_subscriber() -> None:
    one = simple()
    with pytest.raises(CannotAmend, match="change both alike"):
        amended(one.claim, replace(one.claim, patient=replace(one.claim.patient, sex="M")), one.origin)


def test_a_subscriber_does_not_become_a_dependent() -> None:
    one = simple()
    wanted = replace(one.claim, patient=replace(one.claim.patient, relationship="19"))
    with pytest.raises(CannotAmend, match="/patient/relationship"):
        amended(one.claim, wanted, one.origin)


def test_a_claim_is_changed_in_its_own_segments_alone() -> None:
    one, other = simple(), of("professional")
    with pytest.raises(CannotAmend, match="are not those of the claim"):
        amended(one.claim, one.claim, other.origin)


def test_a_claim_that_did_not_come_in_an_837_is_not_written_into_one() -> None:
    [one] = claims.read_stream([encode(simple().claim)], "a.json")
    assert isinstance(one, Sourced)
    with pytest.raises(CannotAmend, match="did not come in an 837"):
        amended(one.claim, replace(one.claim, referral="R1"), one.origin)


def test_a_line_too_many_is_refused() -> None:
    one = simple()
    lines = tuple(replace(one.claim.lines[0], number=at, control_number="") for at in range(1, 52))
    with pytest.raises(CannotAmend, match="room for 50 lines"):
        amended(one.claim, replace(one.claim, lines=lines), one.origin)


def test_a_new_line_without_a_service_reads_as_one_of_nothing() -> None:
    one = simple()
    wanted = replace(one.claim, lines=(*one.claim.lines, ServiceLine(3)))
    assert amended(one.claim, wanted, one.origin).endswith(b"LX*3~SV1**0**0~")

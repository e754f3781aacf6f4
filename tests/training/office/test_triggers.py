"""Each kind of policy, on both sides of its boundary."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from claims.claim import Attachment, Claim, Diagnosis, OtherPayer, Patient, Payer, Provider, ServiceLine, Subscriber
from training.office import patients
from training.office.case import Lines, case_of
from training.office.draw import Dice, Weighted
from training.office.memory import Memory
from training.office.payers import payers
from training.office.policies import Policy
from training.office.triggers import TRIGGERS

DAY = date(2026, 3, 2)
PERSON = patients.person(Dice(3), 1, 50, "F", payers(Dice(2)))
MEMBER = PERSON.coverages[0].subscriber.member_id


def policy(kind: str, **about: Any) -> Policy:
    lists = {
        name: frozenset(about.pop(name))
        for name in ("procedures", "modifiers", "places", "taxonomies", "others", "revenue")
        if name in about
    }
    return Policy(
        id="p",
        payer="10",
        kind=kind,
        says="",
        since=date(2024, 1, 1),
        until=None,
        strength=0.9,
        answers=Weighted([(("16", ""), 1)]),
        **lists,
        **about,
    )


def line(procedure: str = "97110", **about: Any) -> ServiceLine:
    known = {"number": 1, "units": Decimal(1), "charge": Decimal(100), "service_date": DAY, "diagnosis_pointers": (1,)}
    return ServiceLine(procedure=procedure, **{**known, **about})


def claim(*lines: ServiceLine, **about: Any) -> Claim:
    known: dict[str, Any] = {
        "submission_date": DAY + timedelta(days=9),
        "payer": Payer(id="10", responsibility="P"),
        "billing_provider": Provider(npi="1", taxonomy="193200000X"),
        "rendering_provider": Provider(npi="2", taxonomy="225100000X"),
        "subscriber": Subscriber(member_id=MEMBER),
        "patient": Patient(birth_date=date(1986, 3, 2), sex="F", relationship="18"),
        "place_of_service": "11",
        "diagnoses": (Diagnosis("M5450", "ABK"),),
        "lines": lines or (line(),),
    }
    return Claim("c1", **{**known, **about})


def inpatient(nights: int, **about: Any) -> Claim:
    known = {
        "claim_type": "institutional",
        "type_of_bill": "0111",
        "statement_from": DAY,
        "statement_through": DAY + timedelta(days=nights),
    }
    return claim(line("", service_date=None), submission_date=DAY + timedelta(days=40), **{**known, **about})


def concerned(of: Policy, what: Claim, memory: Memory | None = None, *, corrected: bool = False) -> Lines:
    return TRIGGERS[of.kind](of, case_of(what, PERSON, memory or Memory(), corrected=corrected))


def outpatient(*lines: ServiceLine, **about: Any) -> Claim:
    return claim(*lines, **{"claim_type": "institutional", "type_of_bill": "0131", **about})


PT = {"procedures": ["97110"]}
BOTH_SIDES: list[tuple[str, Policy, Claim, Claim]] = [
    ("no authorization", policy("authorization", **PT), claim(), claim(prior_authorization="A1")),
    (
        "no authorization for so many units",
        policy("authorization", limit=2, **PT),
        claim(line(units=Decimal(3))),
        claim(line(units=Decimal(2))),
    ),
    (
        "an authorization on the line is one",
        policy("authorization", **PT),
        claim(),
        claim(line(prior_authorization="A1")),
    ),
    (
        "no such modifier",
        policy("modifier", modifiers=["GP"], **PT),
        claim(line(modifiers=("59",))),
        claim(line(modifiers=("59", "GP"))),
    ),
    (
        "no modifier in this place",
        policy("modifier", modifiers=["95"], places=["10"], **PT),
        claim(place_of_service="10"),
        claim(),
    ),
    (
        "a diagnosis off the list",
        policy("medical_necessity", diagnoses=("S",), **PT),
        claim(),
        claim(diagnoses=(Diagnosis("S83241A", "ABK"),)),
    ),
    (
        "one unit too many",
        policy("unit_limit", limit=3, **PT),
        claim(line(units=Decimal(4))),
        claim(line(units=Decimal(3))),
    ),
    ("no benefit", policy("non_covered", **PT), claim(), claim(line("97112"))),
    ("no referral", policy("referral", taxonomies=["225100000X"]), claim(), claim(referral="R1")),
    (
        "beside the other service",
        policy("bundling", others=["97140"], modifiers=["59"], **PT),
        claim(line(), line("97140")),
        claim(line(modifiers=("59",)), line("97140")),
    ),
    (
        "a visit beside other work",
        policy("office_visit", others=["20610"], modifiers=["25"]),
        claim(line("99213"), line("20610")),
        claim(line("99213", modifiers=("25",)), line("20610")),
    ),
    (
        "no referring provider",
        policy("missing_information", item="referring", **PT),
        claim(),
        claim(referring_provider=Provider(npi="3")),
    ),
    (
        "no facility",
        policy("missing_information", item="facility", places=["22"]),
        claim(place_of_service="22"),
        claim(place_of_service="22", service_facility=Provider(npi="4")),
    ),
    ("not in this place", policy("place_of_service", places=["12"], **PT), claim(place_of_service="12"), claim()),
    (
        "the day after the fortieth birthday year ends",
        policy("age_limit", low=18, high=39, **PT),
        claim(),
        claim(patient=Patient(birth_date=date(1986, 3, 3), sex="F")),
    ),
    ("no records", policy("documentation", **PT), claim(), claim(attachments=(Attachment("OZ", "EL", "1"),))),
    (
        "a dependent's first claim of the year",
        policy("coordination", item="yearly"),
        claim(patient=Patient(sex="F", relationship="19")),
        claim(),
    ),
    (
        "an admission nobody was told of",
        policy("notification", bills=("011",)),
        inpatient(2),
        inpatient(2, prior_authorization="A1"),
    ),
    (
        "another revenue code",
        policy("revenue_code", revenue=["0421"], **PT),
        outpatient(line(revenue_code="0420")),
        outpatient(line(revenue_code="0421")),
    ),
    ("a type of bill", policy("type_of_bill", bills=("0141",)), outpatient(type_of_bill="0141"), outpatient()),
    ("a short stay", policy("level_of_care", bills=("011",), limit=2), inpatient(1), inpatient(2)),
    (
        "a high visit for little",
        policy("level_of_care", procedures=["99285"], diagnoses=("M54",)),
        outpatient(line("99285")),
        outpatient(line("99285"), diagnoses=(Diagnosis("A419", "ABK"),)),
    ),
    ("a day late", policy("timely_filing", limit=8), claim(), claim(submission_date=DAY + timedelta(days=8))),
    ("another member number", policy("member_number"), claim(subscriber=Subscriber(member_id=MEMBER[1:])), claim()),
    (
        "a clinician not listed",
        policy("credentialing", provider="2"),
        claim(),
        claim(rendering_provider=Provider(npi="5")),
    ),
    ("a retired code", policy("diagnosis_code"), claim(diagnoses=(Diagnosis("M545", "ABK"),)), claim()),
    ("a pointer past the last", policy("diagnosis_pointer"), claim(line(diagnosis_pointers=(2,))), claim()),
    (
        "no reference to the original",
        policy("original_reference"),
        claim(frequency_code="7"),
        claim(frequency_code="7", original_reference="9"),
    ),
    (
        "the first payer's answer left out",
        policy("first_payer"),
        claim(payer=Payer(id="10", responsibility="S"), other_payers=(OtherPayer(id="1"),)),
        claim(payer=Payer(id="10", responsibility="S"), other_payers=(OtherPayer(id="1", paid=Decimal(0)),)),
    ),
    ("the other sex", policy("sex"), claim(line("G0103")), claim(line("G0103"), patient=Patient(sex="M"))),
]


@pytest.mark.parametrize(
    ("of", "against", "within"), [row[1:] for row in BOTH_SIDES], ids=[row[0] for row in BOTH_SIDES]
)
def test_a_policy_speaks_on_one_side_of_its_boundary_alone(of: Policy, against: Claim, within: Claim) -> None:
    assert concerned(of, against)
    assert not concerned(of, within)


def test_lines_without_a_charge_concern_nobody() -> None:
    assert not concerned(policy("non_covered", **PT), claim(line(charge=Decimal(0))))


def remembered(*claims: Claim) -> Memory:
    memory = Memory()
    for one in claims:
        memory.add(one, PERSON)
    return memory


def test_a_service_counts_against_its_limit_within_the_calendar_year() -> None:
    limit = policy("frequency", limit=2, **PT)
    week, year = DAY - timedelta(days=7), DAY - timedelta(days=90)
    before = [claim(line(service_date=day)) for day in (week, week, year)]
    assert concerned(limit, claim(), remembered(*before))
    assert not concerned(limit, claim(), remembered(*before[1:]))
    assert not concerned(limit, claim(), remembered(*before), corrected=True)


def test_the_same_service_twice_is_a_duplicate_and_a_corrected_claim_is_none() -> None:
    memory = remembered(claim())
    assert concerned(policy("duplicate"), claim(), memory)
    assert not concerned(policy("duplicate"), claim(line(modifiers=("76",))), memory)
    assert not concerned(policy("duplicate"), claim(), memory, corrected=True)


def test_a_new_patient_was_not_here_before() -> None:
    memory = remembered(claim(line(service_date=DAY - timedelta(days=30))))
    assert concerned(policy("new_patient"), claim(line("99203")), memory)
    assert not concerned(policy("new_patient"), claim(line("99213")), memory)
    assert not concerned(policy("new_patient"), claim(line("99203")))


def test_a_policy_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    dated = replace_dates(policy("non_covered", **PT), date(2026, 1, 1), date(2026, 3, 2))
    assert dated.in_force(date(2026, 1, 1))
    assert dated.in_force(date(2026, 3, 1))
    assert not dated.in_force(date(2025, 12, 31))
    assert not dated.in_force(date(2026, 3, 2))


def replace_dates(of: Policy, since: date, until: date) -> Policy:
    return Policy(**{**of.__dict__, "since": since, "until": until})


def test_every_kind_has_its_case() -> None:
    elsewhere = {"eligibility", "noise", "frequency", "duplicate", "new_patient"}
    assert {row[1].kind for row in BOTH_SIDES} | elsewhere == set(TRIGGERS)
    assert all(concerned(policy(kind), claim()) for kind in ("eligibility", "noise"))

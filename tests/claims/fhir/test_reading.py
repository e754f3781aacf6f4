from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import claims
from claims.claim import Claim, Diagnosis, Patient, Payer, Provider, ServiceLine, Subscriber
from tests.claims.fhir.resources import OTHERS, PROFESSIONAL, bundle, changed, contained, text

EXPECTED = Claim(
    claim_id="A1",
    submission_date=date(2026, 7, 1),
    total_charge=Decimal("150.10"),
    payer=Payer("88001", "NORTHERN HEALTH", "12", "P"),
    billing_provider=Provider("1234567893", "207Q00000X", "391234567", "LAKESIDE CLINIC", "", "1 LAKE ROAD", "MADISON",
                              "WI", "537030001"),
    rendering_provider=Provider("1245319599", "207RE0101X", "", "HALE", "IRIS"),
    subscriber=Subscriber("M0001", "GRP7", "ADAMS", "RUTH", date(1950, 1, 2), "F", "2 ELM ST", "MADISON", "WI",
                          "53703"),
    patient=Patient(date(1950, 1, 2), "F", "18", "ADAMS", "RUTH", "2 ELM ST", "MADISON", "WI", "53703"),
    place_of_service="11",
    diagnoses=(Diagnosis("E119", "ABK"), Diagnosis("I10", "ABF")),
    prior_authorization="AUTH77",
    lines=(
        ServiceLine(1, "99213", "HC", ("25",), units=Decimal(1), unit="UN", charge=Decimal("100.00"),
                    service_date=date(2026, 6, 15), diagnosis_pointers=(1, 2)),
        ServiceLine(2, "96372", "HC", units=Decimal(1), unit="UN", charge=Decimal("50.10"),
                    service_date=date(2026, 6, 15), diagnosis_pointers=(1,)),
    ),
)  # fmt: skip


def read(node: Any, size: int = 1 << 20) -> list[claims.Sourced | claims.Fault]:
    data = node if isinstance(node, bytes) else text(node)
    return list(claims.read_stream([data[at : at + size] for at in range(0, len(data), size)], "claims.json"))


def one(node: Any) -> claims.Sourced:
    [found] = read(node)
    assert isinstance(found, claims.Sourced), found
    return found


@pytest.mark.parametrize(
    "data",
    [
        text(bundle(PROFESSIONAL, *OTHERS)),
        text(bundle(*OTHERS, PROFESSIONAL, kind="searchset")),
        text(contained(PROFESSIONAL, *OTHERS)),
        b"\n".join(map(text, [*OTHERS, PROFESSIONAL])),
        text([*OTHERS, PROFESSIONAL]),
        b"\xef\xbb\xbf\n" + text(bundle(PROFESSIONAL, *OTHERS)).replace(b"{", b"{\n"),
    ],
    ids=["bundle", "searchset", "contained", "ndjson", "array", "over lines"],
)
@pytest.mark.parametrize("size", [7, 1 << 20])
def test_a_claim_is_the_same_wherever_what_it_points_to_stands(data: bytes, size: int) -> None:
    [found] = read(data, size)
    assert isinstance(found, claims.Sourced), found
    assert found.claim == EXPECTED
    assert found.faults == ()


def test_money_keeps_its_digits() -> None:
    exact = Decimal("50.100000001")
    claim = one(text(bundle(PROFESSIONAL, *OTHERS)).replace(b"50.10", str(exact).encode())).claim
    assert (claim.lines[1].charge, claim.total_charge) == (exact, Decimal("150.100000001"))


def test_a_field_knows_its_element() -> None:
    origin = one(bundle(PROFESSIONAL, *OTHERS)).origin
    for field, path in {
        "/claim_id": "Claim.identifier[0].value",
        "/lines/0/modifiers/0": "Claim.item[0].modifier[0]",
        "/lines/1/charge": "Claim.item[1].net",
        "/lines/1/diagnosis_pointers/0": "Claim.item[1].diagnosisSequence[0]",
        "/diagnoses/1/code": "Claim.diagnosis[1].diagnosisCodeableConcept",
        "/rendering_provider/npi": "Claim.careTeam[0].provider.resolve().identifier",
        "/subscriber/member_id": "Claim.insurance[0].coverage.resolve().subscriberId",
        "/referring_provider/npi": "Claim.careTeam.provider.resolve().identifier",
        "/ambulance": "",
    }.items():
        place = origin.place(field)
        assert place is not None
        assert (field, place.path, place.segment) == (field, path, 1)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("ExplanationOfBenefit", "an answer"), ("ClaimResponse", "an answer"), ("Parameters", "no claim")],
)
def test_what_is_no_claim_is_refused_in_words(kind: str, said: str) -> None:
    [found] = read({"resourceType": kind, "id": "x"})
    assert isinstance(found, claims.Fault)
    assert said in found.message
    assert found.found == kind


def test_a_claim_that_cannot_be_read_costs_one_fault_and_the_rest_goes_on() -> None:
    pharmacy = changed(PROFESSIONAL, id="c2", type={"coding": [{"code": "pharmacy"}]})
    found = read(bundle(pharmacy, PROFESSIONAL, *OTHERS))
    assert [type(each) for each in found] == [claims.Fault, claims.Sourced]
    assert isinstance(found[0], claims.Fault)
    assert found[0].element == "Bundle.entry[0].resource.type"


@pytest.mark.parametrize("kind", ["Coverag", "Practi{", None, 7, ["Coverage"]])
def test_a_contained_resource_of_a_kind_that_nobody_knows_breaks_nothing(kind: Any) -> None:
    node = contained(PROFESSIONAL, *OTHERS)
    node["contained"][0]["resourceType"] = kind
    [found] = read(node)
    fault = found if isinstance(found, claims.Fault) else next(iter(found.faults))
    assert fault.element


def test_an_entry_without_a_resource_is_told_since_a_claim_may_have_stood_there() -> None:
    node = bundle(PROFESSIONAL, *OTHERS, changed(PROFESSIONAL, id="c2"))
    last = node["entry"][-1]
    last["ressource"] = last.pop("resource")
    found = read(node)
    assert [type(one).__name__ for one in found] == ["Sourced", "Fault"]
    assert isinstance(found[1], claims.Fault)
    assert found[1].element == f"Bundle.entry[{len(node['entry']) - 1}]"

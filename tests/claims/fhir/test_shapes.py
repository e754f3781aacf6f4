"""Claims in the shapes that guides ask for: Da Vinci PAS and PCT, CARIN's code lists, hospitals, teeth."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import claims
from claims.claim import Claim, Diagnosis, Occurrence, ProcedureCode, ServiceLine, Tooth, ValueCode
from claims.fhir.source import elements
from rules import RuleSet
from serving.scorer import Scorer
from tests.claims.fhir.resources import (
    CARIN,
    COVERAGE,
    CPT,
    DOCTOR,
    HL7,
    ICD,
    NPI,
    OTHERS,
    POS,
    PROFESSIONAL,
    Json,
    bundle,
    changed,
    coded,
    dollars,
    text,
)
from tests.claims.fhir.test_reading import one, read

PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"
KIND = f"{CARIN}C4BBSupportingInfoType"


def info(category: str, **said: Any) -> Json:
    return {"category": coded(KIND, category), **said}


HOSPITAL: Json = changed(
    PROFESSIONAL,
    type=coded(f"{HL7}claim-type", "institutional"),
    billablePeriod={"start": "2026-06-01", "end": "2026-06-04"},
    careTeam=[
        {"sequence": 1, "provider": {"reference": "Practitioner/doctor"},
        "role": coded("https://codesystem.x12.org/005010/98", "71")},
    ],
    supportingInfo=[
        {"sequence": at, **one}
        for at, one in enumerate(
            [
                info("typeofbill", code=coded("https://www.nubc.org/CodeSystem/TypeOfBill", "117")),
                info("admissionperiod", timingPeriod={"start": "2026-06-01T14:20:00-05:00",
                "end": "2026-06-04T09:05:00-05:00"}),
                info("admtype", code=coded("https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit", "1")),
                info("pointoforigin", code=coded("https://www.nubc.org/CodeSystem/PointOfOrigin", "2")),
                info("discharge-status", code=coded("https://www.nubc.org/CodeSystem/PatDischargeStatus", "01")),
                info("info", code=coded("https://www.nubc.org/CodeSystem/ConditionCodes", "45")),
                info("info", code=coded("https://www.nubc.org/CodeSystem/OccurrenceCodes", "11"),
                timingDate="2026-05-30"),
                info("info", code=coded("https://www.nubc.org/CodeSystem/ValueCodes", "80"),
                valueQuantity={"value": 3}),
            ],
            start=1,
        )
    ],
    diagnosis=[
        {"sequence": 1, "diagnosisCodeableConcept": coded(ICD, "I21.4"),
        "type": [coded(f"{HL7}ex-diagnosistype", "principal")],
         "onAdmission": coded("https://www.cms.gov/poa", "Y"),
         "packageCode": coded(f"{HL7}ex-diagnosisrelatedgroup", "282")},
        {"sequence": 2, "diagnosisCodeableConcept": coded(ICD, "R07.9"),
        "type": [coded(f"{HL7}ex-diagnosistype", "admitting")]},
    ],
    procedure=[{"sequence": 1, "date": "2026-06-02T00:00:00Z", "type": [coded(f"{HL7}ex-procedure-type", "primary")],
                "procedureCodeableConcept": coded("http://www.cms.gov/Medicare/Coding/ICD10", "027034Z")}],
    related=[{"relationship": coded(f"{HL7}ex-relatedclaimrelationship", "prior"), "reference": {"value": "ICN77"}}],
    item=[{"sequence": 1, "revenue": coded("https://www.nubc.org/CodeSystem/RevenueCodes", "120"),
    "quantity": {"value": 3, "unit": "d"},
           "productOrService": coded(f"{HL7}data-absent-reason", "not-applicable"), "net": dollars("9000.00")}],
    total=dollars("9000.00"),
)  # fmt: skip


def test_a_hospital_claim() -> None:
    found = one(bundle(HOSPITAL, *OTHERS))
    claim = found.claim
    assert [fault for fault in found.faults if fault.loses != "nothing"] == []
    assert (claim.claim_type, claim.type_of_bill, claim.frequency_code) == ("institutional", "0117", "7")
    assert claim.original_reference == "ICN77"
    assert (claim.statement_from, claim.statement_through) == (date(2026, 6, 1), date(2026, 6, 4))
    assert (claim.admission_date, claim.admission_hour, claim.discharge_hour) == (date(2026, 6, 1), "1420", "0905")
    assert (claim.admission_type, claim.admission_source, claim.discharge_status) == ("1", "2", "01")
    assert (claim.condition_codes, claim.value_codes) == (("45",), (ValueCode("80", Decimal(3)),))
    assert claim.occurrence_codes == (Occurrence("11", date(2026, 5, 30)),)
    assert claim.diagnoses == (Diagnosis("I214", "ABK", "Y"), Diagnosis("R079", "ABJ"))
    assert (claim.drg, claim.procedures) == ("282", (ProcedureCode("027034Z", "BBR", date(2026, 6, 2)),))
    assert claim.attending_provider is not None
    assert claim.lines == (
        ServiceLine(1, revenue_code="0120", units=Decimal(3), unit="DA", charge=Decimal("9000.00")),
    )  # fmt: skip


def test_a_request_for_authorization_as_pas_writes_it_is_read_and_told_to_be_one() -> None:
    item = {
        "extension": [
            {"url": f"{PAS}extension-itemTraceNumber", "valueIdentifier": {"system": "x:y", "value": "T1"}},
            {"url": f"{PAS}extension-authorizationNumber", "valueString": "AUTH9"},
            {"url": f"{PAS}extension-epsdtIndicator", "valueBoolean": True},
            {"url": f"{PAS}extension-certificationType", "valueCodeableConcept": coded("x:y", "I")},
        ],
        "sequence": 1, "careTeamSequence": [1], "diagnosisSequence": [1],
        "category": coded("https://codesystem.x12.org/005010/1365", "3"), "productOrService": coded(CPT, "99243"),
        "servicedPeriod": {"start": "2026-07-10", "end": "2026-07-12"}, "locationCodeableConcept": coded(POS, "11"),
        "quantity": {"value": 2}, "unitPrice": dollars("120.25"),
    }  # fmt: skip
    node = changed(PROFESSIONAL, use="preauthorization", item=[item], total=None)
    del node["careTeam"][0]["role"]
    found = one(bundle(node, *OTHERS))
    [line] = found.claim.lines
    assert (line.control_number, line.prior_authorization, line.epsdt) == ("T1", "AUTH9", True)
    assert (line.charge, found.claim.total_charge) == (Decimal("240.50"), Decimal("240.50"))
    assert (line.service_date, line.service_date_end) == (date(2026, 7, 10), date(2026, 7, 12))
    assert found.claim.rendering_provider is not None, "the only member of the team, without a role"
    assert {fault.element: fault.loses for fault in found.faults} == dict.fromkeys(
        ["Claim.use", "Claim.total", "Claim.item[0].category", "Claim.item[0].extension[3]"], "nothing"
    )


def test_a_dental_claim_has_teeth() -> None:
    item = changed(
        PROFESSIONAL["item"][0], productOrService=coded("http://www.ada.org/cdt", "D2392"), modifier=None,
        bodySite=coded(f"{HL7}ADAUniversalToothDesignationSystem", "14"),
        subSite=[coded(f"{HL7}ADAToothSurfaceCodes", "M"), coded(f"{HL7}ADAToothSurfaceCodes", "O")],
    )  # fmt: skip
    claim = one(bundle(changed(PROFESSIONAL, type=coded(f"{HL7}claim-type", "oral"), item=[item]), *OTHERS)).claim
    assert claim.claim_type == "dental"
    assert (claim.lines[0].procedure_qualifier, claim.lines[0].teeth) == ("AD", (Tooth("14", ("M", "O")),))


def test_a_group_of_details_becomes_a_line_each_and_a_drug_stays_with_its_line() -> None:
    first, second = PROFESSIONAL["item"]
    group = {"sequence": 1, "productOrService": coded("x:y", "bundle"), "diagnosisSequence": [1],
    "servicedDate": "2026-06-15",
             "locationCodeableConcept": coded(POS, "11"), "net": dollars("150.10"),
             "detail": [{key: one[key] for key in ("sequence", "productOrService", "quantity",
             "net")} for one in (first, second)]}  # fmt: skip
    drug = {
        "sequence": 1,
        "productOrService": coded("http://hl7.org/fhir/sid/ndc", "1234-5678-9"),
        "quantity": {"value": 2, "unit": "mL"},
    }
    found = one(bundle(changed(PROFESSIONAL, item=[group, changed(second, sequence=2, detail=[drug])]), *OTHERS))
    assert [line.procedure for line in found.claim.lines] == ["99213", "96372", "96372"]
    assert found.claim.lines[0].diagnosis_pointers == (1,)
    assert found.claim.lines[2].ndc is not None
    assert found.claim.lines[2].ndc.code == "01234567809"
    place = found.origin.place("/lines/1/charge")
    assert place is not None
    assert place.path == "Claim.item[0].detail[1].net"


def test_members_of_the_team_speak_for_the_lines_that_name_them() -> None:
    other = {**DOCTOR, "id": "other", "identifier": [{"system": NPI, "value": "1234567893"}]}
    team = [
        PROFESSIONAL["careTeam"][0],
        {**PROFESSIONAL["careTeam"][0], "sequence": 2, "provider": {"reference": "Practitioner/other"}},
    ]
    items = [PROFESSIONAL["item"][0], changed(PROFESSIONAL["item"][1], careTeamSequence=[2])]
    claim = one(bundle(changed(PROFESSIONAL, careTeam=team, item=items), other, *OTHERS)).claim
    assert claim.rendering_provider is None
    assert [claim.renders(line).npi for line in claim.lines] == ["1245319599", "1234567893"]


@pytest.mark.parametrize(
    ("change", "element", "message"),
    [
        ({"total": {"value": 10, "currency": "CAD"}}, "Claim.total.currency", "not in US dollars"),
        ({"created": "2026-07"}, "Claim.created", "no day"),
        ({"patient": {"reference": "Patient/SECRET"}}, "Claim.patient", "leads to nothing"),
        ({"provider": {"reference": "#SECRET"}}, "Claim.provider", "leads to nothing"),
        ({"item": [changed(PROFESSIONAL["item"][0], diagnosisSequence=[9])]},
        "Claim.item[0].diagnosisSequence[0]", "no diagnosis"),
        ({"item": [changed(PROFESSIONAL["item"][0], servicedDate="SECRET")]}, "Claim.item[0].serviced", "no day"),
        ({"item": [changed(PROFESSIONAL["item"][0], net="SECRET")]}, "Claim.item[0].net", "no object"),
        ({"modifierExtension": [{"url": "x:y", "valueBoolean": True}]}, "Claim.modifierExtension",
        "changes the meaning"),
        ({"diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": {"text": "SECRET"}}], "item": []},
         "Claim.diagnosis[0].diagnosisCodeableConcept", "no ICD-10-CM"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_that_names_the_element_and_not_the_value(
    change: Json, element: str, message: str
) -> None:
    sourced = one(bundle(changed(PROFESSIONAL, **change), *OTHERS))
    faults = [fault for fault in sourced.faults if fault.loses == "field" and fault.element == element]
    assert faults, sourced.faults
    assert message in faults[0].message
    assert "SECRET" not in str(sourced.faults)
    findings = Scorer(None, RULES).check(sourced).findings
    assert element in [finding.path for finding in findings if finding.rule == "unreadable-field"]


RULES = RuleSet.load()


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"enterer": {"reference": "Practitioner/doctor"}}, "Claim.enterer"),
        ({"priority": None}, "Claim.priority"),
        ({"strange": 1}, "Claim.strange"),
        ({"identifier": [{"value": "A1"}, {"value": "A2"}]}, "Claim.identifier[1]"),
        ({"item": [changed(PROFESSIONAL["item"][0], udi=[{"reference": "Device/1"}])]}, "Claim.item[0].udi"),
        ({"supportingInfo": [{"sequence": 1, "category": coded("x:y", "mood"), "valueString": "good"}]},
        "Claim.supportingInfo[0]"),
    ],
)  # fmt: skip
def test_what_a_claim_cannot_hold_is_told_and_stops_nothing(change: Json, element: str) -> None:
    sourced = one(bundle(changed(PROFESSIONAL, **change), *OTHERS))
    assert {fault.element: fault.loses for fault in sourced.faults} == {element: "nothing"}
    findings = [one for one in Scorer(None, RULES).check(sourced).findings if one.rule == "not-carried"]
    assert [(finding.severity, finding.path) for finding in findings] == [("info", element)]


def test_resources_without_claims_are_told_and_lose_nothing() -> None:
    [found] = read(b"\n".join(map(text, [COVERAGE, DOCTOR])))
    assert isinstance(found, claims.Fault)
    assert (found.found, found.loses) == ("1 Coverage, 1 Practitioner", "nothing")


def test_every_element_of_the_mapping_is_of_a_field_that_claims_have() -> None:
    for field in elements():
        first, *rest = field.strip("/").split("/")
        assert first in Claim.__struct_fields__, field
        assert first != "lines" or len(rest) < 2 or rest[1] in ServiceLine.__struct_fields__, field

"""Claim resources for tests, in the shapes that other people write; all people and numbers in them are made up."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

CPT = "http://www.ama-assn.org/go/cpt"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
NPI = "http://hl7.org/fhir/sid/us-npi"
HL7 = "http://terminology.hl7.org/CodeSystem/"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/"
POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"


def coded(system: str, code: str) -> Json:
    """A CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code}]}


def dollars(amount: str) -> Json:
    """A Money element."""
    return {"value": Decimal(amount), "currency": "USD"}


PATIENT: Json = {
    "resourceType": "Patient", "id": "patient", "birthDate": "1950-01-02", "gender": "female",
    "name": [{"use": "official", "family": "ADAMS", "given": ["RUTH", "M"]}],
    "address": [{"line": ["2 ELM ST"], "city": "MADISON", "state": "WI", "postalCode": "53703"}],
}  # fmt: skip
CLINIC: Json = {
    "resourceType": "Organization", "id": "clinic", "name": "LAKESIDE CLINIC",
    "identifier": [{"system": NPI, "value": "1234567893"},
                   {"system": "urn:oid:2.16.840.1.113883.4.4", "value": "39-1234567"}],
    "type": [coded("http://nucc.org/provider-taxonomy", "207Q00000X")],
    "address": [{"line": ["1 LAKE ROAD"], "city": "MADISON", "state": "WI", "postalCode": "53703-0001"}],
}  # fmt: skip
PAYER: Json = {
    "resourceType": "Organization", "id": "payer", "name": "NORTHERN HEALTH",
    "identifier": [{"system": "urn:oid:2.16.840.1.113883.6.300", "value": "88001"}],
}  # fmt: skip
DOCTOR: Json = {
    "resourceType": "Practitioner", "id": "doctor", "name": [{"family": "HALE", "given": ["IRIS"]}],
    "identifier": [{"system": NPI, "value": "1245319599"}],
    "qualification": [{"code": coded("http://nucc.org/provider-taxonomy", "207RE0101X")}],
}  # fmt: skip
COVERAGE: Json = {
    "resourceType": "Coverage", "id": "coverage", "status": "active", "subscriberId": "M0001",
    "type": coded("https://nahdo.org/sopt", "512"), "beneficiary": {"reference": "Patient/patient"},
    "relationship": coded(f"{HL7}subscriber-relationship", "self"), "payor": [{"reference": "Organization/payer"}],
    "class": [{"type": coded(f"{HL7}coverage-class", "group"), "value": "GRP7"}],
}  # fmt: skip
OTHERS = (PATIENT, CLINIC, PAYER, DOCTOR, COVERAGE)

PROFESSIONAL: Json = {
    "resourceType": "Claim", "id": "c1", "identifier": [{"system": "urn:example:claims", "value": "A1"}],
    "status": "active", "type": coded(f"{HL7}claim-type", "professional"), "use": "claim",
    "patient": {"reference": "Patient/patient"}, "created": "2026-07-01T08:30:00-05:00",
    "insurer": {"reference": "Organization/payer"}, "provider": {"reference": "Organization/clinic"},
    "priority": coded(f"{HL7}processpriority", "normal"),
    "careTeam": [{"sequence": 1, "provider": {"reference": "Practitioner/doctor"},
                  "role": coded(f"{CARIN}C4BBClaimCareTeamRole", "rendering")}],
    "diagnosis": [
        {"sequence": 1, "diagnosisCodeableConcept": coded(ICD, "E11.9"),
         "type": [coded(f"{HL7}ex-diagnosistype", "principal")]},
        {"sequence": 2, "diagnosisCodeableConcept": coded(ICD, "I10")},
    ],
    "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/coverage"},
                   "preAuthRef": ["AUTH77"]}],
    "item": [
        {"sequence": 1, "careTeamSequence": [1], "diagnosisSequence": [1, 2], "productOrService": coded(CPT, "99213"),
         "modifier": [coded(CPT, "25")], "servicedDate": "2026-06-15", "locationCodeableConcept": coded(POS, "11"),
         "quantity": {"value": 1}, "unitPrice": dollars("100.00"), "net": dollars("100.00")},
        {"sequence": 2, "careTeamSequence": [1], "diagnosisSequence": [1], "productOrService": coded(CPT, "96372"),
         "servicedDate": "2026-06-15", "locationCodeableConcept": coded(POS, "11"),
         "quantity": {"value": 1}, "net": dollars("50.10")},
    ],
    "total": dollars("150.10"),
}  # fmt: skip


def text(node: Any) -> bytes:
    """JSON whose amounts are numbers with the digits they have."""
    return _numbers(json.dumps(node, default=lambda value: f"<<{value}>>"))


def _numbers(written: str) -> bytes:
    return written.replace('"<<', "").replace('>>"', "").encode()


def bundle(*resources: Json, kind: str = "collection") -> Json:
    """A Bundle of these resources."""
    entries = [
        {"fullUrl": f"https://example.org/fhir/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def contained(claim: Json, *resources: Json) -> Json:
    """The claim with what it points to contained in it."""
    written = re.sub('"reference": "[A-Za-z]+/', '"reference": "#', text([claim, *resources]).decode())
    inside = json.loads(written, parse_float=Decimal)
    return {**inside[0], "contained": inside[1:]}


def changed(claim: Json, **elements: Any) -> Json:
    """A copy with other elements; ``None`` takes one out."""
    copy = {**deepcopy(claim), **elements}
    return {key: value for key, value in copy.items() if value is not None}

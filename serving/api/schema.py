"""Schemas that several calls share, and the claim of their examples."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A component of the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def lines_of(*names: str) -> dict[str, Schema]:
    """One structure a line; each line is one of these."""
    says = " or ".join(f"a {name}" for name in names)
    schema = {
        "type": "string",
        "description": f"Each line is {says}, in JSON.",
        "x-lines": [ref(name) for name in names],
    }
    return {"application/x-ndjson": schema}


def curl(path: str, file: str = "", kind: str = "application/json", *headers: str) -> str:
    """A call from the command line; with a file it is a POST of it."""
    parts = [f'curl -sS "$CLEANCLAIM{path}"', '-H "Authorization: Bearer $KEY"']
    if file:
        parts += [f"-H 'Content-Type: {kind}'", *(f"-H '{header}'" for header in headers), f"--data-binary @{file}"]
    return " ".join(parts)


EXAMPLE = {
    "claim_id": "A-1001",
    "submission_date": "2026-06-01",
    "total_charge": "100.00",
    "place_of_service": "11",
    "payer": {"id": "EX001", "name": "EXAMPLE HEALTH", "filing_indicator": "CI", "responsibility": "P"},
    "billing_provider": {"npi": "1234567893", "tax_id": "123456789", "name": "EXAMPLE PRACTICE"},
    "subscriber": {"member_id": "EXAMPLE1"},
    "patient": {"birth_date": "1980-02-03", "sex": "F", "relationship": "18"},
    "diagnoses": [{"code": "E119", "qualifier": "ABK"}],
    "lines": [
        {
            "number": 1,
            "procedure": "99213",
            "units": "1",
            "unit": "UN",
            "charge": "100.00",
            "service_date": "2026-05-20",
            "diagnosis_pointers": [1],
        }
    ],
}
"""A made-up claim."""

FHIR = "application/fhir+json"

CLAIM: dict[str, Schema] = {
    "application/json": {**ref("Claim"), "example": EXAMPLE},
    FHIR: {
        "type": "object",
        "description": "A FHIR R4 Claim with what it points to contained in it, or a Bundle with one Claim and that.",
        "properties": {"resourceType": {"enum": ["Claim", "Bundle"]}},
        "required": ["resourceType"],
    },
}

RESPONSE: dict[str, Schema] = {
    FHIR: {
        "type": "object",
        "description": "To FHIR: a ClaimResponse. Errors name element and place in an 837, as in Da Vinci PAS.",
        "properties": {"resourceType": {"const": "ClaimResponse"}},
        "required": ["resourceType"],
    }
}

RESPONSES: dict[str, Schema] = {
    FHIR: {
        "type": "object",
        "description": "To FHIR: a Bundle with a ClaimResponse or an OperationOutcome for each claim.",
        "properties": {"resourceType": {"const": "Bundle"}},
        "required": ["resourceType"],
    }
}

ACKNOWLEDGEMENT: dict[str, Schema] = {
    "application/edi-x12": {
        "type": "string",
        "description": "With `format=277ca`: a 277CA (005010X214), one transaction for each of the 837.",
    }
}

CLAIMS: dict[str, Schema] = {
    "application/edi-x12": {
        "type": "string",
        "description": "An 837 file, 005010: professional, institutional or dental.",
    },
    "application/json": {
        "type": "array",
        "items": {},
        "description": "Claims; each is judged by itself, see `Claim`.",
    },
    "application/x-ndjson": {"type": "string", "description": "One claim a line, each as `Claim`."},
    "text/csv": {"type": "string", "description": "A table, one row a service line; see docs/formats.md."},
    FHIR: {
        "type": "object",
        "description": "A FHIR R4 Bundle of Claim resources and what they point to.",
        "properties": {"resourceType": {"enum": ["Claim", "Bundle"]}},
        "required": ["resourceType"],
    },
}

"""Plain lists of codes with dates: those that ship, and those that a user licenses and loads."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rules.reference.kind import DIAGNOSIS, PROCEDURE, Form, Kind

NUBC = "https://www.nubc.org (UB-04 Data Specifications Manual, licensed)"


class Listed(Struct, frozen=True, gc=False):
    """One code of a list."""

    start: date | None = None
    end: date | None = None
    """The last day on which it holds."""
    text: str = ""
    """The publisher's words, where the user loaded them."""


class Diagnosis(Struct, frozen=True, gc=False):
    """One code of ICD-10-CM, or one span of time in which it holds."""

    start: date | None = None
    end: date | None = None
    """The last day on which it holds."""
    billable: bool = True
    """Whether a claim may carry it; else longer codes divide it."""


class OutpatientEdit(Struct, frozen=True, gc=False):
    """One edit of Medicare's outpatient code editor (IOCE)."""

    name: str
    disposition: int
    """1 claim rejection, 2 claim denial, 3 return to provider, 4 suspension, 5 line rejection, 6 line denial."""
    first_version: int = 0
    """The editor's own count of its quarterly versions."""
    last_version: int = 0


OUTPATIENT_EDITS = Kind(
    "ioce-edits", OutpatientEdit, "Edits of Medicare's outpatient code editor",
    "https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce",
)  # fmt: skip
"""Found by the edit's number."""
DIAGNOSES = Kind(
    "icd10cm", Diagnosis, "ICD-10-CM", "https://www.cms.gov/medicare/coding-billing/icd-10-codes", DIAGNOSIS
)
HCPCS = Kind(
    "hcpcs", Listed, "HCPCS Level II",
    "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update",
    Form("[A-Z][0-9]{4}", "Level II code, a letter and four digits"),
)  # fmt: skip
MODIFIERS = Kind("modifiers", Listed, "Modifiers", HCPCS.get, Form("[0-9A-Z]{2}", "modifier of two characters"))
PLACES = Kind(
    "pos", Listed, "Places of service", "https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets",
    Form("[0-9]{2}", "place of service of two digits"),
)  # fmt: skip
REVENUE_CODES = Kind("revenue-codes", Listed, "Revenue codes", NUBC, Form("[0-9]{4}", "revenue code of four digits"))
CONDITION_CODES = Kind(
    "condition-codes", Listed, "Condition codes", NUBC, Form("[0-9A-Z]{2}", "condition code of two characters")
)
OCCURRENCE_CODES = Kind(
    "occurrence-codes", Listed, "Occurrence and occurrence span codes", NUBC,
    Form("[0-9A-Z]{2}", "occurrence code of two characters"),
)  # fmt: skip
VALUE_CODES = Kind("value-codes", Listed, "Value codes", NUBC, Form("[0-9A-Z]{2}", "value code of two characters"))
DISCHARGE_STATUS = Kind(
    "discharge-status", Listed, "Patient discharge status codes", NUBC, Form("[0-9]{2}", "status of two digits")
)
BILL_TYPES = Kind(
    "bill-types", Listed, "Types of bill", NUBC,
    Form("0[1-8][1-9][0-9A-Zx]|[1-8][1-9]", "type of bill such as 0131, 013x, or 13 for all its frequencies"),
)  # fmt: skip
TAXONOMY = Kind(
    "taxonomy", Listed, "Provider taxonomy codes", "https://www.nucc.org (licensed)",
    Form("[0-9A-Z]{10}", "taxonomy code of ten characters"),
)  # fmt: skip
PROCEDURES = Kind(
    "procedures", Listed, "Procedure codes, CPT and HCPCS", "https://www.ama-assn.org (CPT, licensed)", PROCEDURE
)
CARC = Kind("carc", Listed, "Claim adjustment reason codes", "https://x12.org/codes (licensed)")
RARC = Kind("rarc", Listed, "Remittance advice remark codes", "https://x12.org/codes (licensed)")
GROUPS = Kind("adjustment-groups", Listed, "Claim adjustment group codes", "https://x12.org/codes (licensed)")
INPATIENT_ONLY = Kind(
    "inpatient-only", Listed, "Procedures that Medicare pays to inpatients alone",
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient (Addendum E)",
    PROCEDURE,
)  # fmt: skip
POA_EXEMPT = Kind(
    "poa-exempt", Listed, "Diagnoses exempt from present-on-admission reporting",
    "https://www.cms.gov/medicare/payment/fee-for-service-providers/hospital-aquired-conditions-hac/coding",
    DIAGNOSIS,
)  # fmt: skip

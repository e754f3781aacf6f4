"""Code systems as people write them in claims, and their codes in the words of an 837.

Names of systems were changed over the years, and several guides made their own: each is listed under what it means.
"""

from __future__ import annotations

HL7 = "http://terminology.hl7.org/CodeSystem/"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/"
X12 = ("https://codesystem.x12.org/005010/", "http://codesystem.x12.org/005010/")
"""Before the number of an X12 data element, as Da Vinci's guides write it."""
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"
PCT = "http://hl7.org/fhir/us/davinci-pct/StructureDefinition/"
OURS = "https://cleanclaim.dev/fhir/StructureDefinition/"
"""Before the names of our own extensions. It is a name: nothing is fetched from there."""
FREQUENCY = f"{OURS}claim-frequency"

NPI = "http://hl7.org/fhir/sid/us-npi"
EIN = "urn:oid:2.16.840.1.113883.4.4"
SSN = ("http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1")
CLIA = "urn:oid:2.16.840.1.113883.4.7"
NAIC = "urn:oid:2.16.840.1.113883.6.300"
TAXONOMY = ("http://nucc.org/provider-taxonomy", "urn:oid:2.16.840.1.113883.6.101")

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = (
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo",
    f"{HL7}HCPCS",
    f"{HL7}HCPCS-all-codes",
    "urn:oid:2.16.840.1.113883.6.285",
    "urn:oid:2.16.840.1.113883.6.12",
)
HIPPS = (
    "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/ProspMedicareFeeSvcPmtGen/HIPPSCodes",
    f"{HL7}HIPPS",
)
CDT = ("http://www.ada.org/cdt", "http://www.ada.org/snodent", f"{HL7}CDT", "urn:oid:2.16.840.1.113883.6.13")
NDC = ("http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69")

PROCEDURES: dict[str, str] = {
    CPT: "HC",
    **dict.fromkeys(HCPCS, "HC"),
    **dict.fromkeys(HIPPS, "HP"),
    **dict.fromkeys(CDT, "AD"),
}
"""Qualifier (SV101-1) by system."""

ICD10 = ("http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.90")
ICD9 = (
    "http://hl7.org/fhir/sid/icd-9-cm",
    f"{HL7}icd9cm",
    f"{HL7}icd9",
    "http://hl7.org/fhir/sid/icd-9-cm/diagnosis",
    "urn:oid:2.16.840.1.113883.6.103",
)
ICD10_PCS = (
    "http://www.cms.gov/Medicare/Coding/ICD10",
    "https://www.cms.gov/Medicare/Coding/ICD10",
    "http://hl7.org/fhir/sid/icd-10-pcs",
    "urn:oid:2.16.840.1.113883.6.4",
)
DRG = (
    "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software",
    "http://uri.hddaccess.com/cs/apdrg",
    "http://uri.hddaccess.com/cs/aprdrg",
    f"{HL7}ex-diagnosisrelatedgroup",
)
PLACES = (
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
    "http://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes",
    f"{HL7}ex-serviceplace",
)
TYPE_OF_BILL = ("https://www.nubc.org/CodeSystem/TypeOfBill", "http://www.nubc.org/CodeSystem/TypeOfBill")
REVENUE = ("https://www.nubc.org/CodeSystem/RevenueCodes", "https://www.nubc.org/revenue-code")
CONDITION = ("https://www.nubc.org/CodeSystem/ConditionCodes", "http://www.nubc.org/condition-codes")
OCCURRENCE = (
    "https://www.nubc.org/CodeSystem/OccurrenceCodes",
    "https://www.nubc.org/CodeSystem/OccurrenceSpanCodes",
    "http://www.nubc.org/occurrence-codes",
)
VALUE = ("https://www.nubc.org/CodeSystem/ValueCodes", "http://www.nubc.org/value-codes")
TEETH = (f"{HL7}ADAUniversalToothDesignationSystem", "http://www.ada.org/tooth")
SURFACES = (f"{HL7}ADAToothSurfaceCodes", f"{HL7}FDI-surface")
CAVITY = (f"{HL7}ADAAreaOralCavitySystem", "http://www.ada.org/oralcavity")

CLAIM_TYPES = {"professional": "professional", "institutional": "institutional", "oral": "dental"}

QUALIFIERS = {
    "principal": ("ABK", "BK"),
    "primary": ("ABK", "BK"),
    "admitting": ("ABJ", "BJ"),
    "patientreasonforvisit": ("APR", "PR"),
    "externalcauseofinjury": ("ABN", "BN"),
    "externalcause": ("ABN", "BN"),
    "secondary": ("ABF", "BF"),
    "other": ("ABF", "BF"),
}
"""Qualifier (HI01-1) by kind of diagnosis, for ICD-10-CM and ICD-9-CM."""
ON_ADMISSION = {"y": "Y", "n": "N", "u": "U", "w": "W", "1": "1", "yes": "Y", "no": "N", "unknown": "U",
                "undetermined": "W"}  # fmt: skip

ROLES = {
    "rendering": "rendering_provider",
    "performing": "rendering_provider",
    "82": "rendering_provider",
    "referring": "referring_provider",
    "dn": "referring_provider",
    "p3": "referring_provider",
    "ordering": "ordering_provider",
    "prescribing": "ordering_provider",
    "dk": "ordering_provider",
    "supervising": "supervising_provider",
    "supervisor": "supervising_provider",
    "dq": "supervising_provider",
    "attending": "attending_provider",
    "71": "attending_provider",
    "operating": "operating_provider",
    "72": "operating_provider",
    "otheroperating": "other_operating_provider",
    "zz": "other_operating_provider",
    "assist": "assistant_surgeon",
    "dd": "assistant_surgeon",
    "site": "service_facility",
    "77": "service_facility",
}
"""Field by role, as FHIR's own, CARIN's and Da Vinci's lists and X12 (element 98) have them."""

RELATIONSHIPS = {"self": "18", "spouse": "01", "child": "19", "common": "53", "injured": "41", "parent": "G8",
                 "other": "G8"}  # fmt: skip
SEXES = {"female": "F", "male": "M", "other": "U", "unknown": "U"}

SOPT = ("https://nahdo.org/sopt", "urn:oid:2.16.840.1.113883.3.221.5", f"{HL7}sopt")
PAYER_KINDS = {"11": "MB", "2": "MC", "31": "CH", "32": "VA", "511": "HM", "512": "12", "5": "CI", "6": "BL",
               "7": "HM", "95": "WC"}  # fmt: skip
"""Claim filing indicator (SBR09) by the longest beginning of a code of the Source of Payment Typology."""
INSURANCES = {"WCBPOL": "WC", "AUTOPOL": "AM", "HMO": "HM", "PPO": "12", "POS": "13", "MCPOL": "HM"}
"""The same by code of HL7's ActCode."""

ACCIDENTS = {"MVA": "AA", "WPA": "EM", "AA": "AA", "EM": "EM", "OA": "OA"}
"""Cause (CLM11) by kind of accident; all other kinds are ``OA``."""

UNITS = {"min": "MJ", "mj": "MJ", "d": "DA", "da": "DA", "day": "DA", "days": "DA"}
"""Unit (SV103) by unit of a quantity; all others are ``UN``."""


def is_x12(system: str, element: str) -> bool:
    """Whether a system is the list of an X12 data element, such as 98."""
    return any(system == f"{base}{element}" for base in X12)

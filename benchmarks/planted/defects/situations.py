"""Balancing and situations: SNIP types 3 and 4."""

from __future__ import annotations

from benchmarks.planted.changes import after, drop, element, put
from benchmarks.planted.clean.hospital import INPATIENT
from benchmarks.planted.clean.office import (
    ACCIDENT,
    CHIROPRACTIC,
    DEPENDENT,
    FOOT_CARE,
    LAB,
    MEDICAID_DRUG,
    MEDICARE_OFFICE,
    OFFICE,
    PREGNANCY,
    UNLISTED,
)
from benchmarks.planted.clean.other import SECONDARY, SECONDARY_LINES, SUPERVISED, SURGERY, TRANSPORT, WALKER
from benchmarks.planted.defect import Defect

DEFECTS = (
    Defect("the total is a dollar more than the lines", "charge-balance", OFFICE, element("CLM*", 2, "156.5")),
    Defect("the bill's total leaves out a line", "charge-balance", INPATIENT, element("CLM*", 2, "3600")),
    Defect(
        "the first payer's payment and adjustments miss the charge",
        "other-payer-balance",
        SECONDARY,
        element("AMT*D", 2, "70"),
    ),
    Defect(
        "the first payer's payment is not that of its lines",
        "other-payer-balance",
        SECONDARY_LINES,
        element("AMT*D", 2, "90"),
    ),
    Defect(
        "a line's payment and adjustments miss its charge",
        "line-adjudication-balance",
        SECONDARY_LINES,
        element("SVD*FIRST01*60", 2, "50"),
    ),
    Defect(
        "a line's adjustment misses its charge",
        "line-adjudication-balance",
        SECONDARY_LINES,
        element("CAS*CO*45*15", 3, "5"),
    ),
    Defect(
        "a replacement names no claim that it replaces",
        "corrected-claim-reference",
        OFFICE,
        element("CLM*", 5, "11:B:7"),
    ),
    Defect("a void names no claim", "corrected-claim-reference", INPATIENT, element("CLM*", 5, "11:A:8")),
    Defect("a car accident without its state", "accident-details", ACCIDENT, element("CLM*", 11, "AA")),
    Defect("a car accident without its date", "accident-details", ACCIDENT, drop("DTP*439")),
    Defect("a claim of the road goes to the insurer of work", "accident-payer", ACCIDENT, element("SBR*", 9, "WC")),
    Defect(
        "foot care eight months after the last visit",
        "foot-care-last-seen",
        FOOT_CARE,
        element("DTP*304", 3, "20250515"),
    ),
    Defect(
        "spinal manipulation without the day of the first treatment", "symptom-dates", CHIROPRACTIC, drop("DTP*454")
    ),
    Defect("symptoms begin after the visit", "symptom-dates", CHIROPRACTIC, element("DTP*431", 3, "20260125")),
    Defect("the last period lies after the visit", "symptom-dates", PREGNANCY, element("DTP*484", 3, "20260130")),
    Defect("an inpatient's operation without the day of admission", "admission-date", SURGERY, drop("DTP*435")),
    Defect("a stay without the day of admission", "admission-date", INPATIENT, drop("DTP*435")),
    Defect("a Medicaid drug without its NDC", "drug-code", MEDICAID_DRUG, drop("LIN", "CTP")),
    Defect("an NDC of ten digits", "drug-code", MEDICAID_DRUG, element("LIN", 3, "0409379501")),
    Defect("an NDC with hyphens", "drug-code", MEDICAID_DRUG, element("LIN", 3, "00409-3795-01")),
    Defect("an NDC without its quantity", "drug-code", UNLISTED, drop("CTP")),
    Defect("a drug quantity of zero", "drug-code", MEDICAID_DRUG, element("CTP", 4, "0")),
    Defect("a laboratory line without CLIA number", "clia-number", LAB, drop("REF*X4")),
    Defect("a CLIA number of five digits", "clia-number", LAB, element("REF*X4", 2, "12345")),
    Defect(
        "a pointer to a diagnosis that is not there", "diagnosis-pointers", OFFICE, element("SV1*HC:99213", 7, "1:3")
    ),
    Defect("a pointer named twice", "diagnosis-pointers", OFFICE, element("SV1*HC:99213", 7, "1:1")),
    Defect("an ambulance transport without its facts", "ambulance-transport", TRANSPORT, drop("CR1")),
    Defect(
        "an ambulance transport without its pick-up place", "ambulance-transport", TRANSPORT, drop("NM1*PW", "N3", "N4")
    ),
    Defect("the patient is the subscriber, without birth and sex", "subscriber-demographics", OFFICE, drop("DMG")),
    Defect(
        "the patient is the subscriber, without an address", "subscriber-demographics", OFFICE, drop("N3*2 MAIN", "N4")
    ),
    Defect("the rendering provider has no NPI", "rendering-provider", OFFICE, put("NM1*82", "NM1*82*1*DOE*ANN")),
    Defect(
        "a group's visit without the provider who rendered it",
        "rendering-provider",
        MEDICARE_OFFICE,
        drop("NM1*82", "PRV*PE"),
    ),
    Defect("a Medicare laboratory test that nobody ordered", "referring-provider", LAB, drop("NM1*DN")),
    Defect("a Medicare supply that nobody ordered", "ordering-provider", WALKER, drop("NM1*DK", "N3", "N4")),
    Defect(
        "the supervising provider has no NPI", "supervising-provider", SUPERVISED, put("NM1*DQ", "NM1*DQ*1*ROY*ANN")
    ),
    Defect("a service after the day of sending", "service-dates", OFFICE, element("DTP*472", 3, "20260210")),
    Defect("a service before birth", "service-dates", DEPENDENT, element("DMG", 2, "20260301")),
    Defect("a service after death", "service-dates", OFFICE, after("SBR*", "PAT*****D8*20260110")),
    Defect("a service ends before it begins", "service-dates", OFFICE, put("DTP*472", "DTP*472*RD8*20260120-20260118")),
    Defect("a statement ends before it begins", "service-dates", INPATIENT, element("DTP*434", 3, "20260112-20260105")),
    Defect("no units", "units-zero", OFFICE, element("SV1*HC:G0447", 4, "0")),
    Defect("no charge", "charge-zero", OFFICE, element("SV1*HC:G0447", 2, "0")),
    Defect("a charge below zero", "negative-charge", OFFICE, element("SV1*HC:G0447", 2, "-35.5")),
)

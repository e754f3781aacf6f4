"""Envelope and implementation guide: SNIP types 1 and 2."""

from __future__ import annotations

from benchmarks.planted.changes import after, before, drop, element, later, put
from benchmarks.planted.clean.hospital import DENTAL, INPATIENT, OUTPATIENT
from benchmarks.planted.clean.office import ACCIDENT, OFFICE
from benchmarks.planted.clean.other import SECONDARY, SURGERY
from benchmarks.planted.defect import Defect

DEFECTS = (
    Defect("SE01 counts a segment too many", "envelope-counts", OFFICE, element("SE*", 1, "99"), "file"),
    Defect("SE01 is no number", "envelope-counts", INPATIENT, element("SE*", 1, "X"), "file"),
    Defect("GE01 counts two transactions", "envelope-counts", OFFICE, element("GE*", 1, "2"), "file"),
    Defect("IEA01 counts two groups", "envelope-counts", OFFICE, element("IEA*", 1, "2"), "file"),
    Defect("SE02 differs from ST02", "control-numbers", OFFICE, element("SE*", 2, "0002"), "file"),
    Defect("GE02 differs from GS06", "control-numbers", OFFICE, element("GE*", 2, "2"), "file"),
    Defect("IEA02 differs from ISA13", "control-numbers", OFFICE, element("IEA*", 2, "000000002"), "file"),
    Defect("hierarchical levels skip a number", "control-numbers", OFFICE, element("HL*2", 1, "3")),
    Defect("a hierarchical level has a parent that is not there", "control-numbers", OFFICE, element("HL*2", 2, "9")),
    Defect("the billing provider has no street", "guide-segments", OFFICE, drop("N3*1 MAIN")),
    Defect(
        "the billing provider has no city, state and ZIP", "guide-segments", OFFICE, drop("N4*SPRINGFIELD*IL*6270100")
    ),
    Defect("the submitter names no contact", "guide-segments", OFFICE, drop("PER*")),
    Defect("the receiver is missing", "guide-segments", OFFICE, drop("NM1*40")),
    Defect("the transaction has no BHT", "guide-segments", OFFICE, put("BHT*"), "file"),
    Defect("the accident date stands after the diagnoses", "guide-segments", ACCIDENT, later("DTP*439")),
    Defect(
        "a professional claim has two HI segments of diagnoses", "guide-segments", OFFICE, after("HI*", "HI*ABK:I10")
    ),
    Defect("a segment that the guide does not know", "guide-segments", OFFICE, after("HI*", "ZZZ*1")),
    Defect("the bill has no statement dates", "guide-segments", INPATIENT, drop("DTP*434")),
    Defect("the bill has no CL1", "guide-segments", INPATIENT, drop("CL1*")),
    Defect("the bill has no principal diagnosis", "guide-segments", INPATIENT, drop("HI*ABK")),
    Defect("the other payer's loop has no OI", "guide-segments", SECONDARY, drop("OI*")),
    Defect(
        "the other payer has no subscriber",
        "guide-segments",
        SECONDARY,
        drop("NM1*IL*1*ROE*PAT****MI*W0000002", "N3", "N4"),
    ),
    Defect("a dental claim has a revenue line", "guide-segments", DENTAL, put("SV3*", "SV2*0120**95*UN*1")),
    Defect(
        "a professional claim names an attending provider",
        "guide-segments",
        OFFICE,
        before("NM1*82", "NM1*71*1*WOE*ANN"),
    ),
    Defect("the patient control number has 39 characters", "guide-elements", OFFICE, element("CLM*", 1, "A" * 39)),
    Defect("the total charge is missing", "guide-elements", OFFICE, element("CLM*", 2, "")),
    Defect("an organization's name has 61 characters", "guide-elements", OFFICE, element("NM1*85", 3, "A" * 61)),
    Defect(
        "the contact has a kind of number but no number",
        "guide-elements",
        OFFICE,
        put("PER*", "PER*IC*BILLING OFFICE*TE"),
    ),
    Defect("the provider's signature is not told", "guide-elements", OFFICE, element("CLM*", 6, "")),
    Defect("the release of information is missing", "guide-elements", INPATIENT, element("CLM*", 9, "")),
    Defect("the last name of the subscriber is missing", "guide-elements", OFFICE, element("NM1*IL", 3, "")),
    Defect("the units of measure are missing", "guide-elements", OFFICE, element("SV1*HC:99213", 3, "")),
    Defect("the filing indicator is unknown", "guide-codes", OFFICE, element("SBR*P", 9, "QQ")),
    Defect("the payer's order is unknown", "guide-codes", OFFICE, element("SBR*P", 1, "X")),
    Defect("the assignment is unknown", "guide-codes", OFFICE, element("CLM*", 7, "Z")),
    Defect("the place is qualified as a bill type", "guide-codes", OFFICE, element("CLM*", 5, "11:A:1")),
    Defect("the release of information is N", "guide-codes", OFFICE, element("CLM*", 9, "N")),
    Defect("the units are of an unknown kind", "guide-codes", OFFICE, element("SV1*HC:99213", 3, "ZZ")),
    Defect("the procedure's qualifier is unknown", "guide-codes", OUTPATIENT, element("SV2*0320", 2, "ZZ:71046")),
    Defect("the date's form is unknown", "guide-codes", SURGERY, element("DTP*435", 2, "D9")),
    Defect("the relationship to the subscriber is unknown", "guide-codes", OFFICE, element("SBR*P", 2, "98")),
    Defect("the date of service is no day", "unreadable-field", OFFICE, element("DTP*472", 3, "20260230")),
    Defect("the diagnosis has a point", "unreadable-field", OFFICE, element("HI*", 1, "ABK:E11.9")),
    Defect("the diagnosis has small letters", "unreadable-field", OFFICE, element("HI*", 1, "ABK:e119")),
    Defect("a charge is no number", "unreadable-field", OFFICE, element("SV1*HC:G0447", 2, "ABC")),
    Defect("the member has no number", "required-identifiers", OFFICE, put("NM1*IL", "NM1*IL*1*ROE*PAT")),
    Defect("the billing provider has no NPI", "required-identifiers", OFFICE, put("NM1*85", "NM1*85*2*EXAMPLE CLINIC")),
    Defect("the billing provider has no tax number", "required-identifiers", OFFICE, drop("REF*EI")),
    Defect("the patient's sex is missing", "required-identifiers", INPATIENT, put("DMG*", "DMG*D8*19500517")),
    Defect("a line has no date of service", "required-identifiers", OFFICE, drop("DTP*472")),
    Defect(
        "two digits of the billing NPI changed places", "npi-check-digit", OFFICE, element("NM1*85", 9, "1234567983")
    ),
    Defect(
        "the attending physician's NPI has a wrong check digit",
        "npi-check-digit",
        INPATIENT,
        element("NM1*71", 9, "1234567890"),
    ),
    Defect("the taxonomy has nine characters", "taxonomy-form", OFFICE, element("PRV*BI", 3, "207Q0000X")),
    Defect(
        "the rendering provider's taxonomy does not end in X",
        "taxonomy-form",
        OFFICE,
        element("PRV*PE", 3, "207Q000000"),
    ),
    Defect("the tax number has five digits", "tax-id-form", OFFICE, element("REF*EI", 2, "12345")),
    Defect("the tax number has a hyphen", "tax-id-form", INPATIENT, element("REF*EI", 2, "37-9999999")),
    Defect(
        "the billing provider's ZIP code has five digits",
        "billing-zip",
        OFFICE,
        element("N4*SPRINGFIELD*IL*6270100", 3, "62701"),
    ),
    Defect(
        "the hospital's ZIP code ends in four zeros",
        "billing-zip",
        INPATIENT,
        element("N4*SPRINGFIELD*IL*6270100", 3, "627010000"),
    ),
    Defect("two lines have the number 2", "line-numbers", OFFICE, put("LX*=", "LX*2")),
    Defect("line numbers skip 2", "line-numbers", INPATIENT, put("LX*2", "LX*3"), "file"),
)

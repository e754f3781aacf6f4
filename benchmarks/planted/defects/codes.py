"""Code sets, SNIP type 5, and the Medicare Code Editor with the notes of ICD-10-CM."""

from __future__ import annotations

from benchmarks.planted.changes import after, element, put
from benchmarks.planted.clean.hospital import INPATIENT, INPATIENT_2024, OPERATION, OUTPATIENT
from benchmarks.planted.clean.office import ACCIDENT, DEPENDENT, LAB, OFFICE, OFFICE_2024, THERAPY
from benchmarks.planted.clean.other import READING, SURGERY, WALKER
from benchmarks.planted.defect import Defect

BOTH, PRINCIPAL, OTHERS = "HI*ABK:E119", "HI*ABK:J189", "HI*ABF:E785"
HCPCS = ("hcpcs",)
MODIFIERS = ("modifiers",)

DEFECTS = (
    Defect("a diagnosis that does not exist", "diagnosis-codes", OFFICE, put(BOTH, "HI*ABK:E11Z9*ABF:I10")),
    Defect("a diagnosis that is a heading", "diagnosis-codes", OFFICE, put(BOTH, "HI*ABK:E11*ABF:I10")),
    Defect("an injury without its seventh character", "diagnosis-codes", ACCIDENT, put("HI*", "HI*ABK:S93401")),
    Defect(
        "a diagnosis that begins after the service", "diagnosis-codes", OFFICE_2024, put(BOTH, "HI*ABK:E66811*ABF:I10")
    ),
    Defect(
        "a diagnosis that has ended",
        "diagnosis-codes",
        INPATIENT,
        put(OTHERS, "HI*ABF:T781XXA:::::::Y*ABF:I10:::::::Y"),
    ),
    Defect(
        "a HCPCS code that has ended",
        "level-two-in-force",
        OFFICE_2024,
        put("SV1*HC:G0447", "SV1*HC:J2505*35.5*UN*1***1"),
    ),
    Defect(
        "a HCPCS code that does not exist",
        "level-two-in-force",
        OFFICE_2024,
        put("SV1*HC:G0447", "SV1*HC:G0999*35.5*UN*1***1"),
    ),
    Defect(
        "a HCPCS code that ended before the list of this year",
        "level-two-in-force",
        OFFICE,
        put("SV1*HC:G0447", "SV1*HC:J2505*35.5*UN*1***1"),
        needs=HCPCS,
    ),
    Defect(
        "a procedure that is in no list",
        "procedure-unknown",
        OFFICE,
        put("SV1*HC:99213", "SV1*HC:99299*120*UN*1***1:2"),
        needs=("procedures",),
    ),
    Defect(
        "a procedure code of four characters",
        "line-code-form",
        OFFICE,
        put("SV1*HC:99213", "SV1*HC:9921*120*UN*1***1:2"),
    ),
    Defect("a revenue code of letters", "line-code-form", INPATIENT, element("SV2*0250", 1, "02SO")),
    Defect(
        "a modifier that does not exist",
        "modifier-known",
        OFFICE_2024,
        put("SV1*HC:99213", "SV1*HC:99213:1Z*120*UN*1***1:2"),
    ),
    Defect(
        "a modifier that has ended",
        "modifier-known",
        OFFICE,
        put("SV1*HC:G0447", "SV1*HC:G0447:CP*35.5*UN*1***1"),
        needs=MODIFIERS,
    ),
    Defect("a supply both new and rented", "modifier-conflict", WALKER, put("SV1*", "SV1*HC:E0143:NU:RR*110*UN*1***1")),
    Defect(
        "both parts of an X-ray in two modifiers",
        "modifier-conflict",
        READING,
        put("SV1*", "SV1*HC:71046:26:TC*40*UN*1***1"),
    ),
    Defect(
        "a laboratory test with the modifier of a visit",
        "modifier-misplaced",
        LAB,
        put("SV1*", "SV1*HC:80053:25*45*UN*1***1"),
    ),
    Defect(
        "an operation with the modifier of anesthesia",
        "modifier-misplaced",
        SURGERY,
        put("SV1*", "SV1*HC:27447:AA*2900*UN*1***1"),
    ),
    Defect("a place of service that does not exist", "place-of-service", OFFICE, element("CLM*", 5, "98:B:1")),
    Defect("a bill type that does not exist", "type-of-bill", INPATIENT, element("CLM*", 5, "99:A:1")),
    Defect("a frequency that no bill has", "type-of-bill", OUTPATIENT, element("CLM*", 5, "13:A:X")),
    Defect(
        "a revenue code that does not exist",
        "revenue-code",
        INPATIENT,
        element("SV2*0250", 1, "0005"),
        needs=("revenue-codes",),
    ),
    Defect("a discharge status that does not exist", "discharge-status", INPATIENT, element("CL1", 3, "99")),
    Defect("a condition code of three characters", "billing-codes", INPATIENT, after("HI*BE", "HI*BG:ZZ9")),
    Defect("an occurrence code of one character", "billing-codes", OUTPATIENT, after("HI*APR", "HI*BH:1:D8:20260118")),
    Defect("a newborn's disease at 75", "diagnosis-age", INPATIENT, put(OTHERS, "HI*ABF:A33:::::::Y*ABF:I10:::::::Y")),
    Defect("a pregnancy at 75", "diagnosis-age", INPATIENT, put(OTHERS, "HI*ABF:O09511:::::::Y*ABF:I10:::::::Y")),
    Defect(
        "a man's disease of a woman, while Medicare still looked",
        "diagnosis-sex",
        INPATIENT_2024,
        put(OTHERS, "HI*ABF:N401:::::::Y*ABF:I10:::::::Y"),
    ),
    Defect(
        "a fall as principal diagnosis", "external-cause-principal", INPATIENT, put(PRINCIPAL, "HI*ABK:W010XXA:::::::Y")
    ),
    Defect(
        "a manifestation as principal diagnosis",
        "manifestation-principal",
        INPATIENT,
        put(PRINCIPAL, "HI*ABK:D630:::::::Y"),
    ),
    Defect(
        "an infectious agent as principal diagnosis",
        "unacceptable-principal",
        INPATIENT,
        put(PRINCIPAL, "HI*ABK:B950:::::::Y"),
    ),
    Defect(
        "the principal diagnosis among the others",
        "principal-repeated",
        INPATIENT,
        put(OTHERS, "HI*ABF:J189:::::::Y*ABF:I10:::::::Y"),
    ),
    Defect("diabetes of both types", "excludes-one", OFFICE, put(BOTH, "HI*ABK:E119*ABF:E109")),
    Defect("anemia in a cancer that is not named", "code-first", OFFICE, put(BOTH, "HI*ABK:D630*ABF:I10")),
    Defect("pain in an ear, which is not told", "unspecified-laterality", DEPENDENT, put("HI*", "HI*ABK:H9209")),
    Defect("pain in a knee, which is not told", "unspecified-laterality", THERAPY, put("HI*", "HI*ABK:M25569")),
    Defect("a stay for plain diabetes", "questionable-admission", INPATIENT, put(PRINCIPAL, "HI*ABK:E119:::::::Y")),
    Defect(
        "a procedure that Medicare does not cover",
        "non-covered-procedure",
        OPERATION,
        put("HI*BBR", "HI*BBR:0WFPXZZ:D8:20260112"),
    ),
    Defect(
        "a procedure that Medicare covers in some cases",
        "limited-coverage-procedure",
        OPERATION,
        put("HI*BBR", "HI*BBR:02WA3QZ:D8:20260112"),
    ),
)

"""The habits of institutional and of outpatient billing."""

from __future__ import annotations

from benchmarks.planted.changes import drop, element, everywhere, put
from benchmarks.planted.clean.hospital import (
    BEFORE_STAY,
    DEVICE,
    DIED,
    INPATIENT,
    INTERIM,
    OPERATION,
    OUTPATIENT,
    RETURNED,
    TREATED,
    TWO_STAYS,
)
from benchmarks.planted.defect import Defect

ONLY_INPATIENT, IOCE, STATUS = ("inpatient-only",), ("outpatient-procedures",), ("opps-status",)
DAY = "DTP*472*D8*20260120"

DEFECTS = (
    Defect(
        "a whole stay, and the patient still there", "bill-and-discharge-status", INPATIENT, element("CL1", 3, "30")
    ),
    Defect(
        "a first interim bill, and the patient gone home",
        "bill-and-discharge-status",
        INPATIENT,
        element("CLM*", 5, "11:A:2"),
    ),
    Defect(
        "a stay inside a stay in another hospital",
        "overlapping-stays",
        TWO_STAYS,
        everywhere(("20260103", "20260111"), ("20260106", "20260114")),
        "earlier",
    ),
    Defect(
        "a stay from the day on which one ended, as if for the same illness",
        "same-day-readmission",
        RETURNED,
        drop("HI*BG"),
    ),
    Defect("a death without its day", "date-of-death", DIED, drop("HI*BH")),
    Defect("a test two days before the stay", "three-day-window", BEFORE_STAY, everywhere(("20260105", "20260110"))),
    Defect("a second first interim bill", "interim-bills", INTERIM, element("CLM*", 5, "11:A:2")),
    Defect("five covered days in a stay of three", "covered-days", INPATIENT, put("HI*BE", "HI*BE:80:::5")),
    Defect("a stay without its covered days", "covered-days", INPATIENT, drop("HI*BE")),
    Defect("an emergency visit without its reason", "reason-for-visit", OUTPATIENT, drop("HI*APR")),
    Defect("an operation without its surgeon", "operating-physician", OPERATION, drop("NM1*72")),
    Defect(
        "the principal diagnosis without present-on-admission",
        "present-on-admission",
        INPATIENT,
        put("HI*ABK", "HI*ABK:J189"),
    ),
    Defect(
        "a present-on-admission indicator that does not exist",
        "present-on-admission",
        INPATIENT,
        put("HI*ABF", "HI*ABF:E785:::::::X*ABF:I10:::::::Y"),
    ),
    Defect(
        "an inpatient's operation on an outpatient bill",
        "inpatient-only-procedure",
        TREATED,
        put("SV2*0361", "SV2*0361*HC:33533*9000*UN*1"),
        needs=ONLY_INPATIENT,
    ),
    Defect(
        "both sides of a procedure that is of both sides",
        "outpatient-bilateral",
        OUTPATIENT,
        put("SV2*0320", "SV2*0320*HC:77067:50*210*UN*1"),
        needs=IOCE,
    ),
    Defect(
        "a bilateral procedure of two units",
        "outpatient-units",
        OUTPATIENT,
        put("SV2*0320", "SV2*0320*HC:73562:50*210*UN*2"),
        needs=IOCE,
    ),
    Defect(
        "a visit with a treatment, without modifier 25",
        "outpatient-modifier-25",
        TREATED,
        put("SV2*0510", "SV2*0510*HC:G0463*150*UN*1"),
        needs=STATUS,
    ),
    Defect(
        "an X-ray line without its procedure",
        "revenue-code-needs-procedure",
        OUTPATIENT,
        put("SV2*0320", "SV2*0320**210*UN*1"),
    ),
    Defect(
        "an implantation without its device",
        "device-procedure",
        DEVICE,
        put("SV2*0275", "SV2*0250**5000*UN*1"),
        needs=IOCE,
    ),
)

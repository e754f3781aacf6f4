"""What Medicare's outpatient code editor returns."""

from __future__ import annotations

from benchmarks.planted.changes import drop, element, put
from benchmarks.planted.clean.outpatient import LOST, OBSERVED, PROGRAM, TRANSFUSED, TRAUMA, TRIAL, TWO_VISITS
from benchmarks.planted.defect import Defect

DAY = "DTP*472*D8*20260120"

DEFECTS = (
    Defect(
        "more hours of observation than the day has",
        "observation-hours",
        OBSERVED,
        put("SV2*0762*HC:G0378", "SV2*0762*HC:G0378*900*UN*30"),
    ),
    Defect(
        "a referral into observation without its hours",
        "observation-hours",
        OBSERVED,
        put("SV2*0762*HC:G0378", "SV2*0270**900*UN*20"),
    ),
    Defect("two visits of one place that are not said to be distinct", "multiple-visits", TWO_VISITS, drop("HI*BG")),
    Defect("a transfusion without its blood", "blood-products", TRANSFUSED, put("SV2*0390", "SV2*0270**400*UN*2")),
    Defect(
        "a program for the day on a bill for specimens",
        "partial-hospitalization",
        PROGRAM,
        element("CLM*", 5, "14:A:1"),
    ),
    Defect("a clinical trial without its number", "clinical-trial", TRIAL, drop("REF*P4")),
    Defect(
        "a trauma team without critical care",
        "trauma-activation",
        TRAUMA,
        put("SV2*0450", "SV2*0450*HC:99283:25*1400*UN*1"),
    ),
    Defect(
        "an emergency without admission, and the patient gone home",
        "emergency-inpatient-procedure",
        LOST,
        element("CL1", 3, "01"),
    ),
)

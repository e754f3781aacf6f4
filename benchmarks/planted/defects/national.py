"""NCCI, unlikely units, add-on codes, the Medicare fee schedule and the habits of professional billing."""

from __future__ import annotations

from benchmarks.planted.changes import after, drop, element, put
from benchmarks.planted.clean.hospital import SCREENED
from benchmarks.planted.clean.office import (
    ADVICE,
    ASSISTED,
    MEDICARE_OFFICE,
    OFFICE,
    OFFICE_2024,
    PELVIC,
    PREVENTIVE,
    SEEN_BEFORE,
    TELEHEALTH,
    THERAPY,
    UNLISTED,
    VIAL,
    WAIVED,
    WELLNESS,
)
from benchmarks.planted.clean.other import AFTER_SURGERY, ANESTHESIA, READING, SECONDARY, SURGERY, TRANSPORT
from benchmarks.planted.defect import Defect

PAIRS, PAIRS_OUTPATIENT = ("ncci-practitioner",), ("ncci-outpatient",)
UNITS = ("mue-practitioner",)
UNITS_OUTPATIENT = ("mue-outpatient",)
ADD_ON, FEES = ("add-on",), ("fee-schedule",)
DAY, DAY_2024 = "DTP*472*D8*20260120", "DTP*472*D8*20240812"
VISIT, SECOND = "SV1*HC:99213", "SV1*HC:G0447"

DEFECTS = (
    Defect(
        "two wellness visits that exclude each other",
        "ncci-pair",
        ADVICE,
        after(DAY, "LX*=", "SV1*HC:G0438*170*UN*1***1", DAY),
        needs=PAIRS,
    ),
    Defect(
        "a pair that a modifier would let pass, without one",
        "ncci-pair",
        PELVIC,
        after(DAY, "LX*=", "SV1*HC:G0181*110*UN*1***1", DAY),
        needs=PAIRS,
    ),
    Defect(
        "a hospital's pair without modifier",
        "ncci-pair",
        SCREENED,
        after(DAY, "LX*=", "SV2*0510*HC:G0463*150*UN*1", DAY),
        needs=PAIRS_OUTPATIENT,
    ),
    Defect(
        "a pair of 2024 by the lists that are shipped",
        "ncci-pair",
        OFFICE_2024,
        after(DAY_2024, "LX*=", "SV1*HC:G0473*20*UN*1***1", DAY_2024),
    ),
    Defect(
        "a service of which a line may hold one, twice",
        "medically-unlikely-units",
        PELVIC,
        element("SV1*", 4, "2"),
        needs=UNITS,
    ),
    Defect(
        "more miles than a line may hold",
        "medically-unlikely-units",
        TRANSPORT,
        element("SV1*HC:A0425", 4, "251"),
        needs=UNITS,
    ),
    Defect(
        "units over the day's limit, split over two lines",
        "medically-unlikely-units",
        PELVIC,
        after(DAY, "LX*=", "SV1*HC:G0101:59*45*UN*1***1", DAY),
        needs=UNITS,
    ),
    Defect(
        "a hospital's units over the day's limit",
        "medically-unlikely-units",
        SCREENED,
        element("SV2*", 5, "3"),
        needs=UNITS_OUTPATIENT,
    ),
    Defect(
        "an add-on code without its visit",
        "add-on-code",
        PREVENTIVE,
        put("SV1*HC:99396", "SV1*HC:G2211*16*UN*1***1"),
        needs=ADD_ON,
    ),
    Defect(
        "a service that Medicare bundles",
        "fee-schedule-status",
        MEDICARE_OFFICE,
        put(SECOND, "SV1*HC:99070*35.5*UN*1***1"),
        needs=FEES,
    ),
    Defect(
        "a code that Medicare does not take",
        "fee-schedule-status",
        MEDICARE_OFFICE,
        put(SECOND, "SV1*HC:99360*35.5*UN*1***1"),
        needs=FEES,
    ),
    Defect(
        "a visit in the days of an operation without modifier 24",
        "global-period",
        AFTER_SURGERY,
        put(VISIT, "SV1*HC:99213*120*UN*1***1:2"),
        needs=FEES,
    ),
    Defect(
        "both sides of what has no sides",
        "bilateral-surgery",
        SURGERY,
        put("SV1*", "SV1*HC:44950:50*1800*UN*1***1"),
        needs=FEES,
    ),
    Defect(
        "an assistant where none is paid",
        "assistant-surgeon",
        SURGERY,
        put("SV1*", "SV1*HC:64721:80*900*UN*1***1"),
        needs=FEES,
    ),
    Defect(
        "two surgeons where one is paid", "co-surgeon", SURGERY, put("SV1*", "SV1*HC:64721:62*900*UN*1***1"), needs=FEES
    ),
    Defect(
        "a team where none is paid", "team-surgeon", SURGERY, put("SV1*", "SV1*HC:64721:66*900*UN*1***1"), needs=FEES
    ),
    Defect(
        "the professional part of a visit, which has no parts",
        "professional-technical",
        MEDICARE_OFFICE,
        put(VISIT, "SV1*HC:99213:26*120*UN*1***1:2"),
        needs=FEES,
    ),
    Defect(
        "the technical part for a hospital's inpatient",
        "professional-technical",
        READING,
        put("SV1*", "SV1*HC:71046:TC*40*UN*1***1"),
        needs=FEES,
    ),
    Defect(
        "an operation in the office that only hospitals do",
        "facility-only-surgery",
        MEDICARE_OFFICE,
        put(SECOND, "SV1*HC:44950*1800*UN*1***1"),
        needs=FEES,
    ),
    Defect(
        "a new patient who was seen half a year ago",
        "new-patient",
        SEEN_BEFORE,
        put(VISIT, "SV1*HC:99203*120*UN*1***1"),
    ),
    Defect(
        "a drug without a code or a description",
        "unlisted-code-description",
        UNLISTED,
        put("SV1*", "SV1*HC:J3490*80*UN*1***1"),
    ),
    Defect("a single-dose vial without JZ or JW", "drug-wastage", VIAL, put("SV1*", "SV1*HC:J0897*1900*UN*60***1")),
    Defect(
        "therapy over the threshold without KX",
        "therapy-threshold",
        THERAPY,
        put("SV1*", "SV1*HC:97110:GP*120*UN*2***1"),
    ),
    Defect(
        "a physical therapist's assistant under an occupational plan",
        "therapy-assistant",
        ASSISTED,
        put("SV1*", "SV1*HC:97110:CQ:GO*120*UN*2***1"),
    ),
    Defect("a waived test without a CLIA number", "waived-test", WAIVED, drop("REF*X4")),
    Defect("QW on a test that is not waived", "waived-test", WAIVED, put("SV1*", "SV1*HC:88305:QW*30*UN*1***1")),
    Defect("anesthesia in units, not minutes", "anesthesia-minutes", ANESTHESIA, element("SV1*", 3, "UN")),
    Defect("anesthesia by nobody", "anesthesia-modifiers", ANESTHESIA, put("SV1*", "SV1*HC:00790*900*MJ*95***1")),
    Defect(
        "anesthesia by a physician alone and by a directed nurse",
        "anesthesia-modifiers",
        ANESTHESIA,
        put("SV1*", "SV1*HC:00790:AA:QX*900*MJ*95***1"),
    ),
    Defect(
        "a notice that was given and was not given",
        "liability-modifiers",
        MEDICARE_OFFICE,
        put(SECOND, "SV1*HC:G0447:GA:GZ*35.5*UN*1***1"),
    ),
    Defect(
        "a voluntary notice for a service expected to be denied",
        "liability-modifiers",
        MEDICARE_OFFICE,
        put(SECOND, "SV1*HC:G0447:GX:GZ*35.5*UN*1***1"),
    ),
    Defect(
        "a yearly wellness visit after half a year",
        "screening-frequency",
        WELLNESS,
        put(VISIT, "SV1*HC:G0439*130*UN*1***1"),
    ),
    Defect("wounds treated by video", "telehealth", TELEHEALTH, put(VISIT, "SV1*HC:11042*120*UN*1***1")),
    Defect(
        "a preventive visit for younger people", "preventive-age", PREVENTIVE, put("SV1*", "SV1*HC:99395*180*UN*1***1")
    ),
    Defect(
        "a second payer, and nothing of the first",
        "secondary-without-primary",
        SECONDARY,
        drop("SBR*P*18*G200", "CAS", "AMT", "OI", "NM1*IL", "N3", "N4", "NM1*PR", "DTP*573"),
    ),
    Defect("a Medicare number sent to another payer", "medicare-number", OFFICE, element("NM1*IL", 9, "1EG4TE5MK73")),
)

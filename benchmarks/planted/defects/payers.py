"""Coverage and payers' own policies, by the made-up payers of the folder ``payers``."""

from __future__ import annotations

from benchmarks.planted.changes import element, everywhere, put
from benchmarks.planted.clean.office import LAB, MEDICARE_OFFICE, OFFICE
from benchmarks.planted.clean.other import COLLEAGUE_BEFORE, REPEATED, SECONDARY, WALKER
from benchmarks.planted.defect import Defect
from benchmarks.planted.interchange import npi

VISIT, SECOND = "SV1*HC:99213", "SV1*HC:G0447"

DEFECTS = (
    Defect(
        "a test for a disease that its article does not name",
        "local-coverage",
        LAB,
        put("SV1*", "SV1*HC:82306*45*UN*1***1"),
        needs=("coverage-articles",),
    ),
    Defect(
        "an order of one who may not order",
        "ordering-eligibility",
        WALKER,
        element("NM1*DK", 9, npi("199999999")),
        needs=("ordering-referring",),
    ),
    Defect(
        "a Medicare claim of more than a year ago",
        "timely-filing",
        MEDICARE_OFFICE,
        everywhere(("20260120", "20250115")),
    ),
    Defect(
        "a claim of more than ninety days ago",
        "timely-filing",
        OFFICE,
        everywhere(("20260120", "20251020")),
        payer="PLANTIMELY",
    ),
    Defect("the same claim again", "exact-duplicate", REPEATED, element("DTP*472", 3, "20250610")),
    Defect(
        "the same service on the same day by a colleague",
        "suspected-duplicate",
        COLLEAGUE_BEFORE,
        element("DTP*472", 3, "20260119"),
    ),
    Defect(
        "imaging without authorization",
        "prior-authorization",
        OFFICE,
        put(SECOND, "SV1*HC:72148*635.5*UN*1***1"),
        payer="PLANAUTH",
    ),
    Defect(
        "therapy over the units that need no authorization",
        "prior-authorization",
        OFFICE,
        put(SECOND, "SV1*HC:97110:GP*435.5*UN*13***1"),
        payer="PLANAUTH",
    ),
    Defect(
        "a consultation without referral",
        "referral-required",
        OFFICE,
        put(VISIT, "SV1*HC:99243*120*UN*1***1:2"),
        payer="PLANREFER",
    ),
    Defect(
        "therapy without the modifier of its plan",
        "modifier-required",
        OFFICE,
        put(SECOND, "SV1*HC:97110*35.5*UN*1***1"),
        payer="PLANMOD",
    ),
    Defect(
        "a service at a place where it is not paid",
        "place-limit",
        OFFICE,
        put(SECOND, "SV1*HC:99283*35.5*UN*1***1"),
        payer="PLANPLACE",
    ),
    Defect(
        "a test without the diagnosis that it is paid for",
        "diagnosis-required",
        OFFICE,
        put(SECOND, "SV1*HC:82306*35.5*UN*1***1"),
        payer="PLANDX",
    ),
    Defect("more units than the payer takes", "unit-limit", OFFICE, element(SECOND, 4, "5"), payer="PLANUNITS"),
    Defect(
        "a service sooner than the payer pays it again",
        "frequency-limit",
        REPEATED,
        element("DTP*472", 3, "20251110"),
        payer="PLANFREQ",
    ),
    Defect("a service for the young", "age-limit", OFFICE, put(SECOND, "SV1*HC:99394*35.5*UN*1***1"), payer="PLANAGE"),
    Defect("a service for men", "sex-limit", OFFICE, put(SECOND, "SV1*HC:G0103*35.5*UN*1***1"), payer="PLANSEX"),
    Defect("two payers who both are the first", "payer-order", SECONDARY, element("SBR*S", 1, "P")),
    Defect("the first payer's payment is missing", "primary-payment", SECONDARY, put("AMT*D")),
    Defect(
        "a member number without its letter",
        "member-id-form",
        OFFICE,
        element("NM1*IL", 9, "00000001"),
        payer="PLANMEMBER",
    ),
    Defect(
        "a provider whom the payer does not know",
        "credentialed-provider",
        OFFICE,
        element("NM1*82", 9, npi("199999999")),
        payer="PLANCRED",
    ),
    Defect(
        "a service that the payer never pays",
        "non-covered-service",
        OFFICE,
        put(SECOND, "SV1*HC:A9270*35.5*UN*1***1"),
        payer="PLANNOT",
    ),
    Defect(
        "a service that needs a record, without one",
        "attachment-required",
        OFFICE,
        put(SECOND, "SV1*HC:J3490:::::EXAMPLE DRUG*35.5*UN*1***1"),
        payer="PLANATTACH",
    ),
)

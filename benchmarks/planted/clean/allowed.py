"""What looks like a fault and is none: each stands one step on the right side of a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from benchmarks.planted.changes import after, element, everywhere, put
from benchmarks.planted.clean.hospital import INPATIENT
from benchmarks.planted.clean.office import DAY, LAB, MEDICARE_OFFICE, OFFICE, PELVIC, SEEN_BEFORE, THERAPY
from benchmarks.planted.clean.other import AFTER_SURGERY, REPEATED
from benchmarks.planted.interchange import Clean


def _but(base: Clean, name: str, *body: str) -> Clean:
    return replace(base, name=name, body=body)


REPLACEMENT = _but(
    OFFICE,
    "replacement of a claim, with the payer's number of it",
    *put("CLM*", "CLM*NEW1*=***11:B:7*Y*A*Y*Y", "REF*F8*2025300000001")(OFFICE.body),
)
PAIR = _but(
    PELVIC,
    "pair of services that modifier 59 tells apart",
    *after("DTP*472", "LX*=", "SV1*HC:G0181:59*110*UN*1***1", f"DTP*472*D8*{DAY}")(PELVIC.body),
)
LONG_AGO = replace(
    SEEN_BEFORE,
    name="new patient after three years and a month",
    body=tuple(put("SV1*", "SV1*HC:99203*120*UN*1***1")(SEEN_BEFORE.body)),
    earlier=tuple(everywhere(("20250610", "20221215"))(SEEN_BEFORE.earlier)),
    earlier_sent=date(2022, 12, 20),
)
FIRST_THERAPY = replace(
    THERAPY,
    name="therapy under the year's threshold",
    body=tuple(put("SV1*", "SV1*HC:97110:GP*120*UN*2***1")(THERAPY.body)),
    earlier=(),
)
AFTER_NINETY_DAYS = replace(
    AFTER_SURGERY,
    name="visit five months after an operation by the same surgeon",
    body=tuple(put("SV1*", "SV1*HC:99213*120*UN*1***1:2")(AFTER_SURGERY.body)),
    earlier=tuple(everywhere(("20251218", "20250818"))(AFTER_SURGERY.earlier)),
    earlier_sent=date(2025, 8, 25),
)
COVERED_TEST = _but(
    LAB,
    "test for a disease that its article names",
    *everywhere(("HC:80053", "HC:82306"), ("HI*ABK:E119*ABF:I10", "HI*ABK:E559*ABF:I10"))(LAB.body),
)
MANIFESTATION = _but(
    INPATIENT,
    "manifestation after the disease that it is of",
    *everywhere(("ABK:J189", "ABK:C50911"), ("ABF:E785", "ABF:D630"))(INPATIENT.body),
)
LAST_DAY = _but(
    MEDICARE_OFFICE, "Medicare claim on the last day of its year", *everywhere((DAY, "20250203"))(MEDICARE_OFFICE.body)
)
CENT = _but(OFFICE, "charges with leading zeros left out", *element("SV1*HC:G0447", 2, ".5")(OFFICE.body))
NEXT_DAY = replace(
    REPEATED,
    name="the same service on the next day",
    body=tuple(everywhere((DAY, "20250611"))(REPEATED.body)),
)

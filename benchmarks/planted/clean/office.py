"""Clean claims of a physicians' office: visits, screenings, therapy, drugs, tests."""

from __future__ import annotations

from datetime import date

from benchmarks.planted.clean.parts import (
    CLINIC_HEAD,
    FAMILY_PRACTICE,
    MEDICARE,
    REFERRED,
    claim,
    insured,
    line,
    rendering,
)
from benchmarks.planted.interchange import Clean

GUIDE = "005010X222A1"
DAY = "20260120"
BEFORE = "20250610"
BOTH = "HI*ABK:E119*ABF:I10"
CLIA = "REF*X4*14D0000001"


def visit(day: str = DAY, **who: str) -> tuple[str, ...]:
    """An established patient's visit with an injection: two lines."""
    return (
        *CLINIC_HEAD,
        *insured(**who),
        *claim("11", BOTH, *rendering()),
        *line("99213:25*120*UN*1***1:2", day),
        *line("G0447*35.5*UN*1***1", day),
    )


def one(service: str, *head: str, day: str = DAY, more: tuple[str, ...] = (), number: str = "NEW1") -> tuple[str, ...]:
    """A Medicare patient's claim of one line at the office."""
    reported = head or (BOTH,)
    return (
        *CLINIC_HEAD,
        *insured(**MEDICARE),
        *claim("11", *reported, *rendering(), number=number),
        *line(service, day, *more),
    )


OFFICE = Clean("office visit", GUIDE, visit())
OFFICE_2024 = Clean("office visit of August 2024", GUIDE, visit("20240812", **MEDICARE), sent=date(2024, 8, 20))
MEDICARE_OFFICE = Clean("office visit of a Medicare patient", GUIDE, visit(**MEDICARE))
MEDICAID_DRUG = Clean(
    "injection for a Medicaid patient",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(indicator="MC", member="123456789"),
        *claim("11", "HI*ABK:M5450", *rendering()),
        *line("J1885*24*UN*2***1", DAY, "LIN**N4*00409379501", "CTP****1*ML"),
    ),
)
DEPENDENT = Clean(
    "a child's visit under a parent's coverage",
    GUIDE,
    (
        *CLINIC_HEAD,
        "HL*2*1*22*1",
        "SBR*P**G100******CI",
        "NM1*IL*1*ROE*PAT****MI*W0000001",
        "NM1*PR*2*EXAMPLE PAYER*****PI*{payer}",
        "HL*3*2*23*0",
        "PAT*19",
        "NM1*QC*1*ROE*KIM",
        "N3*2 MAIN STREET",
        "N4*SPRINGFIELD*IL*62701",
        "DMG*D8*20150307*M",
        *claim("11", "HI*ABK:H9201", *rendering()),
        *line("99213*120*UN*1***1", DAY),
    ),
)
ACCIDENT = Clean(
    "visit after a car accident",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(),
        "CLM*NEW1*=***11:B:1*Y*A*Y*Y**AA:::IL",
        "DTP*439*D8*20260118",
        "HI*ABK:S93401A",
        *rendering(),
        *line("99213*120*UN*1***1", DAY),
    ),
)
CHIROPRACTIC = Clean(
    "spinal manipulation for a Medicare patient",
    GUIDE,
    tuple(
        segment.replace(FAMILY_PRACTICE, "111N00000X")
        for segment in one(
            "98941:AT*60*UN*1***1", "DTP*431*D8*20260105", "DTP*454*D8*20260112", "HI*ABK:M9903*ABF:M5450"
        )
    ),
)
FOOT_CARE = Clean(
    "foot care of a Medicare patient with diabetes",
    GUIDE,
    one("G0127:Q8*45*UN*1***1:2", "DTP*304*D8*20251215", "HI*ABK:E1142*ABF:B351"),
)
PREGNANCY = Clean(
    "visit of a pregnant woman",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(born="19940517"),
        *claim("11", "DTP*484*D8*20251103", "HI*ABK:Z3401", *rendering()),
        *line("99213*120*UN*1***1", DAY),
    ),
)
LAB = Clean("blood test in the office's laboratory", GUIDE, one("80053*45*UN*1***1", CLIA, BOTH, REFERRED))
WAIVED = Clean(
    "waived test in the office", GUIDE, one("87880:QW*30*UN*1***1", "REF*X4*14D0000001", "HI*ABK:J029", REFERRED)
)
VIAL = Clean(
    "drug of a single-dose vial, nothing discarded",
    GUIDE,
    one("J0897:JZ*1900*UN*60***1", "HI*ABK:M810", more=("LIN**N4*55513071001", "CTP****1*ML")),
)
UNLISTED = Clean(
    "drug without a code of its own",
    GUIDE,
    one("J3490:::::EXAMPLE DRUG 10 MG*80*UN*1***1", more=("LIN**N4*00409379501", "CTP****1*ML")),
)
PREVENTIVE = Clean(
    "preventive visit at 45",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(),
        *claim("11", "HI*ABK:Z0000", *rendering()),
        *line("99396*180*UN*1***1", DAY),
    ),
)
SEEN_BEFORE = Clean(
    "visit of a patient seen half a year ago",
    GUIDE,
    one("99213*120*UN*1***1"),
    earlier=one("99214*160*UN*1***1", day=BEFORE, number="OLD1"),
)
WELLNESS = Clean(
    "visit half a year after the yearly wellness visit",
    GUIDE,
    one("99213*120*UN*1***1", "HI*ABK:Z0000"),
    earlier=one("G0439*130*UN*1***1", "HI*ABK:Z0000", day=BEFORE, number="OLD1"),
)
ADVICE = Clean("visit with two preventive services", GUIDE, one("G0439*130*UN*1***1", "HI*ABK:Z0000"))
PELVIC = Clean("pelvic screening of a Medicare patient", GUIDE, one("G0101*45*UN*1***1", "HI*ABK:Z124"))
TELEHEALTH = Clean(
    "visit by video with the patient at home",
    GUIDE,
    tuple(segment.replace("11:B:1", "10:B:1") for segment in one("99213*120*UN*1***1", day="20260112")),
)
THERAPY = Clean(
    "therapy over the year's threshold, medically necessary",
    GUIDE,
    one(
        "97110:GP:KX*120*UN*2***1",
        "HI*ABK:M25561",
        REFERRED,
        more=(),
    ),
    earlier=one("97110:GP*2400*UN*4***1", "HI*ABK:M25561", REFERRED, day="20260105", number="OLD1"),
    earlier_sent=date(2026, 1, 8),
)
ASSISTED = Clean("therapy by an assistant", GUIDE, one("97110:CQ:GP*120*UN*2***1", "HI*ABK:M25561", REFERRED))

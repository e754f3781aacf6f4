"""Clean professional claims of other kinds: surgery, anesthesia, ambulance, supplies, and a second payer."""

from __future__ import annotations

from datetime import date

from benchmarks.planted.clean.office import BEFORE, BOTH, DAY, GUIDE, one
from benchmarks.planted.clean.parts import (
    AMBULANCE,
    AT_HOSPITAL,
    CLINIC_HEAD,
    COLLEAGUE,
    MEDICARE,
    REFERRED,
    REFERRER,
    SUBMITTER,
    SUPERVISOR,
    SUPPLIER,
    SURGEON,
    biller,
    claim,
    insured,
    line,
    person,
    rendering,
)
from benchmarks.planted.interchange import Clean

ADMITTED = "DTP*435*D8*20260119"


def surgery(service: str, number: str = "NEW1", day: str = DAY, admitted: str = ADMITTED) -> tuple[str, ...]:
    """A surgeon's claim for an operation on an inpatient."""
    return (
        *CLINIC_HEAD,
        *insured(**MEDICARE),
        *claim(
            "21", admitted, "HI*ABK:M1711", REFERRED, *rendering(SURGEON, "207X00000X"), *AT_HOSPITAL, number=number
        ),
        *line(service, day),
    )


SURGERY = Clean("operation on an inpatient", GUIDE, surgery("27447:RT*2900*UN*1***1"))
AFTER_SURGERY = Clean(
    "visit for another illness in the days after an operation by the same surgeon",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(**MEDICARE),
        *claim("11", BOTH, *rendering(SURGEON, "207X00000X")),
        *line("99213:24*120*UN*1***1", DAY),
    ),
    earlier=surgery("27447:RT*2900*UN*1***1", "OLD1", "20251218", "DTP*435*D8*20251218"),
    earlier_sent=date(2025, 12, 29),
)
READING = Clean(
    "reading of an X-ray taken in the hospital",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(**MEDICARE),
        *claim("21", ADMITTED, "HI*ABK:R0600", REFERRED, *rendering(), *AT_HOSPITAL),
        *line("71046:26*40*UN*1***1", DAY),
    ),
)
ANESTHESIA = Clean(
    "anesthesia by the anesthesiologist",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(**MEDICARE),
        *claim("21", ADMITTED, "HI*ABK:K8020", REFERRED, *rendering(taxonomy="207L00000X"), *AT_HOSPITAL),
        *line("00790:AA*900*MJ*95***1", DAY),
    ),
)
SUPERVISED = Clean(
    "visit under another's supervision",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(**MEDICARE),
        *claim("11", BOTH, *rendering(), person("DQ", "ROY", SUPERVISOR)),
        *line("99213*120*UN*1***1", DAY),
    ),
)
TRANSPORT = Clean(
    "ambulance to the hospital",
    GUIDE,
    (
        *SUBMITTER,
        *biller("EXAMPLE AMBULANCE", AMBULANCE, "341600000X"),
        *insured(**MEDICARE),
        *claim(
            "41",
            "CR1*LB*160**A*DH*12",
            "CRC*07*Y*01",
            "HI*ABK:R0600",
            "NM1*PW*2",
            "N3*2 MAIN STREET",
            "N4*SPRINGFIELD*IL*62701",
            "NM1*45*2*EXAMPLE HOSPITAL",
            "N3*5 MAIN STREET",
            "N4*SPRINGFIELD*IL*62701",
        ),
        *line("A0429:RH*550*UN*1***1", DAY),
        *line("A0425:RH*180*UN*12***1", DAY),
    ),
)
WALKER = Clean(
    "walker, bought",
    GUIDE,
    (
        *SUBMITTER,
        *biller("EXAMPLE SUPPLIER", SUPPLIER, "332B00000X"),
        *insured(**MEDICARE),
        *claim("12", "HI*ABK:M1711"),
        *line(
            "E0143:NU:KX*110*UN*1***1",
            DAY,
            person("DK", "POE", REFERRER),
            "N3*6 MAIN STREET",
            "N4*SPRINGFIELD*IL*62701",
        ),
    ),
)
FIRST_PAYER = (
    "SBR*P*18*G200******CI",
    "CAS*CO*45*20",
    "AMT*D*80",
    "OI***Y***Y",
    "NM1*IL*1*ROE*PAT****MI*W0000002",
    "N3*2 MAIN STREET",
    "N4*SPRINGFIELD*IL*62701",
    "NM1*PR*2*FIRST PAYER*****PI*FIRST01",
    "DTP*573*D8*20260128",
)
SECONDARY = Clean(
    "claim to the second payer, by what the first decided on the claim",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(order="S"),
        *claim("11", BOTH, *rendering(), *FIRST_PAYER),
        *line("99213*100*UN*1***1", DAY),
    ),
)
SECONDARY_LINES = Clean(
    "claim to the second payer, by what the first decided on each line",
    GUIDE,
    (
        *CLINIC_HEAD,
        *insured(order="S"),
        *claim("11", BOTH, *rendering(), *(part for part in FIRST_PAYER if not part.startswith(("CAS", "DTP")))),
        *line("99213*100*UN*1***1", DAY, "SVD*FIRST01*60*HC:99213**1", "CAS*CO*45*40", "DTP*573*D8*20260128"),
        *line("G0447*35*UN*1***1", DAY, "SVD*FIRST01*20*HC:G0447**1", "CAS*CO*45*15", "DTP*573*D8*20260128"),
    ),
)
COLLEAGUE_BEFORE = Clean(
    "visit on the day after a visit to a colleague of the same practice",
    GUIDE,
    one("99213*120*UN*1***1"),
    earlier=tuple(
        segment.replace(rendering()[0], rendering(COLLEAGUE)[0])
        for segment in one("99213*120*UN*1***1", day="20260119", number="OLD1")
    ),
    earlier_sent=date(2026, 1, 26),
)


def repeated(number: str, day: str) -> tuple[str, ...]:
    """A counselling visit."""
    return (
        *CLINIC_HEAD,
        *insured(),
        *claim("11", BOTH, *rendering(), number=number),
        *line("G0447*35.5*UN*1***1", day),
    )


REPEATED = Clean("the same service half a year later", GUIDE, repeated("NEW1", DAY), earlier=repeated("OLD1", BEFORE))

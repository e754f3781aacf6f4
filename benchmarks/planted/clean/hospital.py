"""Clean institutional claims, and a dental one."""

from __future__ import annotations

from datetime import date

from benchmarks.planted.changes import after, before
from benchmarks.planted.clean.parts import (
    ATTENDING,
    DENTIST,
    GENERAL_DENTIST,
    GENERAL_HOSPITAL,
    HOSPITAL,
    PART_A,
    SUBMITTER,
    SURGEON,
    biller,
    insured,
    person,
)
from benchmarks.planted.interchange import Clean

GUIDE = "005010X223A3"
HEAD = (*SUBMITTER, *biller("EXAMPLE HOSPITAL", HOSPITAL, GENERAL_HOSPITAL, "379999999"))
ATTENDED = (person("71", "WOE", ATTENDING), "PRV*AT*PXC*207R00000X")
OPERATED = person("72", "LOE", SURGEON)
COVERED = "HI*BE:80:::3"


def stay(
    first: str = "20260112",
    last: str = "20260115",
    *,
    bill: str = "11:A:1",
    status: str = "01",
    number: str = "NEW1",
    operated: bool = False,
    hospital: tuple[str, ...] = HEAD,
) -> tuple[str, ...]:
    """An inpatient stay of three days with pneumonia."""
    left = () if status == "30" else ("DTP*096*TM*1100",)
    return (
        *hospital,
        *insured(**PART_A),
        f"CLM*{number}*=***{bill}**A*Y*Y",
        *left,
        f"DTP*434*RD8*{first}-{last}",
        f"DTP*435*DT*{first}0830",
        f"CL1*1*1*{status}",
        "REF*EA*MR0001",
        "HI*ABK:J189:::::::Y",
        "HI*ABJ:J189",
        "HI*ABF:E785:::::::Y*ABF:I10:::::::Y",
        *((f"HI*BBR:0FT44ZZ:D8:{first}",) if operated else ()),
        COVERED,
        *ATTENDED,
        *((OPERATED,) if operated else ()),
        "LX*=",
        "SV2*0120**3600*DA*3",
        "LX*=",
        "SV2*0250**500*UN*10",
    )


def outpatient(
    *lines: str, reported: tuple[str, ...] = ("HI*ABK:R079", "HI*APR:R079"), day: str = "20260120", number: str = "NEW1"
) -> tuple[str, ...]:
    """A hospital's outpatient claim: ``lines`` are what follows ``SV2*``. A visit with a reason was not planned."""
    return (
        *HEAD,
        *insured(**{**PART_A, "indicator": "MB"}),
        f"CLM*{number}*=***13:A:1**A*Y*Y",
        f"DTP*434*RD8*{day}-{day}",
        f"CL1*{1 if len(reported) > 1 else 3}*1*01",
        *reported,
        *ATTENDED,
        *(part for each in lines for part in ("LX*=", f"SV2*{each}", f"DTP*472*D8*{day}")),
    )


_LONG = {
    "DTP*435*DT*202512010830": "DTP*435*DT*202510020830",
    COVERED: "HI*BE:80:::60",
    "SV2*0120**3600*DA*3": "SV2*0120**72000*DA*60",
}
"""What is another in a stay of months, of which each bill has sixty days."""

INPATIENT = Clean("inpatient stay", GUIDE, stay())
OPERATION = Clean("inpatient stay with an operation", GUIDE, stay(operated=True))
INPATIENT_2024 = Clean("inpatient stay of September 2024", GUIDE, stay("20240909", "20240912"), sent=date(2024, 9, 20))
INTERIM = Clean(
    "second bill of a stay that goes on, after the first sixty days",
    GUIDE,
    tuple(_LONG.get(segment, segment) for segment in stay("20251201", "20260129", bill="11:A:3", status="30")),
    earlier=tuple(
        _LONG.get(segment, segment)
        for segment in stay("20251002", "20251130", bill="11:A:2", status="30", number="OLD1")
    ),
    earlier_sent=date(2025, 12, 10),
)
TWO_STAYS = Clean(
    "stay after a stay in another hospital",
    GUIDE,
    stay(),
    earlier=stay(
        "20260103",
        "20260106",
        number="OLD1",
        hospital=(*SUBMITTER, *biller("OTHER HOSPITAL", SURGEON, GENERAL_HOSPITAL, "378888888")),
    ),
    earlier_sent=date(2026, 1, 22),
)
RETURNED = Clean(
    "stay for another illness from the day on which a stay in the same hospital ended",
    GUIDE,
    tuple(after("HI*BE", "HI*BG:B4")(stay())),
    earlier=stay("20260109", "20260112", number="OLD1"),
    earlier_sent=date(2026, 1, 16),
)
DIED = Clean("stay that ended in death", GUIDE, tuple(before("HI*BE", "HI*BH:55:D8:20260115")(stay(status="20"))))
BEFORE_STAY = Clean(
    "outpatient test a week before a stay in the same hospital",
    GUIDE,
    outpatient("0320*HC:71046*210*UN*1", reported=("HI*ABK:J189", "HI*APR:R0600"), day="20260105"),
    earlier=stay(number="OLD1"),
    earlier_sent=date(2026, 1, 22),
)
OUTPATIENT = Clean(
    "outpatient visit to a hospital",
    GUIDE,
    outpatient("0450*HC:99283:25*640*UN*1", "0320*HC:71046*210*UN*1", "0250**18*UN*2"),
)
SCREENED = Clean(
    "outpatient screening in a hospital",
    GUIDE,
    outpatient("0770*HC:G0101*90*UN*1", reported=("HI*ABK:Z124",)),
)
TREATED = Clean(
    "outpatient visit with a treatment on the same day",
    GUIDE,
    outpatient("0510*HC:G0463:25*150*UN*1", "0361*HC:11042*410*UN*1", reported=("HI*ABK:L97511",)),
)
DEVICE = Clean(
    "outpatient implantation with its device",
    GUIDE,
    outpatient("0481*HC:33208*9000*UN*1", "0275*HC:C1785*5000*UN*1", reported=("HI*ABK:I495",)),
)
DENTAL = Clean(
    "dental examination",
    "005010X224A2",
    (
        *SUBMITTER,
        *biller("EXAMPLE DENTAL", DENTIST, GENERAL_DENTIST),
        *insured(),
        "CLM*NEW1*=***11:B:1*Y*A*Y*Y",
        "LX*=",
        "SV3*AD:D0120*95****1",
        "DTP*472*D8*20260120",
    ),
)

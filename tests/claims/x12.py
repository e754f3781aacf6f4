"""Writing 837 files for tests, from lists of segments; all people and numbers in them are made up."""

from __future__ import annotations

from collections.abc import Iterable

HEADER = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260701*0730*^*00501*000000001*0*P*:"


def segments(text: str) -> list[str]:
    """One segment a line, blanks around them left out."""
    return [line.strip() for line in text.strip().splitlines() if line.strip()]


BILLING = segments("""
    HL*1**20*1
    PRV*BI*PXC*207Q00000X
    NM1*85*2*LAKESIDE CLINIC*****XX*1234567893
    N3*1 LAKE ROAD
    N4*MADISON*WI*537030001
    REF*EI*391234567
""")

SUBSCRIBER = segments("""
    HL*2*1*22*0
    SBR*P*18*GRP7******MB
    NM1*IL*1*ADAMS*RUTH****MI*M0001
    N3*2 ELM ST
    N4*MADISON*WI*53703
    DMG*D8*19500102*F
    NM1*PR*2*NORTHERN MEDICARE*****PI*00951
""")

CLAIM = segments("""
    CLM*A1*150***11:B:1*Y*A*Y*Y
    REF*G1*AUTH77
    HI*ABK:E119*ABF:I10
    NM1*82*1*HALE*IRIS****XX*1245319599
    PRV*PE*PXC*207RE0101X
    LX*1
    SV1*HC:99213:25*100*UN*1***1:2
    DTP*472*D8*20260615
    REF*6R*A1-1
    LX*2
    SV1*HC:83036*50*UN*1***1
    DTP*472*D8*20260615
    REF*6R*A1-2
""")


def transaction(body: Iterable[str], guide: str = "005010X222A1", number: str = "0001") -> list[str]:
    """ST to SE around the segments of HL levels and claims."""
    inside = [
        f"ST*837*{number}*{guide}",
        "BHT*0019*00*B1*20260701*0730*CH",
        "NM1*41*2*LAKESIDE CLINIC*****46*SENDER",
        "PER*IC*OFFICE*TE*6085550100",
        "NM1*40*2*RECEIVER*****46*RECEIVER",
        *body,
    ]
    return [*inside, f"SE*{len(inside) + 1}*{number}"]


def interchange(*transactions: Iterable[str], guide: str = "005010X222A1") -> list[str]:
    """ISA to IEA around transactions."""
    return [
        HEADER,
        f"GS*HC*SENDER*RECEIVER*20260701*0730*1*X*{guide}",
        *(segment for one in transactions for segment in one),
        f"GE*{len(transactions)}*1",
        "IEA*1*000000001",
    ]


def written(parts: Iterable[str], end: str = "~\n") -> bytes:
    """The bytes of a file of these segments."""
    return "".join(part + end for part in parts).encode()


ONE = written(interchange(transaction([*BILLING, *SUBSCRIBER, *CLAIM])))
"""A file with one professional claim of two lines."""

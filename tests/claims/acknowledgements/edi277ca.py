"""Small acknowledgement files for tests; all people and numbers in them are made up."""

from __future__ import annotations

from collections.abc import Iterable

HEADER = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*OFFICE         *260702*0730*^*00501*000000077*0*P*:"

CLAIM_STATUS = [
    "BHT*0085*08*ACK1*20260702*0730*TH",
    "HL*1**20*1",
    "NM1*PR*2*ATLAS HEALTH*****PI*76848",
    "TRN*1*7001",
    "DTP*050*D8*20260701",
    "DTP*009*D8*20260702",
    "HL*2*1*21*1",
    "NM1*41*2*LAKESIDE CLINIC*****46*SENDER",
    "TRN*2*B1",
    "STC*A1:19:PR*20260702*WQ*650",
    "QTY*90*2",
    "QTY*AA*2",
    "AMT*YU*300",
    "AMT*YY*350",
    "HL*3*2*19*1",
    "NM1*85*2*LAKESIDE CLINIC*****XX*1234567893",
    "TRN*1*0",
    "STC*A1:19:PR**WQ*650",
    "HL*4*3*PT",
    "NM1*QC*1*ADAMS*RUTH****MI*M0001",
    "TRN*2*C001",
    "STC*A2:20:PR*20260702*WQ*150",
    "REF*1K*ICN0001",
    "REF*D9*CH1",
    "DTP*472*D8*20260615",
    "TRN*2*C002",
    "STC*A7:562:85*20260702*U*150******A6:145:85*A8:496*BILLING NPI NOT ON FILE",
    "STC*A3:21*20260702*U*150",
    "REF*BLT*131",
    "DTP*472*RD8*20260610-20260612",
    "HL*5*3*PT",
    "NM1*QC*1*ADAMS*TESS****MI*M0002",
    "TRN*2*C003",
    "STC*A3:247*20260702*U*200",
    "DTP*472*D8*20260616",
    "SVC*HC:99213:25:59*100*****1",
    "STC*A7:454*20260702*U",
    "REF*FJ*C003-1",
    "DTP*472*D8*20260616",
    "SVC*NU:0300*100",
    "STC*A2:20*20260702*WQ",
    "HL*6*3*PT",
    "NM1*QC*1*ADAMS*JO****MI*M0003",
    "TRN*2*C004",
    "STC*A2:20*20260702*WQ*150",
    "REF*1K*ICN0004",
    "DTP*472*D8*20260617",
]
"""The body of a 277CA that accepts C001 and C004 and rejects C002 and C003."""

IMPLEMENTATION = [
    "AK1*HC*12*005010X222A1",
    "AK2*837*0001*005010X222A1",
    "IK5*A",
    "AK2*837*0002*005010X222A1",
    "IK3*CLM*24*2300*8",
    "CTX*CLM01:C009",
    "IK4*5:3:1*1325*7*XX",
    "IK4*2*782*6",
    "IK3*NM1*31**I9",
    "CTX*SITUATIONAL TRIGGER*CLM*24*2300*5:3*C023:1325",
    "IK5*R*5*I6",
    "AK9*P*2*2*1",
]
"""The body of a 999 that takes the first of two sets."""


def transaction(
    body: Iterable[str], kind: str = "277", number: str = "0001", guide: str | None = "005010X214"
) -> list[str]:
    """ST to SE."""
    inside = [f"ST*{kind}*{number}*{guide}" if guide else f"ST*{kind}*{number}", *body]
    return [*inside, f"SE*{len(inside) + 1}*{number}"]


def interchange(*transactions: Iterable[str], group: str = "HN", guide: str = "005010X214") -> list[str]:
    """ISA to IEA."""
    return [
        HEADER,
        f"GS*{group}*PAYER*OFFICE*20260702*0730*1*X*{guide}",
        *(segment for one in transactions for segment in one),
        f"GE*{len(transactions)}*1",
        "IEA*1*000000077",
    ]


def written(segments: Iterable[str], end: str = "~\n") -> bytes:
    """The bytes of a file."""
    return "".join(segment + end for segment in segments).encode()


def implementation(body: Iterable[str]) -> list[str]:
    """A file of one 999."""
    guide = "005010X231A1"
    return interchange(transaction(body, "999", guide=guide), group="FA", guide=guide)

"""Professional claims in X12 837, for tests: a few segments each, with the counts that the envelope wants."""

from __future__ import annotations

from collections.abc import Sequence

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260601*1200*^*00501*000000001*0*T*:"


def claim(
    number: str = "CC-1",
    *,
    total: str = "100",
    charge: str = "100",
    procedure: str = "99213",
    served: str = "20260520",
    diagnosis: str = "E119",
) -> list[str]:
    """The segments of one claim with one line; its subscriber is the patient."""
    return [
        f"CLM*{number}*{total}***11:B:1*Y*A*Y*Y",
        f"HI*ABK:{diagnosis}",
        "LX*1",
        f"SV1*HC:{procedure}*{charge}*UN*1***1",
        f"DTP*472*D8*{served}",
    ]


def subscriber(level: int, *claims: Sequence[str], name: str = "DOE", member: str = "MEMBER1") -> list[str]:
    """A subscriber's level with its claims."""
    return [
        f"HL*{level}*1*22*0",
        "SBR*P*18*******CI",
        f"NM1*IL*1*{name}*JANE****MI*{member}",
        "N3*1 MAIN ST",
        "N4*SPRINGFIELD*IL*62701",
        "DMG*D8*19800102*F",
        "NM1*PR*2*EXAMPLE HEALTH*****PI*EX001",
        *(segment for segments in claims for segment in segments),
    ]


def file837(*claims: Sequence[str], submitted: str = "20260601", npi: str = "1234567893") -> bytes:
    """A whole file: one transaction of one billing provider, each claim under a subscriber of its own."""
    body = [
        f"BHT*0019*00*1*{submitted}*1200*CH",
        "NM1*41*2*A PRACTICE*****46*SENDER",
        "PER*IC*OFFICE*TE*5555550100",
        "NM1*40*2*A PAYER*****46*RECEIVER",
        "HL*1**20*1",
        f"NM1*85*2*A PRACTICE*****XX*{npi}",
        "N3*1 HIGH ST",
        "N4*SPRINGFIELD*IL*627010001",
        "REF*EI*123456789",
    ]
    for level, segments in enumerate(claims, start=2):
        body += subscriber(level, segments)
    transaction = ["ST*837*0001*005010X222A1", *body]
    transaction.append(f"SE*{len(transaction) + 1}*0001")
    whole = [ISA, "GS*HC*SENDER*RECEIVER*20260601*1200*1*X*005010X222A1", *transaction, "GE*1*1", "IEA*1*000000001"]
    return ("~\n".join(whole) + "~\n").encode()

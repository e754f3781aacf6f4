"""What clean claims have in common: who sends, who bills, who is treated, who renders. All of it is made up."""

from __future__ import annotations

from benchmarks.planted.interchange import npi

SUBMITTER = (
    "NM1*41*2*EXAMPLE CLINIC*****46*SENDER",
    "PER*IC*BILLING OFFICE*TE*2175550100",
    "NM1*40*2*EXAMPLE CLEARINGHOUSE*****46*RECEIVER",
)
CLINIC, HOSPITAL, SUPPLIER, AMBULANCE = npi("123456789"), npi("140000001"), npi("150000002"), npi("160000003")
PHYSICIAN, REFERRER, SURGEON, ATTENDING = npi("124531959"), npi("113000004"), npi("114000005"), npi("117000006")
SUPERVISOR, FACILITY, DENTIST, COLLEAGUE = npi("118000007"), npi("119000008"), npi("171000009"), npi("172000010")

FAMILY_PRACTICE, GENERAL_HOSPITAL, GENERAL_DENTIST = "207Q00000X", "282N00000X", "1223G0001X"


def biller(name: str, number: str, taxonomy: str, tax_id: str = "371234567") -> tuple[str, ...]:
    """Loops 2000A and 2010AA."""
    return (
        "HL*1**20*1",
        f"PRV*BI*PXC*{taxonomy}",
        f"NM1*85*2*{name}*****XX*{number}",
        "N3*1 MAIN STREET",
        "N4*SPRINGFIELD*IL*627010001",
        f"REF*EI*{tax_id}",
    )


def insured(
    indicator: str = "CI", member: str = "W0000001", born: str = "19800517", sex: str = "F", order: str = "P"
) -> tuple[str, ...]:
    """Loops 2000B, 2010BA and 2010BB: the subscriber is the patient."""
    group = "" if indicator in ("MA", "MB", "MC") else "G100"
    kind = "12" if indicator in ("MA", "MB") and order == "S" else ""
    return (
        "HL*2*1*22*0",
        f"SBR*{order}*18*{group}**{kind}****{indicator}",
        f"NM1*IL*1*ROE*PAT****MI*{member}",
        "N3*2 MAIN STREET",
        "N4*SPRINGFIELD*IL*62701",
        f"DMG*D8*{born}*{sex}",
        "NM1*PR*2*EXAMPLE PAYER*****PI*{payer}",
    )


MEDICARE = {"indicator": "MB", "member": "1EG4TE5MK73", "born": "19500517"}
"""Part B; the number is the one that CMS prints on its specimen card."""
PART_A = {**MEDICARE, "indicator": "MA"}


def person(role: str, last: str, number: str) -> str:
    """NM1 of a provider who is a person."""
    return f"NM1*{role}*1*{last}*ANN****XX*{number}"


def rendering(number: str = PHYSICIAN, taxonomy: str = FAMILY_PRACTICE) -> tuple[str, ...]:
    """Loop 2310B."""
    return person("82", "DOE", number), f"PRV*PE*PXC*{taxonomy}"


def line(service: str, day: str, *more: str) -> tuple[str, ...]:
    """Loop 2400 of a professional claim: ``service`` is what follows ``SV1*HC:``."""
    return "LX*=", f"SV1*HC:{service}", f"DTP*472*D8*{day}", *more


def claim(place: str, *more: str, number: str = "NEW1") -> tuple[str, ...]:
    """Loop 2300 of a professional claim."""
    return f"CLM*{number}*=***{place}:B:1*Y*A*Y*Y", *more


REFERRED = person("DN", "POE", REFERRER)
AT_HOSPITAL = (f"NM1*77*2*EXAMPLE HOSPITAL*****XX*{FACILITY}", "N3*5 MAIN STREET", "N4*SPRINGFIELD*IL*627010005")
CLINIC_HEAD = (*SUBMITTER, *biller("EXAMPLE CLINIC", CLINIC, FAMILY_PRACTICE))

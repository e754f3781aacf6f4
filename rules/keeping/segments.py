"""A case in the domain's own notation: the segments of one professional claim, put into a whole 837."""

from __future__ import annotations

from collections.abc import Sequence

from claims.fault import Fault
from claims.origin import Sourced
from claims.read import read_stream

BEFORE = (
    "ST*837*0001*005010X222A1",
    "BHT*0019*00*1*{submitted:%Y%m%d}*1200*CH",
    "NM1*41*2*EXAMPLE CLINIC*****46*SENDER",
    "PER*IC*OFFICE*TE*5555550100",
    "NM1*40*2*EXAMPLE PAYER*****46*RECEIVER",
    "HL*1**20*1",
    "PRV*BI*PXC*207Q00000X",
    "NM1*85*2*EXAMPLE CLINIC*****XX*1234567893",
    "N3*1 MAIN STREET",
    "N4*SPRINGFIELD*IL*627010001",
    "REF*EI*123456789",
    "HL*2*1*22*0",
    "SBR*P*18*G100******{indicator}",
    "NM1*IL*1*ROE*PAT****MI*W0000001",
    "N3*2 MAIN STREET",
    "N4*SPRINGFIELD*IL*62701",
    "DMG*D8*19800517*F",
    "NM1*PR*2*EXAMPLE PAYER*****PI*{payer}",
)
"""What stands before a claim: biller, subscriber and payer are those of the clean professional claim."""

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260203*1200*^*00501*000000001*0*T*:"
GS = "GS*HC*SENDER*RECEIVER*20260203*1200*1*X*005010X222A1"


def read_segments(segments: Sequence[str], **facts: object) -> Sourced | Fault | None:
    """The claim of some segments from CLM on; the first fault where there is none."""
    body = [segment.format(**facts) for segment in BEFORE] + list(segments)
    whole = [ISA, GS, *body, f"SE*{len(body) + 1}*0001", "GE*1*1", "IEA*1*000000001"]
    text = "".join(f"{segment}~" for segment in whole)
    found = list(read_stream([text.encode()], "case.837"))
    return next((item for item in found if isinstance(item, Sourced)), found[0] if found else None)

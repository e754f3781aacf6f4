"""Made-up claims and tables of full size: what an office has that loaded every file and has sent for years."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

from claims.claim import Claim
from claims.origin import Sourced
from claims.read import read_stream
from claims.sent import SentBefore
from rules.reference import ncci
from rules.reference.compiled import KeyedRows
from rules.reference.editions import Edition
from rules.reference.fees import FEES, Fee
from rules.reference.kind import Kind
from rules.reference.store import stage

FIRST, LAST = date(2024, 7, 1), date(2024, 9, 30)
"""The quarter for which there are tables."""
SUBMITTED = date(2024, 9, 4)
PROCEDURES = ("99213", "36415", "80053", "85025")
CODES = (*PROCEDURES, *(f"{number:05}" for number in range(10_004, 22_000)))
PAIRS, UNITS, ADD_ONS, FEE_ROWS = 1_600_000, 15_000, 7_000, 18_000
EARLIER = 8
"""Earlier claims of each patient."""
LETTERS = "ACDEFGHJKMNPQRTUVWXY"
"""Of a Medicare number."""


def load_tables(where: Path) -> None:
    """Write editions as large as the official ones into a folder: NCCI pairs, units and add-on codes, and fees."""
    for kind, rows in ((ncci.PAIRS_PRACTITIONER, _pairs()), (ncci.UNITS_PRACTITIONER, _units()),
                       (ncci.ADD_ONS, _add_ons()), (FEES, _fees())):  # fmt: skip
        _stage(kind, rows, where)


def _stage(kind: Kind[msgspec.Struct], rows: KeyedRows, where: Path) -> None:
    edition = Edition(name=kind.name, title=f"{kind.title} (made up)", first=FIRST, last=LAST, complete_from=FIRST)
    stage(kind.name, edition, rows, where).settle()


def _pairs() -> KeyedRows:
    """As many column-two codes for each of some column-one codes; no two of the claim's procedures are a pair."""
    said = [ncci.Pair(indicator, date(2020, 1, 1)) for indicator in ("0", "1", "1", "1")]
    each = PAIRS * len(PROCEDURES) // len(CODES)
    for place in range(0, len(CODES), len(PROCEDURES)):
        for at in range(each):
            second = CODES[len(PROCEDURES) + (place * 7 + at) % (len(CODES) - len(PROCEDURES))]
            yield CODES[place] + second, said[at % len(said)]


def _units() -> KeyedRows:
    for at in range(UNITS):
        yield _code(at), ncci.Units(1 + at % 4, "123"[at % 3])


def _add_ons() -> KeyedRows:
    for at in range(ADD_ONS):
        yield f"{at // 7 + 60_000:05}", ncci.AddOn(CODES[at % len(CODES)], "1", date(2020, 1, 1))


def _fees() -> KeyedRows:
    for at in range(FEE_ROWS):
        yield _code(at), Fee(status="A" if _code(at) == "99213" else "X", global_days="XXX", bilateral="0")


def _code(at: int) -> str:
    return CODES[at] if at < len(CODES) else f"{at + 50_000:05}"


def office_claims(count: int, indicator: str, payer: str) -> Iterator[Sourced]:
    """Clean office claims of four lines each, each of another patient, read from one 837 with all its segments."""
    text = "".join(_segments(count, indicator, payer))
    for one in read_stream([text.encode()], "made-up.837"):
        assert isinstance(one, Sourced)
        yield one


def _segments(count: int, indicator: str, payer: str) -> Iterator[str]:
    sent = f"{SUBMITTED:%Y%m%d}"
    yield (
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
        f"*{sent[2:]}*0730*^*00501*000000001*0*P*:~"
        f"GS*HC*SENDER*RECEIVER*{sent}*0730*1*X*005010X222A1~"
    )
    body = (
        f"ST*837*0001*005010X222A1~BHT*0019*00*1*{sent}*0730*CH~NM1*41*2*CLINIC*****46*SENDER~"
        "PER*IC*OFFICE*TE*6085550100~NM1*40*2*RECEIVER*****46*RECEIVER~HL*1**20*1~PRV*BI*PXC*207Q00000X~"
        "NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~N3*1 MAIN STREET~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"
    )
    body += "".join(_claim(at, indicator, payer) for at in range(count))
    yield body
    yield f"SE*{body.count('~') + 1}*0001~GE*1*1~IEA*1*000000001~"


def _claim(at: int, indicator: str, payer: str) -> str:
    born = date(1940, 1, 1) + timedelta(days=at * 11 % 7000)
    day = date(2024, 8, 1) + timedelta(days=at % 20)
    medicare = f"1{LETTERS[at % 20]}{LETTERS[at // 20 % 20]}4{LETTERS[at // 400 % 20]}E5MK73"
    member = medicare if indicator == "MB" else f"XMP{at:09}"
    lines = "".join(
        f"LX*{number}~SV1*HC:{code}*{40 + number}*UN*1***1:2~DTP*472*D8*{day:%Y%m%d}~REF*6R*C{at}L{number}~"
        for number, code in enumerate(PROCEDURES, 1)
    )
    return (
        f"HL*{at + 2}*1*22*0~SBR*P*18*******{indicator}~NM1*IL*1*DOE*JANE****MI*{member}~N3*2 MAIN STREET~"
        f"N4*SPRINGFIELD*IL*62701~DMG*D8*{born:%Y%m%d}*F~NM1*PR*2*PAYER*****PI*{payer}~"
        f"CLM*C{at}*170***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~HI*ABK:E119*ABF:I10~"
        f"NM1*DN*1*LANE*PETER****XX*1999999042~NM1*82*1*ROE*ANN****XX*1245319599~PRV*PE*PXC*207Q00000X~{lines}"
    )


def sent_before(claims: Sequence[Claim]) -> SentBefore:
    """An index that holds earlier claims of the same patients: visits every few months, the last a month ago."""
    index = SentBefore(b"bench")
    dice = random.Random(5)
    ago = [30 + 90 * visit for visit in range(EARLIER)]
    for visit in reversed(range(EARLIER)):
        for claim in claims:
            since = timedelta(days=ago[visit] + dice.randrange(20))
            lines = tuple(
                msgspec.structs.replace(line, service_date=line.service_date - since if line.service_date else None)
                for line in claim.lines[: 1 + visit % 4]
            )
            sent = SUBMITTED - timedelta(days=ago[visit] - 5)
            index.add(
                msgspec.structs.replace(claim, claim_id=f"{claim.claim_id}-{visit}", lines=lines, submission_date=sent),
                sent,
            )
    return index

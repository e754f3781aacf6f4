"""A clean claim as a list of segments, and the whole 837 file made of it with its counts and control numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SENT = date(2026, 2, 3)
"""The day on which claims are sent here, unless they say another."""

PAYER = "CLEAN01"
"""A payer of whom no payer file speaks."""

CHARGE_AT = {"SV1": 2, "SV2": 3, "SV3": 2}
"""Which element of a service line is its charge, by the guide of its kind."""


@dataclass(frozen=True)
class Clean:
    """A complete claim without a fault, after the guide of its kind.

    In a segment ``=`` stands for what follows from the rest: the sum of the charges in CLM02, the next number in LX01.
    ``{payer}`` is the payer's identifier, which a test of a payer's own policy sets.
    """

    name: str
    guide: str
    """Such as 005010X222A1 (GS08)."""
    body: tuple[str, ...]
    """All segments of the transaction after BHT and before SE."""
    earlier: tuple[str, ...] = ()
    """The same of a claim that was sent before, in a transaction of its own."""
    earlier_sent: date = date(2025, 7, 1)
    sent: date = SENT


def assembled(clean: Clean, body: Sequence[str] = (), earlier: Sequence[str] = (), payer: str = "") -> list[str]:
    """All segments of the file: the earlier claim first, counts and control numbers right."""
    isa = (
        f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *{clean.sent:%y%m%d}*1200"
        "*^*00501*000000001*0*T*:"
    )
    group = f"GS*HC*SENDER*RECEIVER*{clean.sent:%Y%m%d}*1200*1*X*{clean.guide}"
    segments = [isa, group]
    parts = [(clean.earlier_sent, list(earlier or clean.earlier)), (clean.sent, list(body or clean.body))]
    written = [(day, part) for day, part in parts if part]
    for number, (day, part) in enumerate(written, 1):
        inside = [segment.replace("{payer}", payer or PAYER) for segment in _counted(part)]
        segments += [
            f"ST*837*{number:04}*{clean.guide}",
            f"BHT*0019*00*BATCH{number}*{day:%Y%m%d}*1200*CH",
            *inside,
            f"SE*{len(inside) + 3}*{number:04}",
        ]
    return [*segments, f"GE*{len(written)}*1", "IEA*1*000000001"]


def text(segments: Sequence[str]) -> str:
    """The file as it is sent."""
    return "".join(f"{segment}~\n" for segment in segments)


def _counted(body: Sequence[str]) -> list[str]:
    """The segments with total charges and line numbers in place of ``=``."""
    out: list[str] = []
    claim, line, total = -1, 0, Decimal(0)
    for segment in body:
        elements = segment.split("*")
        if elements[0] == "CLM":
            claim, line, total = (len(out) if elements[2] == "=" else -1), 0, Decimal(0)
        elif elements[0] == "LX":
            line += 1
            elements[1] = elements[1].replace("=", str(line))
        elif elements[0] in CHARGE_AT and claim >= 0:
            total += _dollars(elements[CHARGE_AT[elements[0]]])
            out[claim] = "*".join([*out[claim].split("*")[:2], str(total), *out[claim].split("*")[3:]])
        out.append("*".join(elements))
    return out


def _dollars(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal(0)


def npi(nine: str) -> str:
    """Ten digits: nine, and the check digit (45 CFR 162.406: ISO 7812 with 80840 in front)."""
    digits = [int(digit) for digit in f"80840{nine}"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[::-2]]
    return f"{nine}{-(sum(doubled) + sum(digits[-2::-2])) % 10}"

"""Segments of an interchange, before delimiters: what the 837 and the 835 writer share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

Segment = tuple[str, ...]
PART = "\x1f"
"""Stands between the components of an element until the real separator is known."""
REPEAT = "\x1e"


class Envelope(Struct, frozen=True):
    """What stands around the transactions of one file."""

    sender: str
    receiver: str
    day: date
    control: int
    """Interchange control number, up to nine digits."""
    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    terminator: str = "~"
    newline: str = "\n"


def amount(value: Decimal) -> str:
    """A number as X12 likes it: no needless zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def day8(day: date) -> str:
    """CCYYMMDD."""
    return day.strftime("%Y%m%d")


def parts(*values: str) -> str:
    """A composite element, without empty components at its end."""
    return PART.join(values).rstrip(PART)


def trimmed(*elements: str) -> Segment:
    """A segment without empty elements at its end."""
    end = len(elements)
    while end and not elements[end - 1]:
        end -= 1
    return elements[:end]


def groups(envelope: Envelope, functional: Sequence[tuple[str, str, Sequence[Sequence[Segment]]]]) -> bytes:
    """One interchange: functional groups of (identifier, version, transactions), each transaction without ST and SE."""
    now = ("0615", envelope.day)
    control = f"{envelope.control:09d}"
    out: list[Segment] = [
        ("ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{envelope.sender:<15}", "ZZ", f"{envelope.receiver:<15}",
         now[1].strftime("%y%m%d"), now[0], envelope.repetition, "00501", control, "0", "P", envelope.component),
    ]  # fmt: skip
    for at, (identifier, version, transactions) in enumerate(functional, 1):
        number = str(envelope.control * 10 + at)[-9:].lstrip("0")
        out.append(("GS", identifier, envelope.sender, envelope.receiver, day8(now[1]), now[0], number, "X", version))
        for order, body in enumerate(transactions, 1):
            name = f"{order:04d}"
            kind = "837" if identifier == "HC" else "835"
            out.append(("ST", kind, name, version) if kind == "837" else ("ST", kind, name))
            out += body
            out.append(("SE", str(len(body) + 2), name))
        out.append(("GE", str(len(transactions)), number))
    out.append(("IEA", str(len(functional)), control))
    return render(out, envelope)


def render(segments: Iterable[Segment], envelope: Envelope) -> bytes:
    """With the file's own delimiters."""
    end = envelope.terminator + envelope.newline
    text = end.join(envelope.element.join(segment) for segment in segments) + end
    return text.replace(PART, envelope.component).replace(REPEAT, envelope.repetition).encode("ascii")

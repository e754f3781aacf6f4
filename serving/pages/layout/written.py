"""A field as text on the form, and text as a field: the two are each other's inverse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from serving.pages.layout.form import Kind

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Of diagnoses, as the form letters them."""

DAY = re.compile(r"(?:(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)|(?P<m2>\d\d?)/(?P<d2>\d\d?)/(?P<y2>\d{4}))")
"""2026-07-01, 20260701, 7/1/2026."""


class Wrong(ValueError):  # noqa: N818  as the form says it
    """What was entered is not of the field's form; the message says what to write."""


def written(kind: Kind, value: Any) -> str:
    """A value of the canonical claim as JSON, as the form shows it; empty where there is none."""
    if value is None:
        return ""
    match kind:
        case "flag":
            return "Y" if value else ""
        case "words":
            return " ".join(value)
        case "pointers":
            return " ".join(LETTERS[at - 1] if 0 < at <= len(LETTERS) else str(at) for at in value)
        case _:
            return str(value)


def read(kind: Kind, text: str) -> Any:
    """What the form's text says, as JSON of the canonical claim; ``None``: nothing stands there.

    Raises:
        Wrong: it is not of the field's form.
    """
    text = " ".join(text.split())
    if not text:
        return None
    return READERS[kind](text)


def _day(text: str) -> str:
    found = DAY.fullmatch(text)
    if found is not None:
        year, month, day = found["y"] or found["y2"], found["m"] or found["m2"], found["d"] or found["d2"]
        with suppress(ValueError):
            return date(int(year), int(month), int(day)).isoformat()
    raise Wrong("write a day, such as 2026-07-01 or 7/1/2026")


def _amount(text: str) -> str:
    try:
        amount = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise Wrong("write a number, such as 125.00")
    return f"{amount:f}"


def _flag(text: str) -> bool:
    if text.upper() not in {"Y", "N"}:
        raise Wrong("write Y, or leave it empty")
    return text.upper() == "Y"


def _pointers(text: str) -> list[int]:
    parts = re.findall(r"[A-Za-z]|\d+", text)
    if re.sub(r"[A-Za-z\d, ]", "", text):
        raise Wrong("write the letters of the diagnoses, such as A B")
    return [int(part) if part.isdigit() else LETTERS.index(part.upper()) + 1 for part in parts]


def _words(text: str) -> list[str]:
    return text.replace(",", " ").upper().split()


READERS: Mapping[Kind, Callable[[str], Any]] = {
    "text": str,
    "day": _day,
    "amount": _amount,
    "flag": _flag,
    "words": _words,
    "pointers": _pointers,
}
"""By kind of field."""

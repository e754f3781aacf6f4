"""One cell of a table to a value. Strict where a guess could be wrong; what is said of a cell never repeats it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from claims.nul import EXPECTED, NUL, SAID
from claims.tables.columns import Kind
from claims.x12.values import AMOUNT

MAX_TEXT = 1_000
"""Characters that a cell may have; the guides allow 264 at most."""

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
POWER = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
TRUE, FALSE = frozenset(["Y", "YES", "TRUE", "1"]), frozenset(["N", "NO", "FALSE", "0"])

LENGTHS = {
    "revenue_code": (4,),
    "place_of_service": (2,),
    "zip": (5, 9),
    "type_of_bill": (4,),
    "discharge_status": (2,),
}
"""Digits that a code has: where one is missing, a spreadsheet took its zero for none."""


class Bad(NamedTuple):
    """Why a cell has no value."""

    message: str
    expected: str


class Value(NamedTuple):
    """What a cell says, and what the sender should know of it."""

    value: object
    told: str = ""


def read(text: str, kind: Kind, field: str) -> Value | Bad:
    """The value of a cell that is not empty.

    Args:
        text: the cell, without blanks around it.
        kind: how it is to be read.
        field: the name of the field.
    """
    if bad := _unfit(text):
        return bad
    if kind == "code":
        return code(text, field)
    if kind in {"text", "letters"}:
        return Value(text)
    if kind == "day":
        return _day(text)
    if kind == "flag":
        known = TRUE | FALSE
        return Value(text.upper() in TRUE) if text.upper() in known else Bad("this is neither yes nor no", "Y or N")
    return amount(text) if kind == "amount" else _whole(text)


def _unfit(text: str) -> Bad | None:
    if len(text) > MAX_TEXT or "\n" in text or "\r" in text:
        return Bad("the cell is too long, or has a line break", "a value; before this cell a quote may not be closed")
    return Bad(SAID, EXPECTED) if NUL in text else None


@lru_cache(8192)
def _day(text: str) -> Value | Bad:
    found, order = ISO.fullmatch(text) or COMPACT.fullmatch(text), (1, 2, 3)
    if found is None:
        found, order = AMERICAN.fullmatch(text), (3, 1, 2)
    if found is not None:
        with suppress(ValueError):
            return Value(date(*(int(found[at]) for at in order)))
    return Bad("this is no date", "2026-07-01, 20260701, or 7/1/2026 (month first)")


@lru_cache(8192)
def amount(text: str) -> Value | Bad:
    """Dollars or units: a point before cents; a dollar sign and commas between thousands may stand."""
    plain = text.replace("$", "", 1) if text.startswith(("$", "-$")) else text
    plain = plain.replace(",", "") if GROUPED.fullmatch(plain) else plain
    if AMOUNT.fullmatch(plain):
        return Value(Decimal(plain))
    return Bad("this is no number", "digits with at most one point, such as 150.00 or 1,250.00")


def _whole(text: str) -> Value | Bad:
    plain = text.removesuffix(".0")
    return Value(int(plain)) if re.fullmatch(r"\d{1,6}", plain, re.ASCII) else Bad("this is no whole number", "digits")


@lru_cache(8192)
def code(text: str, field: str) -> Value | Bad:
    """A code or a number that is a name: never taken for a quantity."""
    if POWER.fullmatch(text):
        return Bad("a spreadsheet turned this number into a power of ten, and its digits are lost",
                   "the column as text, exported anew")  # fmt: skip
    said, plain = "", text.lstrip("'")
    if re.fullmatch(r"\d+\.0", plain, re.ASCII):
        plain, said = plain[:-2], "the code was written as a fraction: its .0 was taken off"
    lengths = LENGTHS.get(field, ())
    if plain.isdecimal() and any(len(plain) == length - 1 for length in lengths) and len(plain) not in lengths:
        plain = f"0{plain}"
        if field != "type_of_bill":
            said = "a zero was missing at the beginning, and was put back: keep such columns as text"
    return Value(plain, said)

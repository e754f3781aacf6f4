"""From values to the text of elements."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

from claims.x12.interchange import Delimiters

SPELLED = str.maketrans(
    {"\u2026": "...", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00a7": "sec. ", "\u00d7": "x"}
)
"""What stands in for marks that X12 does not have and that do not come apart into ones that it has."""


def day(when: date) -> str:
    """A day as CCYYMMDD."""
    return when.isoformat().replace("-", "")


def money(amount: Decimal) -> str:
    """Dollars without zeros at the end."""
    return f"{amount.normalize():f}"


def plain(text: str, marks: Delimiters, most: int) -> str:
    """Text within the character set of X12: accents left out, delimiters made blanks."""
    flat = unicodedata.normalize("NFKD", text.translate(SPELLED))
    kept = "".join(
        mark if mark.isprintable() and mark.isascii() and mark not in marks else " " * mark.isascii() for mark in flat
    )
    return " ".join(kept.split())[:most].strip()

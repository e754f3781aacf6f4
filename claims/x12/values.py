"""From an element's text to a value. Files repeat dates, amounts and codes: the parsers remember the latest ones."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

AMOUNT = re.compile(r"-?(?=\.?\d)\d{0,15}(?:\.\d{0,9})?", re.ASCII)
DAY = re.compile(r"\d{8}", re.ASCII)
MAX_SHOWN = 24


@lru_cache(maxsize=8192)
def day(text: str) -> date | None:
    """A date as CCYYMMDD, or as CCYYMMDDHHMM of which the day is taken; ``None`` when it is neither."""
    text = text.strip()
    if not DAY.fullmatch(text[:8]) or len(text) not in (8, 12):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def amount(text: str) -> Decimal | None:
    """A decimal number of at most 15 digits before the point and 9 behind it; ``None`` when it is none."""
    text = text.strip()
    return Decimal(text) if AMOUNT.fullmatch(text) else None


def form(text: str) -> str:
    """What a value looks like, without what it says: digits as 9, letters as A; a long one by its length alone."""
    if not text:
        return "nothing"
    if len(text) > MAX_SHOWN:
        return f"{len(text)} characters"
    return "".join("9" if mark.isdigit() else "A" if mark.isalpha() else mark for mark in text)


def name(text: str) -> str:
    """Free text as people wrote it; UTF-8, which the reader took as Latin-1, is mended."""
    text = text.strip()
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text

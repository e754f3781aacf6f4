"""Ids of records."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

LENGTH = 32
TIME = 12
"""Hexadecimal digits that tell the millisecond, counted from 1970."""


def new_id() -> str:
    """An id that sorts by the time it was made in, fits into a URL, and cannot be guessed: 32 hexadecimal digits.

    48 bits are the millisecond, as in a UUID of version 7, so that an index grows at its end; 80 bits are random.
    """
    return f"{time.time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"


def made_at(record_id: str) -> datetime | None:
    """When an id was made (UTC); ``None`` where this is no id."""
    if len(record_id) != LENGTH or set(record_id) - set("0123456789abcdef"):
        return None
    return datetime.fromtimestamp(int(record_id[:TIME], 16) / 1000, UTC)

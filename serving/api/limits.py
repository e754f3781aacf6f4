"""How much is taken of one request."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from models import SettingError

SETTING = "CLEANCLAIM_LIMIT_"
"""What the settings' names begin with; the rest is the field's name in capitals."""


class Limits(Struct, frozen=True):
    """Limits of a request; each is a setting of the environment."""

    claim_bytes: int = 1 << 20
    """Bytes of one claim in JSON, or of a word of feedback. A claim of 450 lines takes about 150 KB."""
    batch_bytes: int = 64 << 20
    """Bytes of a batch, and of a file that is taken in."""
    batch_claims: int = 100_000
    """Claims of a batch."""
    job_bytes: int = 1 << 30
    """Bytes of the file of a job: about 300,000 claims."""
    lines: int = 1000
    """Service lines of a claim: the guides allow 50 on a professional claim and 999 on an institutional one."""
    batches: int = 4
    """Batches and files that one process works on at the same time."""
    seconds: float = 30.0
    """Seconds of a request; of a batch, seconds in which nothing arrives or nothing is fetched."""
    shutdown_seconds: float = 60.0
    """Seconds that requests may still take once the server was told to stop."""

    @classmethod
    def here(cls, environment: Mapping[str, str]) -> Limits:
        """As the settings say; an empty one says nothing.

        Raises:
            SettingError: a setting is no number above zero.
        """
        said: dict[str, Any] = {}
        for name, otherwise in zip(cls.__struct_fields__, cls.__struct_defaults__, strict=True):
            setting = SETTING + name.upper()
            if text := environment.get(setting, "").strip():
                said[name] = _number(text, type(otherwise), setting)
        return cls(**said)


def _number(text: str, kind: type[int | float], setting: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = kind(0)
    if number > 0 and math.isfinite(number):
        return number
    whole = "a whole number" if kind is int else "a number"
    raise SettingError(f"{setting} is {text!r}; it must be {whole} above zero")

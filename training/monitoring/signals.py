"""Something to look at: what the monitor saw, when it could be known, and in which words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Kind = Literal["skill", "calibration", "policy", "score", "drift", "missing", "new"]
"""Skill fell; odds are off; a payer changed; odds moved; claims moved; a field stopped being filled; a newcomer."""

KINDS: tuple[Kind, ...] = ("skill", "calibration", "policy", "score", "drift", "missing", "new")


class Signal(Struct, frozen=True):
    """One thing to look at."""

    kind: Kind
    subject: str
    """What it is about: a payer, a column, a code."""
    known: date
    """The first day on which the monitor says so."""
    says: str
    """A sentence without its full stop."""

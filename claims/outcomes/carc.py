"""Claim adjustment reason codes (CARC): what each means for the claim, in our own words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct

Kind = Literal["patient", "contract", "full-charge", "pending", "refusal"]
"""``patient``: the patient's share. ``contract``: contract or payment policy. ``full-charge``: a reduction, and a
refusal only where it takes the whole charge. ``pending``: not decided yet. ``refusal``: all else."""

Overrides = Mapping[str, Mapping[str, Kind]]
"""Payer identifier -> CARC -> kind, where a payer uses a code in its own way."""


class Carc(Struct, frozen=True, gc=False):
    """One claim adjustment reason code."""

    code: str
    kind: Kind
    family: str = "other"
    """What a refusal is about, such as ``authorization``; ``""`` for a code that is never a refusal."""
    wording: str = ""
    start: date | None = None
    stop: date | None = None
    """The day from which it is no longer used."""


@cache
def table() -> Mapping[str, Carc]:
    """All codes of the committed table, by code."""
    text = (files("claims.outcomes") / "carc.csv").read_text("utf-8")
    return {
        row["code"]: Carc(
            row["code"],
            row["kind"],  # type: ignore[arg-type]  # the table's own test checks the words
            row["family"],
            row["wording"],
            date.fromisoformat(row["start"]) if row["start"] else None,
            date.fromisoformat(row["stop"]) if row["stop"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    }


def carc(code: str) -> Carc:
    """Look up one code; a code that the table does not know is a refusal where it takes the full charge."""
    return table().get(code) or Carc(code, "full-charge", "other", f"reason {code}, which our table does not know yet")


def kind_of(code: str, payer_id: str = "", overrides: Overrides | None = None) -> Kind:
    """How a payer's code counts: its own override first, else the table."""
    own = overrides.get(payer_id) if overrides else None
    return (own.get(code) if own else None) or carc(code).kind

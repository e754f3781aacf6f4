"""A policy as it was learnt: what a biller reads, and what a program goes on with."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class LearntPolicy(Struct, frozen=True):
    """One thing that a payer refuses, as its answers show."""

    payer: str
    """Payer identifier."""
    name: str
    kind: str
    about: str
    """What ``codes`` are: procedures, specialties (taxonomy codes), places, bills, clinicians (NPI), or the payer."""
    codes: tuple[str, ...]
    services: tuple[str, ...]
    """The procedures of the claims against it."""
    modifiers: tuple[str, ...]
    """Of which one is wanted."""
    places: tuple[str, ...]
    beside: tuple[str, ...]
    """The other procedures of the claim that it looks at."""
    only_for: tuple[str, ...]
    """Categories of the diagnoses for which it pays."""
    not_for: tuple[str, ...]
    """Categories of the diagnoses for which it does not."""
    specialties: tuple[str, ...]
    revenue_codes: tuple[str, ...]
    limit: int | None
    """The most that it takes: units, services of the year, days until filing; of a stay the least nights."""
    over_units: int | None
    after_services: int | None
    """From how many services of the year on it holds."""
    ages: tuple[int | None, int | None] | None
    """The youngest and the oldest that it pays; ``None`` on a side on which nothing shows a limit."""
    since: date | None
    """First day of service; ``None``: it held when the files begin."""
    since_earliest: date | None
    since_latest: date | None
    until: date | None
    """First day of service on which it held no more; ``None``: it holds still."""
    first_service: date
    last_service: date
    """The first and the last day of service of the claims against it."""
    refused: int
    """Claims against it that were refused for it."""
    against: int
    """Answered claims against it."""
    refused_complying: int
    complying: int
    """Answered claims that it is about and that give what it wants."""
    denial_codes: dict[str, int]
    """CARC of its refusals, and how often each was given."""
    first_seen: date
    """Day of the first answer that refused a claim for it."""
    dollars: float
    """Billed on the refused lines."""
    q: float
    """Share of false discoveries, were all policies told that are as well shown as this one."""
    text: str
    """The sentence."""


class Learnt(Struct, frozen=True):
    """All that an office's answers show."""

    policies: list[LearntPolicy]
    tests: int
    lines: int
    through: date

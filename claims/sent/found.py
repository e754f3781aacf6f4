"""What is told of claims that were sent before."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Earlier(Struct, frozen=True, gc=False):
    """A claim that was sent before."""

    claim_id: str
    submitted: date
    denied: date | None = None
    """The day of the answer that denied it, wholly or in part, where one is known."""


class Visits(Struct, frozen=True, gc=False):
    """A patient's earlier days of service; ``None`` and 0 where there are none."""

    days: int = 0
    """How many at this billing provider."""
    office: date | None = None
    """The last at this billing provider."""
    specialty: date | None = None
    """The last at this billing provider with a clinician of the same taxonomy."""
    clinician: date | None = None
    """The last with the same clinician."""
    paid: date | None = None
    """The last day on which a payment for one of them, at this billing provider, became known."""
    surgeries: tuple[tuple[str, int], ...] = ()
    """Surgical procedures at this billing provider in the days before, the last first: code, and days since."""


class Services(Struct, frozen=True, gc=False):
    """A patient's earlier services of one procedure: benefits are limited to so many of them a year (CARC 119)."""

    this_year: int = 0
    """Days of the calendar year on which the procedure was billed and not, as far as is known, denied."""
    of_kind: int = 0
    """The same of all procedures of its kind (:func:`claims.sent.keys.kind_of_service`)."""
    last: date | None = None
    """The last day with the procedure before the line's, of whatever year."""


class Stay(Struct, frozen=True, gc=False):
    """An inpatient stay, or a day of outpatient service, on a claim that was sent before."""

    claim_id: str
    submitted: date
    first: date
    last: date
    """The day of discharge, or the last that the bill covers."""
    here: bool
    """At the same billing provider."""

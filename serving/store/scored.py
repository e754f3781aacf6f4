"""One result on its way to the record."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct


class Scored(Struct, frozen=True, gc=False):
    """What was asked, what was said, by whom and when."""

    id: str
    """See :func:`serving.store.ids.new_id`; the result carries it as ``score_id``."""
    office: str
    at: datetime
    """When it was scored, with a time zone."""
    who: str
    """The caller's name."""
    request_id: str
    via: str
    """The way in: ``score``, ``check``, ``batch``, ``job`` …"""
    as_of: date
    """The day that counted as today."""
    claim_json: bytes
    """``claims.canonical.encode(claim)``."""
    digest: str
    """SHA-256 of ``claim_json``, hexadecimal."""
    result: bytes
    """The result as it was given: JSON."""
    verdict: str
    probability: float | None
    """``None`` where the rules alone were asked."""
    at_risk: Decimal | None
    """Dollars."""
    model: str
    """Name and version; empty without one."""
    rules: str
    """Version of the rule set."""
    editions: str = ""
    """Editions of the code sets that were in force."""

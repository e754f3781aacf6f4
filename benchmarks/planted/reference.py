"""Made-up reference data, as an office would have loaded it: enough rows for the planted faults and the clean claims.

Nothing here is a publisher's: the codes are those that the claims carry, what is said of them is made up after the
form of the publication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from benchmarks.planted.clean.parts import ATTENDING, REFERRER, SURGEON
from rules.context import SHIPPED
from rules.reference.kinds import KINDS
from rules.reference.shelf import Shelf, made_up

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)

VISITS = ("99202", "99203", "99213", "99214", "99243", "99283", "99394", "99395", "99396")
TESTS = ("80053", "82306", "87880", "88305")
THERAPY = ("97110", "98941")
OTHERS = ("00790", "11042", "33208", "33533", "73562", "77067", "72148", "99070", "99360", "36430", "99291")
LEVEL_TWO = (
    "A0425", "A0429", "A9270", "C1785", "E0143", "G0101", "G0103", "G0127", "G0181", "G0438", "G0439", "G0447", "G0463",
    "G2211", "G0378", "G0379", "G0390", "G0410", "P9016", "J0897", "J1885", "J3490",
)  # fmt: skip
MODIFIERS = (
    "24", "25", "26", "27", "50", "59", "62", "66", "80", "95", "AA", "AT", "CA", "CQ", "GA", "GO", "GP", "GX", "GZ",
    "JZ", "KX", "NU", "Q8", "QW", "QX", "RH", "RR", "RT", "TC",
)  # fmt: skip
REVENUE = (
    "0120", "0250", "0275", "0320", "0361", "0390", "0391", "0450", "0481", "0510", "0682", "0762", "0770", "0915",
)  # fmt: skip
OPERATIONS = ("27447", "44950", "64721")


def fee(code: str, **more: str | bool) -> dict[str, str | bool]:
    """A row of the fee schedule: an active code without parts and without surgery."""
    return {
        "key": code, "status": "A", "pctc": "0", "global_days": "XXX", "multiple": "0", "bilateral": "0",
        "assistant": "0", "co_surgeons": "0", "team": "0", **more,
    }  # fmt: skip


def surgical(code: str, **more: str | bool) -> dict[str, str | bool]:
    """An operation with ninety days after it."""
    return fee(code, global_days="090", multiple="2", bilateral="1", assistant="2", co_surgeons="1", **more)


ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "ncci-practitioner": [
        {"key": "G0438G0439", "indicator": "0", "start": "2011-01-01"},
        {"key": "G0101G0181", "indicator": "1", "start": "2001-01-01"},
    ],
    "ncci-outpatient": [{"key": "G0101G0463", "indicator": "1", "start": "2014-01-01"}],
    "mue-practitioner": [
        {"key": "G0101", "units": 1, "mai": "2"},
        {"key": "G0447", "units": 1, "mai": "3"},
        {"key": "A0425", "units": 250, "mai": "1"},
    ],
    "mue-outpatient": [{"key": "G0101", "units": 1, "mai": "2"}],
    "add-on": [{"key": "G2211", "primary": code, "type": "1", "start": "2021-01-01"} for code in ("99213", "99214")],
    "fee-schedule": [
        *(fee(code) for code in (*VISITS, *THERAPY, "11042", "G0447", "G0439", "G0101", "G2211")),
        fee("99070", status="B"),
        fee("99360", status="X"),
        fee("71046", pctc="1"),
        fee("71046", modifier="26", pctc="1"),
        fee("71046", modifier="TC", pctc="1"),
        surgical("27447", facility_only=True),
        surgical("44950", facility_only=True) | {"bilateral": "0"},
        surgical("64721") | {"assistant": "1", "co_surgeons": "0"},
    ],
    "hcpcs": [*({"key": code} for code in LEVEL_TWO), {"key": "J2505", "start": "2004-01-01", "end": "2021-12-31"}],
    "modifiers": [
        *({"key": code} for code in MODIFIERS),
        {"key": "CP", "start": "2016-01-01", "end": "2017-12-31"},
    ],
    "procedures": [{"key": code} for code in (*VISITS, *TESTS, *THERAPY, *OTHERS, *OPERATIONS, "71046")],
    "revenue-codes": [{"key": code} for code in REVENUE],
    "inpatient-only": [{"key": "33533"}],
    "opps-status": [{"key": "11042", "status": "T"}, {"key": "99283", "status": "V"}, {"key": "71046", "status": "Q3"}],
    "outpatient-procedures": [
        {"key": "77067", "bilateral": "inherent"},
        {"key": "73562", "bilateral": "conditional"},
        {"key": "33208", "needs_device": True},
    ],
    "coverage-articles": [{"key": "82306", "article": "A99901", "states": ["IL"], "groups": [1]}],
    "coverage-diagnoses": [{"key": "A99901. E559"}],
    "ordering-referring": [
        {"key": npi, "part_b": True, "equipment": True, "home_health": True} for npi in (REFERRER, ATTENDING, SURGEON)
    ],
}
"""By kind."""


def shelf() -> Shelf:
    """All of it, as far as there is such a kind, beside what ships with the product, which speaks of other days."""
    own = [made_up(KINDS[kind], rows, FIRST, LAST) for kind, rows in ROWS.items() if kind in KINDS]
    return Shelf([*own, *SHIPPED.held()])

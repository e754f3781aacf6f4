"""Medicare's local coverage and who may order: the contractors' articles, and the ordering and referring list."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rules.reference.kind import Kind


class Article(Struct, frozen=True, gc=False):
    """One group of a contractor's article that speaks of a procedure."""

    article: str
    """Such as ``A52369``."""
    states: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    """Diagnoses that support the procedure; empty where the group lists none."""
    not_covered: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None


class Orderer(Struct, frozen=True, gc=False):
    """What a clinician may order or refer for, by the published list."""

    part_b: bool = False
    equipment: bool = False
    home_health: bool = False
    mobility: bool = False
    """Power mobility devices."""
    hospice: bool = False


ARTICLES = Kind(
    "coverage-articles",
    Article,
    "Medicare coverage database, billing and coding articles",
    "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx",
)
"""Found by procedure."""
ORDERERS = Kind(
    "ordering-referring",
    Orderer,
    "Medicare order and referring list",
    "https://data.cms.gov/provider-characteristics/medicare-provider-supplier-enrollment/order-and-referring",
)
"""Found by NPI."""

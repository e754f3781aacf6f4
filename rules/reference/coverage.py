"""Medicare's local coverage and who may order: the contractors' articles, and the ordering and referring list."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rules.reference.kind import Form, Kind


class Article(Struct, frozen=True, gc=False):
    """A contractor's article that speaks of a procedure."""

    article: str
    """Such as ``A52369``."""
    version: str = ""
    states: tuple[str, ...] = ()
    """Where the contractor decides."""
    groups: tuple[int, ...] = ()
    """Those of its groups of diagnoses that support the procedure; empty where it lists none."""
    excludes: bool = False
    """Whether it lists diagnoses that do not support its procedures."""
    start: date | None = None
    end: date | None = None


class Supported(Struct, frozen=True, gc=False):
    """A diagnosis on one of an article's lists."""

    group: int = 1
    covered: bool = True
    """Whether the list is of diagnoses that support a procedure, or of those that do not."""


def listed(article: Article, diagnosis: str) -> str:
    """The key of a diagnosis on an article's lists."""
    return f"{article.article}.{article.version} {diagnosis}"


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
ARTICLE_DIAGNOSES = Kind(
    "coverage-diagnoses", Supported, "Medicare coverage database, diagnoses of the articles", ARTICLES.get
)
"""Found by article, its version and diagnosis, as :func:`listed` writes them; it comes with the articles."""
ORDERERS = Kind(
    "ordering-referring",
    Orderer,
    "Medicare order and referring list",
    "https://data.cms.gov/provider-characteristics/medicare-provider-supplier-enrollment/order-and-referring",
    Form("[0-9]{10}", "NPI of ten digits"),
)
"""Found by NPI."""

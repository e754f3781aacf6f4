"""Billing and coding articles of the Medicare Coverage Database: ``current_article.zip``, its CSVs in a zip within.

The tables are joined here: procedures, supporting and excluded diagnoses, each by article, version and group; the
contractors of an article; their states. Columns are found by name, since they differ from year to year. ``XX000`` says
that a group has no codes. Which group of diagnoses goes with which group of procedures stands in prose alone: they are
taken as pairs where both have the same numbers, and otherwise each diagnosis of the article supports each procedure.

An edition speaks of the fiscal year of ICD-10-CM in which it was last changed, since lists change with the codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from rules.reference.coverage import ARTICLE_DIAGNOSES, ARTICLES, Article, Supported, listed
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source
from rules.reference.formats.text import day, has_header, records

TABLES = "article.csv", "article_x_contractor.csv", "contractor_jurisdiction.csv", "state_lookup.csv"
COVERED, EXCLUDED = "article_x_icd10_covered.csv", "article_x_icd10_noncovered.csv"
HEADER = ("article_id", "article_version", "hcpc_code_id", "hcpc_code_group")
NO_CODE = "XX000"
PROCEDURE, DIAGNOSIS = re.compile("[0-9A-Z]{5}"), re.compile("[A-Z][0-9A-Z]{2,6}")
OCTOBER = 10

Key = tuple[str, str]
"""Number and version of an article."""
Groups = dict[Key, dict[int, list[str]]]
"""The codes of each group of each article."""


class Tables(Struct, frozen=True):
    """What the files hold, joined."""

    articles: Mapping[Key, Article]
    """Without groups."""
    procedures: Groups
    covered: Groups
    excluded: Groups
    changed: date | None = None
    """The last day on which one of the articles was changed."""


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By the table of procedures, beside which the others stand."""
    return has_header(head, HEADER)


def read(file: Source) -> Iterator[Published]:
    """Two editions: the articles by procedure, and the diagnoses of their lists."""
    yield from published(file, _tables(file))


def published(file: Source, tables: Tables) -> Iterator[Published]:
    """The editions of what a file holds.

    Raises:
        FormatError: nothing says of which days it speaks.
    """
    first, last = file.first, file.last
    if not (first and last):
        if tables.changed is None:
            raise FormatError(
                "it does not say of which days it speaks",
                "say --from and --through, such as --from 2026-10-01 --through 2027-09-30",
            )
        year = tables.changed.year - (tables.changed.month < OCTOBER)
        first, last = date(year, OCTOBER, 1), date(year + 1, OCTOBER, 1) - timedelta(1)
    for kind, rows in ((ARTICLES, _articles(tables)), (ARTICLE_DIAGNOSES, _diagnoses(tables))):
        yield Published(kind, f"{kind.title}, from {first}", first, last, rows, f"CMS, {file.short}", href=kind.get)


def _articles(tables: Tables) -> Iterator[tuple[str, Article]]:
    for key, groups in tables.procedures.items():
        article = tables.articles.get(key)
        if article is None or not article.states:
            continue
        covered = sorted(tables.covered.get(key, {}))
        paired = len(covered) > 1 and set(covered) == set(groups)
        whole = Article(
            article.article, article.version, article.states, tuple(covered), key in tables.excluded, article.start,
            article.end,
        )  # fmt: skip
        for group, codes in groups.items():
            row = whole
            if paired:
                row = Article(
                    whole.article, whole.version, whole.states, (group,), whole.excludes, whole.start, whole.end
                )
            yield from ((code, row) for code in dict.fromkeys(codes))


def _diagnoses(tables: Tables) -> Iterator[tuple[str, Supported]]:
    for of, covered in ((tables.covered, True), (tables.excluded, False)):
        for key, groups in of.items():
            if (article := tables.articles.get(key)) is None:
                continue
            for group, codes in groups.items():
                row = Supported(group, covered)
                yield from ((listed(article, code), row) for code in codes)


def _tables(file: Source) -> Tables:
    found = {}
    for name in (*TABLES, COVERED, EXCLUDED):
        beside = file.beside(name)
        if beside is None and name != EXCLUDED:
            raise FormatError(f"{name} is missing beside it", "load the zip as CMS publishes it")
        found[name] = beside
    states = _states(found["contractor_jurisdiction.csv"], found["state_lookup.csv"])
    decides: dict[Key, set[str]] = {}
    for _, cells in _rows(found["article_x_contractor.csv"], "article_id", "article_version", "contractor_id"):
        where = states.get((cells["contractor_id"], cells.get("contractor_type_id", "")), ())
        decides.setdefault(_key(cells), set()).update(where)
    articles, changed = _heads(found["article.csv"], decides)
    return Tables(
        articles,
        _codes(file, "hcpc_code_id", "hcpc_code_group", PROCEDURE),
        _codes(found[COVERED], "icd10_code_id", "icd10_covered_group", DIAGNOSIS),
        _codes(found[EXCLUDED], "icd10_code_id", "icd10_noncovered_group", DIAGNOSIS),
        changed,
    )


def _heads(file: Source | None, decides: Mapping[Key, set[str]]) -> tuple[dict[Key, Article], date | None]:
    found: dict[Key, Article] = {}
    changed: date | None = None
    for row, cells in _rows(file, "article_id", "article_version", "article_eff_date"):
        key = _key(cells)
        ends = [
            end
            for name in ("article_end_date", "article_rev_end_date", "date_retired")
            if (end := day(cells.get(name, ""), row, name))
        ]
        start = day(cells["article_eff_date"], row, "article_eff_date")
        last = day(cells.get("last_updated", ""), row, "last_updated")
        changed = max(filter(None, (changed, last)), default=None)
        name = cells.get("display_id") or f"A{key[0]}"
        states = tuple(sorted(decides.get(key, ())))
        found[key] = Article(name, key[1], states, start=start, end=min(ends, default=None))
    return found, changed


def _states(jurisdictions: Source | None, lookup: Source | None) -> Mapping[Key, set[str]]:
    """The states of each contractor, by number and type."""
    names = {
        cells["state_id"]: cells["state_abbrev"].upper()[:2] for _, cells in _rows(lookup, "state_id", "state_abbrev")
    }
    found: dict[Key, set[str]] = {}
    for row, cells in _rows(jurisdictions, "contractor_id", "state_id"):
        ended = day(cells.get("term_date", ""), row, "term_date")
        if ended is None and cells["state_id"] in names:
            found.setdefault((cells["contractor_id"], cells.get("contractor_type_id", "")), set()).add(
                names[cells["state_id"]]
            )
    return found


def _codes(file: Source | None, column: str, group_column: str, form: re.Pattern[str]) -> Groups:
    known: dict[str, str] = {}
    found: Groups = {}
    for row, cells in _rows(file, "article_id", "article_version", column, group_column):
        code = cells[column].replace(".", "").upper()
        if code == NO_CODE:
            continue
        if not form.fullmatch(code):
            raise FormatError(f"{cells[column]!r} is no code", "download the file again", row)
        if not cells[group_column].isdecimal():
            raise FormatError(f"the group {cells[group_column]!r} is no number", "download the file again", row)
        groups = found.setdefault(_key(cells), {})
        groups.setdefault(int(cells[group_column]), []).append(known.setdefault(code, code))
    return found


def _rows(file: Source | None, *columns: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    return records(file, columns) if file else iter(())


def _key(cells: Mapping[str, str]) -> Key:
    return cells["article_id"], cells["article_version"]

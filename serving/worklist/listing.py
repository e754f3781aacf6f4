"""Pages of a batch's claims, what they add up to, and what they can be filtered by."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Label, RowMapping, func, select

from serving.store.tables import work
from serving.worklist.filter import Asked, beyond, conditions, ordering
from serving.worklist.item import COLUMNS, Item, item_of
from serving.worklist.shown import parted
from serving.worklist.viewer import Viewer


class Sums(Struct, frozen=True):
    """What the claims of a filter come to, on all pages."""

    claims: int
    charge: Decimal
    at_risk: Decimal
    expected_denials: float
    verdicts: dict[str, int]
    """Claims by verdict, as it is now."""
    states: dict[str, int]
    ready_to_send: int
    """Claims that the next ready file would hold: open ones that are ready, and waived ones."""


class Page(Struct, frozen=True):
    """One page of a list."""

    items: list[Item]
    total: int
    """Claims on all pages."""
    sums: Sums


class Choice(Struct, frozen=True):
    """A value that a list can be filtered by, and how many claims have it."""

    value: str
    label: str
    claims: int


class Choices(Struct, frozen=True):
    """What the claims of a batch can be filtered by; each list begins with what most of them have."""

    payers: list[Choice]
    rules: list[Choice]
    codes: list[Choice]
    clinicians: list[Choice]
    assignees: list[Choice]


def sums_of(connection: Connection, asked: Asked) -> Sums:
    """What the claims of a list come to, counted in one walk: to group them would take twice as long."""
    here = work.c

    def those(*conditions: ColumnElement[bool]) -> Label[int]:
        return func.count().filter(*conditions).label(None)

    query = select(
        func.count(),
        func.sum(here.charge),
        func.sum(here.at_risk),
        func.sum(here.probability),
        those(here.verdict == "fix"),
        those(here.verdict == "review"),
        those(here.state == "waived"),
        those(here.state == "released"),
        those(here.verdict == "ready", here.state == "open"),
    ).where(conditions(asked))
    claims, charge, at_risk, expected, fix, review, waived, released, ready = connection.execute(query).one()
    return Sums(
        claims=claims,
        charge=charge or Decimal("0.00"),
        at_risk=at_risk or Decimal("0.00"),
        expected_denials=expected or 0.0,
        verdicts=_present(fix=fix, review=review, ready=claims - fix - review),
        states=_present(open=claims - waived - released, waived=waived, released=released),
        ready_to_send=waived + ready,
    )


def items_of(connection: Connection, viewer: Viewer, asked: Asked, page: int, size: int) -> list[Item]:
    """The claims of one page; ``page`` counts from 1."""
    here = work.c
    some = select(here.number).where(conditions(asked)).order_by(*ordering(asked.sort))
    some = some.limit(size).offset((page - 1) * size)  # what is sorted is narrow, so that a late page is quick too
    query = select(*COLUMNS).where(here.office == asked.office, here.batch == asked.batch, here.number.in_(some))
    rows = connection.execute(query.order_by(*ordering(asked.sort)))
    return [item_of(row, asked.day, sees_patients=viewer.sees_patients) for row in rows]


def choices(connection: Connection, office: str, batch_id: str) -> Choices:
    """What the claims of a batch can be filtered by."""
    here = work.c
    mine = (here.office == office, here.batch == batch_id)

    def counted(*columns: str) -> list[tuple[str, str, int]]:
        some = [here[name] for name in columns]
        rows = connection.execute(select(*some, func.count()).where(*mine).group_by(*some))
        return [(row[0], row[-2], row[-1]) for row in rows]

    def each(column: str) -> list[Choice]:
        found = Counter[str]()
        for text, _, count in counted(column):
            for name in parted(text):
                found[name] += count
        return [Choice(name, name, count) for name, count in found.most_common()]

    payers = [(value or label, label or value, count) for value, label, count in counted("payer_id", "payer_name")]
    return Choices(
        payers=_merged(payers),
        rules=each("rules"),
        codes=each("codes"),
        clinicians=_merged(counted("clinician_npi", "clinician")),
        assignees=_merged(counted("assignee")),
    )


def people(connection: Connection, office: str, batch_id: str) -> list[str]:
    """Who has claims of a batch, by name."""
    here = work.c
    query = select(here.assignee).where(here.office == office, here.batch == batch_id, here.assignee != "").distinct()
    return sorted(connection.execute(query).scalars())


def neighbours(connection: Connection, asked: Asked, row: RowMapping) -> tuple[int | None, int | None]:
    """The numbers of the claims before and after one in a list, whether it still stands there itself or not."""
    found = []
    for forward in (False, True):
        query = select(work.c.number).where(conditions(asked), beyond(asked.sort, row, forward=forward))
        query = query.order_by(*ordering(asked.sort, forward=forward)).limit(1)
        found.append(connection.execute(query).scalar())
    return found[0], found[1]


def _present(**counts: int) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _merged(found: list[tuple[str, str, int]]) -> list[Choice]:
    """One choice a value, under the label that most of its claims have."""
    labels: dict[str, str] = {}
    counts = Counter[str]()
    for value, label, count in sorted(found, key=lambda one: (-one[2], one[1])):
        if value:
            labels.setdefault(value, label or value)
            counts[value] += count
    return [Choice(value, labels[value], count) for value, count in counts.most_common()]

"""Pages of a batch's claims, what they add up to, and what they can be filtered by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Label, RowMapping, and_, func, select, true

from serving.store.tables import work
from serving.worklist.filter import Asked, awake, beyond, conditions, ordering, unsent
from serving.worklist.item import COLUMNS, Item, item_of
from serving.worklist.kept import Part
from serving.worklist.shown import parted
from serving.worklist.viewer import Viewer

CHOSEN = ("payer_id", "payer_name", "clinician_npi", "clinician", "rules", "codes", "assignee")
"""Columns by which a list can be filtered, beside what every list offers."""


class Sums(Struct, frozen=True):
    """What the claims of a filter come to, on all pages."""

    claims: int
    charge: Decimal
    at_risk: Decimal
    expected_denials: float
    verdicts: dict[str, int]
    """Claims by verdict, as it is now; those that were sent are no longer among them, unless a state is asked for."""
    states: dict[str, int]
    ready_to_send: int
    """Claims that the next ready file would hold: open ones that are ready, and waived ones."""
    charge_sent: Decimal
    at_risk_left: Decimal
    """Of claims that were not sent."""
    expected_left: float
    """Refusals expected among those."""

    @classmethod
    def of(cls, parts: Sequence[Sums]) -> Sums:
        """Of all parts together."""
        return cls(
            claims=sum(one.claims for one in parts),
            charge=sum((one.charge for one in parts), Decimal("0.00")),
            at_risk=sum((one.at_risk for one in parts), Decimal("0.00")),
            expected_denials=sum(one.expected_denials for one in parts),
            verdicts=dict(sum((Counter(one.verdicts) for one in parts), Counter[str]())),
            states=dict(sum((Counter(one.states) for one in parts), Counter[str]())),
            ready_to_send=sum(one.ready_to_send for one in parts),
            charge_sent=sum((one.charge_sent for one in parts), Decimal("0.00")),
            at_risk_left=sum((one.at_risk_left for one in parts), Decimal("0.00")),
            expected_left=sum(one.expected_left for one in parts),
        )


class Page(Struct, frozen=True):
    """One page of a list."""

    items: list[Item]
    total: int
    """Claims on all pages."""
    sums: Sums


class Aside(Struct, frozen=True):
    """What a page says beside its list, whatever the filter."""

    soon: int
    """Open claims whose filing limit is near, or over."""
    soon_charge: Decimal
    resting: int

    @classmethod
    def of(cls, parts: Sequence[Aside]) -> Aside:
        """Of all parts together."""
        charge = sum((one.soon_charge for one in parts), Decimal("0.00"))
        return cls(sum(one.soon for one in parts), charge, sum(one.resting for one in parts))


class Chosen(Struct, frozen=True):
    """What the claims of a part of a batch have, by value and label."""

    payers: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    codes: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    clinicians: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    assignees: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)


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


def sums_of(connection: Connection, asked: Asked, part: Part) -> Sums:
    """What the claims of a list come to, of a part, counted in one walk: to group them would take twice as long."""
    here, left = work.c, unsent()
    counted = true() if asked.wanted.state else left

    def those(*conditions: ColumnElement[bool]) -> Label[int]:
        return func.count().filter(*conditions).label(None)

    query = select(
        func.count(),
        func.sum(here.charge),
        func.sum(here.at_risk),
        func.sum(here.probability),
        those(here.verdict == "fix", counted),
        those(here.verdict == "review", counted),
        those(here.verdict == "ready", counted),
        those(here.state == "waived"),
        those(here.state == "released"),
        those(here.verdict == "ready", here.state == "open"),
        func.sum(here.charge).filter(~left),
        func.sum(here.at_risk).filter(left),
        func.sum(here.probability).filter(left),
    ).where(conditions(asked), _within(part))
    claims, charge, at_risk, expected, *counts, sent, risk_left, expected_left = connection.execute(query).one()
    fix, review, ready, waived, released, goes = counts
    return Sums(
        claims=claims,
        charge=charge or Decimal("0.00"),
        at_risk=at_risk or Decimal("0.00"),
        expected_denials=expected or 0.0,
        verdicts=_present(fix=fix, review=review, ready=ready),
        states=_present(open=claims - waived - released, waived=waived, released=released),
        ready_to_send=waived + goes,
        charge_sent=sent or Decimal("0.00"),
        at_risk_left=risk_left or Decimal("0.00"),
        expected_left=expected_left or 0.0,
    )


def items_of(connection: Connection, viewer: Viewer, asked: Asked, page: int, size: int) -> list[Item]:
    """The claims of one page; ``page`` counts from 1."""
    here = work.c
    some = select(here.number).where(conditions(asked)).order_by(*ordering(asked.sort))
    some = some.limit(size).offset((page - 1) * size)  # what is sorted is narrow, so that a late page is quick too
    query = select(*COLUMNS).where(here.office == asked.office, here.batch == asked.batch, here.number.in_(some))
    rows = connection.execute(query.order_by(*ordering(asked.sort)))
    return [item_of(row, asked.day, sees_patients=viewer.sees_patients) for row in rows]


def numbers_of(connection: Connection, asked: Asked, most: int | None = None) -> list[int]:
    """The numbers of the claims of a list, in its order; at most so many."""
    query = select(work.c.number).where(conditions(asked)).order_by(*ordering(asked.sort)).limit(most)
    return list(connection.execute(query).scalars())


def items_numbered(connection: Connection, viewer: Viewer, asked: Asked, numbers: Sequence[int]) -> list[Item]:
    """The claims with these numbers, in their order."""
    here = work.c
    query = select(*COLUMNS).where(here.office == asked.office, here.batch == asked.batch, here.number.in_(numbers))
    rows = {row.number: row for row in connection.execute(query)}
    found = (rows[number] for number in numbers if number in rows)
    return [item_of(row, asked.day, sees_patients=viewer.sees_patients) for row in found]


def aside_of(connection: Connection, asked: Asked, soon: int, part: Part) -> Aside:
    """What stands beside a list, of a part, counted in one walk.

    Args:
        connection: by which the batch is read.
        asked: whose batch, and on which day.
        soon: within how many days a filing limit is near.
        part: of the batch.
    """
    here = work.c
    up = awake(asked.day)
    near = and_(up, here.state == "open", here.deadline <= asked.day + timedelta(days=soon))
    query = select(func.count().filter(near), func.sum(here.charge).filter(near), func.count().filter(~up)).where(
        here.office == asked.office, here.batch == asked.batch, _within(part)
    )
    claims, charge, resting = connection.execute(query).one()
    return Aside(claims, charge or Decimal("0.00"), resting)


def chosen_of(connection: Connection, office: str, batch_id: str, part: Part) -> Chosen:
    """What the claims of a part have that a list can be filtered by; those alike in all of it come as one row."""
    here = work.c
    some = [here[name] for name in CHOSEN]
    query = select(*some, func.count()).where(here.office == office, here.batch == batch_id, _within(part))
    found = Chosen()
    for row in connection.execute(query.group_by(*some)):
        payer_id, payer, npi, clinician, rules, codes, assignee, count = tuple(row)
        found.payers[payer_id or payer, payer or payer_id] += count
        found.clinicians[npi, clinician] += count
        found.assignees[assignee, assignee] += count
        for names, counts in ((rules, found.rules), (codes, found.codes)):
            for name in parted(names):
                counts[name, name] += count
    return found


def choices(parts: Sequence[Chosen]) -> Choices:
    """What the claims of all parts can be filtered by; what is called alike is told apart by its identifier."""
    return Choices(*(_apart(_merged([getattr(part, name) for part in parts])) for name in Choices.__struct_fields__))


def _apart(several: list[Choice]) -> list[Choice]:
    labels = Counter(one.label for one in several)
    return [
        replace(one, label=f"{one.label}, {one.value}") if labels[one.label] > 1 and one.label != one.value else one
        for one in several
    ]


def _within(part: Part) -> ColumnElement[bool]:
    return work.c.number.between(*part)


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


def _merged(parts: Sequence[Counter[tuple[str, str]]]) -> list[Choice]:
    """One choice a value, under the label that most of its claims have."""
    labels: dict[str, str] = {}
    counts = Counter[str]()
    found = sum(parts, Counter[tuple[str, str]]())
    for (value, label), count in sorted(found.items(), key=lambda one: (-one[1], one[0][1])):
        if value:
            labels.setdefault(value, label or value)
            counts[value] += count
    return [Choice(value, labels[value], count) for value, count in counts.most_common()]

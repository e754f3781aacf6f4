"""What of a batch is listed, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, get_args

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, RowMapping, and_, or_

from serving.score import Verdict
from serving.store.tables import work
from serving.worklist.item import ItemState

Order = Literal[
    "at_risk", "verdict", "patient", "claim_id", "payer_name", "clinician", "service_date", "charge", "probability",
    "deadline", "assignee", "state", "number",
]  # fmt: skip

ORDERS: tuple[Order, ...] = get_args(Order)

NOBODY = "-"
"""As an assignee: nobody has it."""


class Sort(Struct, frozen=True):
    """An order: by which column, and whether the largest comes first."""

    by: Order = "at_risk"
    descending: bool = True


class Filter(Struct, frozen=True):
    """Which claims of a batch; what is empty lets all pass."""

    verdict: Verdict | Literal[""] = ""
    """Of claims that were not sent, unless a state is asked for."""
    state: ItemState | Literal[""] = ""
    payer: str = ""
    """The payer's identifier, else its name."""
    rule: str = ""
    clinician: str = ""
    """NPI."""
    code: str = ""
    """Group and CARC, such as ``CO-197``."""
    money_from: Decimal | None = None
    """Charged at least so many dollars."""
    due_within: int | None = None
    """The filing limit ends within so many days, or has ended."""
    assignee: str = ""
    """``-``: nobody has it."""
    snoozed: bool = False
    """Those that rest are left out, unless they are asked for: then they alone."""


class Asked(Struct, frozen=True):
    """A list: whose batch, what of it, in which order, and on which day."""

    office: str
    batch: str
    wanted: Filter
    sort: Sort
    day: date
    """That counts as today in the batch; see :meth:`serving.worklist.batch.Batch.day`."""


def conditions(asked: Asked) -> ColumnElement[bool]:
    """The filter in SQL."""
    here, wanted = work.c, asked.wanted
    plain: Sequence[tuple[str, Column[str]]] = (
        (wanted.verdict, here.verdict),
        (wanted.state, here.state),
        (wanted.clinician, here.clinician_npi),
    )
    found: list[ColumnElement[bool]] = [here.office == asked.office, here.batch == asked.batch]
    found += [column == value for value, column in plain if value]
    if wanted.verdict and not wanted.state:
        found.append(unsent())
    if wanted.payer:
        found.append(or_(here.payer_id == wanted.payer, and_(here.payer_id == "", here.payer_name == wanted.payer)))
    found += [
        column.contains(f"|{value}|", autoescape=True)
        for value, column in ((wanted.rule, here.rules), (wanted.code, here.codes))
        if value
    ]
    if wanted.money_from is not None:
        found.append(here.charge >= wanted.money_from)
    if wanted.due_within is not None:
        found.append(here.deadline <= asked.day + timedelta(days=wanted.due_within))
    if wanted.assignee:
        found.append(here.assignee == ("" if wanted.assignee == NOBODY else wanted.assignee))
    found.append(~awake(asked.day) if wanted.snoozed else awake(asked.day))
    return and_(*found)


def unsent() -> ColumnElement[bool]:
    """Which claims no ready file held: there is nothing left to do about the others."""
    return work.c.state != "released"


def awake(day: date) -> ColumnElement[bool]:
    """Which claims do not rest on a day."""
    return or_(work.c.snoozed_until.is_(None), work.c.snoozed_until <= day)


def ordering(sort: Sort, *, forward: bool = True) -> list[ColumnElement[object]]:
    """The order in SQL, or its reverse: claims without a value come last, those alike as they stood in the batch."""
    column = work.c[sort.by]
    first = column.desc() if sort.descending is forward else column.asc()
    if column.nullable:
        first = first.nulls_last() if forward else first.nulls_first()
    return [first, work.c.number.asc() if forward else work.c.number.desc()]


def beyond(sort: Sort, row: RowMapping, *, forward: bool) -> ColumnElement[bool]:
    """What comes after a claim in the order, or before it."""
    column, value = work.c[sort.by], row[sort.by]
    number = work.c.number > row["number"] if forward else work.c.number < row["number"]
    if value is None:
        alike = and_(column.is_(None), number)
        return alike if forward else or_(column.is_not(None), alike)
    further = column < value if sort.descending is forward else column > value
    last = [column.is_(None)] if forward and column.nullable else []
    return or_(further, and_(column == value, number), *last)

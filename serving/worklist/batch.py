"""A batch: files that were dropped together, and how far their reading has come."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, RowMapping, select

from serving.store.tables import batch
from serving.worklist.trouble import NotHere
from serving.worklist.viewer import Viewer

EXAMPLE = "Example claims"
"""The name of the batch on which a server opens that nobody has given a file yet."""

State = Literal["reading", "done", "failed"]


class Batch(Struct, frozen=True):
    """What the page shows of one."""

    id: str
    name: str
    """The names of its files; see :meth:`to`."""
    form: str
    """``x12``, ``json``, ``csv`` or ``fhir``; empty until its first claim was read."""
    at: datetime
    who: str
    as_of: date
    state: State
    bytes: int
    read: int
    """Claims and faults so far."""
    claims: int
    faults: int
    verdicts: dict[str, int]
    """How many of each, as they came; for how they are now see :meth:`Worklist.items`."""
    charge: Decimal
    at_risk: Decimal
    """Dollars, as they came."""
    expected_denials: float
    """The sum of the probabilities, as they came."""
    model: str
    rules: str
    problem: str
    """Why it failed; empty where it did not."""
    beat: datetime | None
    ready_at: datetime | None
    """When its ready file was taken last."""
    ready_by: str | None

    def to(self, viewer: Viewer) -> Batch:
        """As somebody sees it: files may be named after a patient, so who sees none sees the batch's number instead."""
        return self if viewer.sees_patients or self.name == EXAMPLE else replace(self, name=f"Batch {self.id[:8]}")

    def day(self, today: date) -> date:
        """What counts as today in it: by it claims are scored and rest, and filing limits are counted.

        The calendar's; in the example, that never ages, the day on which its claims are sent.
        """
        return self.as_of if self.name == EXAMPLE else today


_COLUMNS = [batch.c[name] for name in Batch.__struct_fields__]


def of_row(row: RowMapping) -> Batch:
    """A batch from its row."""
    return Batch(**{name: row[name] for name in Batch.__struct_fields__})


def find(connection: Connection, office: str, batch_id: str) -> Batch:
    """One of an office.

    Raises:
        NotHere: it has none of that id.
    """
    query = select(*_COLUMNS).where(batch.c.id == batch_id, batch.c.office == office)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotHere("there is no such batch")
    return of_row(row)


def listed(connection: Connection, office: str, page: int, size: int) -> list[Batch]:
    """Those of an office, the newest first; ``page`` counts from 1."""
    query = select(*_COLUMNS).where(batch.c.office == office).order_by(batch.c.at.desc(), batch.c.id.desc())
    rows = connection.execute(query.limit(size).offset((page - 1) * size)).mappings()
    return [of_row(row) for row in rows]

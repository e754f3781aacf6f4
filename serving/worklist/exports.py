"""What else is taken of a batch: a table of its list, and a 277CA of its claims."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from serving.store import Store
from serving.worklist import listing
from serving.worklist.batch import Batch
from serving.worklist.filter import Asked
from serving.worklist.item import Item
from serving.worklist.marks import faults, rows
from serving.worklist.one import whole
from serving.worklist.viewer import Viewer
from serving.x12_out import Acknowledgement, told

AT_ONCE = 500

OF_PATIENTS = ("claim_id", "patient")

COLUMNS = (
    "number", "verdict", "state", *OF_PATIENTS, "payer_id", "payer_name", "clinician_npi", "clinician", "service_date",
    "charge", "probability", "at_risk", "main", "rules", "codes", "deadline", "days_left", "assignee", "snoozed_until",
)  # fmt: skip

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins so is a formula to a spreadsheet."""


def table(store: Store, viewer: Viewer, asked: Asked) -> Iterator[bytes]:
    """A list as CSV, some rows at a time; without names of patients for who may not see them.

    What is listed is settled at the beginning: a claim that others change meanwhile is told once, as it is then.
    """
    columns = [name for name in COLUMNS if viewer.sees_patients or name not in OF_PATIENTS]
    yield _lines([columns])
    with store.reading() as connection:
        numbers = listing.numbers_of(connection, asked)
    for first in range(0, len(numbers), AT_ONCE):
        with store.reading() as connection:
            items = listing.items_numbered(connection, viewer, asked, numbers[first : first + AT_ONCE])
        yield _lines([[_cell(item, name) for name in columns] for item in items])


def acknowledgement(store: Store, viewer: Viewer, batch: Batch, folder: Path) -> Iterator[bytes]:
    """A 277CA of what is said of the claims now, some transactions at a time."""
    written = Acknowledgement(datetime.now(), folder)  # noqa: DTZ005  the sender's own time
    faulty = faults(store, viewer.office, batch.id)
    fault = next(faulty, None)
    for row in rows(store, viewer.office, batch.id):
        while fault is not None and fault[0] < row["number"]:
            yield from written.refuse(fault[1])
            fault = next(faulty, None)
        with store.reading() as connection:
            found = whole(connection, row)
        yield from written.take(told(found.score, found.sourced))
    while fault is not None:
        yield from written.refuse(fault[1])
        fault = next(faulty, None)
    yield from written.end()


def _cell(item: Item, name: str) -> str:
    value = getattr(item, name)
    if isinstance(value, tuple):
        value = " ".join(value)
    if isinstance(value, float):
        return f"{value:.4f}"
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULAS) else text


def _lines(rows_of_it: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows_of_it)
    return out.getvalue().encode()

"""One claim of a batch: what the store holds of it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, RowMapping, select

from claims.claim import Claim
from claims.origin import Sourced
from serving.score import Score
from serving.store import records
from serving.store.tables import batch, score, work, work_event, work_source
from serving.worklist.corrected import corrected
from serving.worklist.filter import Asked
from serving.worklist.hidden import score_without_patient, without_patient
from serving.worklist.item import Event, ItemView, item_of
from serving.worklist.listing import neighbours
from serving.worklist.source import unpack
from serving.worklist.trouble import NotHere
from serving.worklist.viewer import Viewer

CHANGED = ("edit", "suggestion")
CHANGES = (*CHANGED, "undo")

_claim = msgspec.json.Decoder(Claim).decode
_score = msgspec.json.Decoder(Score).decode


class Whole(Struct, frozen=True):
    """A claim of a batch with all that is kept of it."""

    row: RowMapping
    """Of ``work``."""
    first: Sourced
    """As it came."""
    sourced: Sourced
    """As it is now."""
    score: Score
    cannot_write: str
    """Why its file cannot carry it as it is now; empty where it can."""


def row_of(connection: Connection, office: str, batch_id: str, number: int) -> RowMapping:
    """Its row.

    Raises:
        NotHere: the office has none of that number in that batch.
    """
    here = work.c
    query = select(work).where(here.office == office, here.batch == batch_id, here.number == number)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotHere("there is no such claim in this batch")
    return row


def whole(connection: Connection, row: RowMapping) -> Whole:
    """All of it, from its row."""
    here = work_source.c
    query = select(here.content).where(
        here.office == row["office"], here.batch == row["batch"], here.number == row["number"]
    )
    content = connection.execute(query).scalar_one()
    claim = claim_of(connection, row["office"], row["first_digest"])
    first, cannot_write = unpack(content, claim), ""
    sourced = first
    if row["claim_digest"] != row["first_digest"]:
        sourced, cannot_write = corrected(first, claim_of(connection, row["office"], row["claim_digest"]))
    return Whole(row, first, sourced, score_of(connection, row["office"], row["score_id"]), cannot_write)


def claim_of(connection: Connection, office: str, digest: str) -> Claim:
    """A version of a claim.

    Raises:
        NotHere: a purge took it away.
    """
    content = records.claim_of(connection, office, digest)
    if content is None:
        raise NotHere("this claim is older than the office keeps claims")
    return _claim(content)


def score_of(connection: Connection, office: str, score_id: str) -> Score:
    """A result.

    Raises:
        NotHere: a purge took it away.
    """
    query = select(score.c.result).where(score.c.id == score_id, score.c.office == office)
    content = connection.execute(query).scalar()
    if content is None:
        raise NotHere("this result is older than the office keeps results")
    return _score(zlib.decompress(content))


def view_of(connection: Connection, viewer: Viewer, asked: Asked, number: int) -> ItemView:
    """A claim's own page."""
    row = row_of(connection, viewer.office, asked.batch, number)
    found = whole(connection, row)
    claim, result, sees = found.sourced.claim, found.score, viewer.sees_patients
    first = found.first.claim
    if not sees:
        claim, first, result = without_patient(claim), without_patient(first), score_without_patient(result)
    form = connection.execute(select(batch.c.form).where(batch.c.id == asked.batch)).scalar_one()
    file = f"file {row['file'] + 1}"
    previous, following = neighbours(connection, asked, row)
    return ItemView(
        item_of(row, asked.day, sees_patients=sees),
        claim,
        first,
        result,
        found.sourced.faults if sees else tuple(replace(one, claim_id="", file=file) for one in found.sourced.faults),
        found.sourced.origin.file if sees else file,
        form,
        tuple(events_of(connection, viewer, row)),
        previous,
        following,
        found.cannot_write,
    )


def events_of(connection: Connection, viewer: Viewer, row: RowMapping) -> list[Event]:
    """What was done with a claim, the newest first."""
    here = work_event.c
    query = (
        select(work_event)
        .where(here.office == row["office"], here.batch == row["batch"], here.number == row["number"])
        .order_by(here.id.desc())
    )
    rows = connection.execute(query).mappings().all()
    last = _last(rows) if row["state"] != "released" else None
    return [_event(one, viewer, can_undo=one["id"] == last) for one in rows]


def undoable(connection: Connection, row: RowMapping) -> int | None:
    """The last change of a claim that stands."""
    here = work_event.c
    query = (
        select(here.id, here.action, here.undone)
        .where(here.office == row["office"], here.batch == row["batch"], here.number == row["number"])
        .where(here.action.in_(CHANGES))
        .order_by(here.id.desc())
    )
    return _last(connection.execute(query).mappings().all())


def event_of(connection: Connection, row: RowMapping, event: int) -> RowMapping:
    """One thing that was done with a claim.

    Raises:
        NotHere: there is none of that number.
    """
    here = work_event.c
    query = select(work_event).where(here.id == event, here.office == row["office"], here.batch == row["batch"])
    found = connection.execute(query.where(here.number == row["number"])).mappings().one_or_none()
    if found is None:
        raise NotHere("there is no such change")
    return found


def _last(rows: Sequence[RowMapping]) -> int | None:
    taken_back = {one["undone"] for one in rows}
    return next((one["id"] for one in rows if one["action"] in CHANGED and one["id"] not in taken_back), None)


def _event(row: RowMapping, viewer: Viewer, *, can_undo: bool) -> Event:
    names = (name for name in Event.__struct_fields__ if name != "can_undo")
    values = {name: row[name] for name in names}
    if not viewer.sees_patients:
        values |= {"before": "", "after": "", "why": ""}
    return Event(**values, can_undo=can_undo)

"""Where work on a claim is done: what every change needs, and a claim as it lies there."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, RowMapping, select, update

from claims.claim import Claim
from claims.origin import Sourced
from serving.offices import Offices
from serving.on_record import on_record
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Store, new_id
from serving.store.recording import record
from serving.store.tables import claim_version, work, work_event
from serving.worklist.item import Item, item_of
from serving.worklist.one import Whole, row_of, whole
from serving.worklist.reading import VIA
from serving.worklist.shown import patient_key, shown
from serving.worklist.trouble import Conflict, NotNow
from serving.worklist.viewer import Viewer
from serving.worklist.watch import Watch

_claim = msgspec.json.Decoder(Claim).decode

SAID = {
    "edit": "changed the claim",
    "suggestion": "took a suggestion",
    "undo": "took a change back",
    "waive": "decided to send it anyway",
    "unwaive": "decided to hold it again",
    "release": "took it in the ready file",
    "held back": "was told that the ready file could not carry it",
}
"""What others did, in a message about a conflict."""


class At(NamedTuple):
    """Which claim, and who works on it."""

    viewer: Viewer
    batch: str
    number: int


class Desk(Struct, frozen=True):
    """What changes work with."""

    store: Store
    offices: Offices
    day: date
    """That counts as today in the batch; see :meth:`serving.worklist.batch.Batch.day`."""
    watch: Watch

    def lying(self, at: At) -> Whole:
        """A claim that may still be changed.

        Raises:
            NotAllowed: whoever works may not see patients.
            NotHere: there is none.
            NotNow: it was sent.
        """
        at.viewer.may("patients")
        with self.store.reading() as connection:
            row = row_of(connection, at.viewer.office, at.batch, at.number)
            if row["state"] == "released":
                raise NotNow(
                    "this claim went out in a ready file: correct it with a replacement claim (frequency code 7)"
                )
            return whole(connection, row)

    def scored(self, row: RowMapping, sourced: Sourced) -> tuple[Score, Scorer]:
        """Score a claim of a batch, knowing what of its patient stood before it there."""
        office = self.offices.of(row["office"])
        scorer = office.scorer.on(self.day).afresh()
        before = self._before(row, patient_key(sourced.claim))
        with office.lock:
            for claim in before:
                scorer.sent(claim, scorer.day(claim, None)[0])
            return scorer.score(sourced, None, "some", "risky"), scorer

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def key(self, at: At) -> str:
        """By what a claim's patient is found in its batch now."""
        with self.store.reading() as connection:
            key: str = row_of(connection, at.viewer.office, at.batch, at.number)["patient_key"]
            return key

    def item(self, at: At) -> Item:
        """A claim as the list shows it now."""
        with self.store.reading() as connection:
            row = row_of(connection, at.viewer.office, at.batch, at.number)
        return item_of(row, self.day, sees_patients=at.viewer.sees_patients)

    def _before(self, row: RowMapping, key: str) -> list[Claim]:
        """The claims of the same patient that stand before a claim in its batch, as they are now."""
        if not key:
            return []
        here, version = work.c, claim_version.c
        query = (
            select(version.content)
            .join(work, (here.office == version.office) & (here.claim_digest == version.digest))
            .where(here.office == row["office"], here.batch == row["batch"], here.patient_key == key)
            .where(here.number < row["number"])
            .order_by(here.number)
        )
        with self.store.reading() as connection:
            return [_claim(zlib.decompress(content)) for content in connection.execute(query).scalars()]


class Done(Struct, frozen=True):
    """One thing that was done with a claim, for the record."""

    action: str
    field: str = ""
    before: str = ""
    after: str = ""
    why: str = ""
    undone: int | None = None


def write(connection: Connection, at: At, row: RowMapping, done: Done, **values: Any) -> None:
    """Change a row that is still as it was read, and put on record who did what.

    Args:
        connection: a transaction.
        at: which claim, and who works on it.
        row: as it was read.
        done: what is done.
        values: columns of ``work`` that change. Where ``revision`` is among them, no other change may have come first.

    Raises:
        Conflict: one did.
    """
    here = work.c
    mine = [here.office == row["office"], here.batch == row["batch"], here.number == row["number"]]
    if "revision" in values:
        mine.append(here.revision == row["revision"])
    changed = connection.execute(update(work).where(*mine).values(**values)) if values else None
    if changed is not None and not changed.rowcount:
        raise Conflict(others(connection, row, row["revision"]))
    connection.execute(
        work_event.insert(),
        {
            "office": row["office"],
            "batch": row["batch"],
            "number": row["number"],
            "at": datetime.now(UTC),
            "who": at.viewer.who,
            "action": done.action,
            "field": done.field,
            "before": done.before,
            "after": done.after,
            "why": done.why,
            "from_digest": row["claim_digest"],
            "to_digest": values.get("claim_digest", row["claim_digest"]),
            "probability_before": row["probability"],
            "probability_after": values.get("probability", row["probability"]),
            "verdict_before": row["verdict"],
            "verdict_after": values.get("verdict", row["verdict"]),
            "revision": values.get("revision", row["revision"]),
            "undone": done.undone,
        },
    )


def write_scored(desk: Desk, at: At, row: RowMapping, sourced: Sourced, done: Done, **values: Any) -> Score:
    """Score a claim, and write it with its result and what was done; gives the result."""
    score, scorer = desk.scored(row, sourced)
    one = on_record(scorer, sourced.claim, score, office=row["office"], who=at.viewer.who, request_id=new_id(), via=VIA)
    columns = shown(sourced.claim, score, scorer.ruleset) | {"claim_digest": one.digest, "score_id": one.id}
    with desk.store.begin() as connection:
        record(connection, [one])
        write(connection, at, row, done, **columns, **values)
    desk.watch.scored(score, VIA)
    return msgspec.structs.replace(score, score_id=one.id)


def others(connection: Connection, row: RowMapping, since: int) -> list[str]:
    """What was done with a claim since a revision, a sentence each."""
    here = work_event.c
    query = (
        select(here.who, here.action, here.at)
        .where(here.office == row["office"], here.batch == row["batch"], here.number == row["number"])
        .where(here.revision > since, here.action.in_(list(SAID)))
        .order_by(here.id)
    )
    return [f"{one.who} {SAID[one.action]} at {one.at:%H:%M} UTC" for one in connection.execute(query)]

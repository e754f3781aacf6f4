"""What is decided about a claim without a change of it: it is sent anyway, given to somebody, left to rest, noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from serving.store import new_id
from serving.store.tables import feedback, work
from serving.worklist.changing import LEAST, MOST
from serving.worklist.desk import At, Desk, Done, write
from serving.worklist.trouble import NotNow
from serving.worklist.viewer import Viewer

AT_ONCE = 200
"""Claims of one transaction."""

LONGEST_NAME = 80


class Bulk(NamedTuple):
    """Which claims of a batch, and who works on them."""

    viewer: Viewer
    batch: str
    numbers: Sequence[int]


def waive(desk: Desk, at: At, why: str) -> None:
    """Decide to send a claim in spite of its verdict; see :meth:`Worklist.waive`."""
    at.viewer.may("override")
    row, why = desk.lying(at).row, " ".join(why.split())[:MOST]
    if len(why) < LEAST:
        raise NotNow("say in a line why it is sent anyway")
    if row["verdict"] == "ready" or row["state"] != "open":
        raise NotNow("nothing holds this claim")
    said = {
        "id": new_id(),
        "office": row["office"],
        "score_id": row["score_id"],
        "claim_digest": row["claim_digest"],
        "action": "overridden",
        "reason": why,
        "detail": row["rules"].strip("|").replace("|", " "),
        "who": at.viewer.who,
        "at": desk.now(),
    }
    with desk.store.begin() as connection:
        connection.execute(feedback.insert(), said)
        write(connection, at, row, Done("waive", why=why), state="waived", revision=row["revision"] + 1)


def unwaive(desk: Desk, at: At) -> None:
    """Hold a claim again; see :meth:`Worklist.unwaive`."""
    row = desk.lying(at).row
    if row["state"] != "waived":
        raise NotNow("this claim is held already")
    with desk.store.begin() as connection:
        write(connection, at, row, Done("unwaive"), state="open", revision=row["revision"] + 1)


def assign(desk: Desk, viewer: Viewer, batch_id: str, numbers: Sequence[int], to: str) -> int:
    """Give claims to somebody; see :meth:`Worklist.assign`."""
    to = " ".join(to.split())[:LONGEST_NAME]
    viewer.may("patients" if to in ("", viewer.who) else "override")
    return _each(desk, Bulk(viewer, batch_id, numbers), "assignee", to)


def snooze(desk: Desk, viewer: Viewer, batch_id: str, numbers: Sequence[int], until: date | None) -> int:
    """Let claims rest; see :meth:`Worklist.snooze`."""
    viewer.may("patients")
    if until is not None and until <= desk.day:
        raise NotNow(f"a claim rests until a day to come, and today counts as {desk.day}")
    return _each(desk, Bulk(viewer, batch_id, numbers), "snoozed_until", until)


def note(desk: Desk, at: At, text: str) -> None:
    """Put words beside a claim; see :meth:`Worklist.note`."""
    row, text = desk.lying(at).row, text.strip()
    if not text:
        raise NotNow("a note needs words")
    with desk.store.begin() as connection:
        write(connection, at, row, Done("note", why=text[:MOST]), notes=work.c.notes + 1)


def _each(desk: Desk, bulk: Bulk, column: str, value: date | str | None) -> int:
    """Set a column of claims that were not sent, some at a time; how many it changed."""
    here, changed = work.c, 0
    action = {"assignee": "assign", "snoozed_until": "snooze"}[column]
    for first in range(0, len(bulk.numbers), AT_ONCE):
        some = list(bulk.numbers[first : first + AT_ONCE])
        mine = (here.office == bulk.viewer.office, here.batch == bulk.batch, here.number.in_(some))
        with desk.store.begin() as connection:
            rows = connection.execute(select(work).where(*mine, here.state != "released")).mappings().all()
            for row in rows:
                if row[column] != value:
                    done = Done(action, before=str(row[column] or ""), after=str(value or ""))
                    write(connection, At(bulk.viewer, bulk.batch, row["number"]), row, done, **{column: value})
                    changed += 1
    return changed

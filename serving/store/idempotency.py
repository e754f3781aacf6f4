"""Calls that carry an ``Idempotency-Key``: each is carried out once, and whoever repeats it gets the same answer.

Who begins a call holds a row for a while (a lease). Ends its process without a word, the lease runs out and the next
one who repeats the call carries it out. So that a call is not carried out twice even then, its effect and
:func:`finish` belong into one transaction: of two who hold a row one after the other only the later can finish.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from serving.store.ids import new_id
from serving.store.insert import insert_new
from serving.store.store import Store
from serving.store.tables import idempotency as calls

LEASE = timedelta(seconds=60)
"""How long a call counts as running without a word; see :func:`renew`."""

REMEMBERED = timedelta(days=7)
"""How long an answer is kept: a client that repeats a call does so within minutes or, after an outage, days."""


class Mine(Struct, frozen=True):
    """The call is to be carried out by who asked; then :func:`finish` or :func:`release`."""

    office: str
    key: str
    holder: str


class Done(Struct, frozen=True):
    """It was carried out: this is the answer that was given."""

    status: int
    headers: dict[str, str]
    body: bytes


class Running(Struct, frozen=True):
    """It is being carried out."""

    retry_after: int
    """Seconds after which its lease ends at the latest."""


class Other(Struct, frozen=True):
    """The key was used for another call: another route, or another body."""


class Lost(Exception):  # noqa: N818  nothing went wrong: another was told to carry the call out
    """The lease ran out and another took the call over: undo what was done."""


def begin(
    store: Store,
    office: str,
    key: str,
    route: str,
    body_digest: str,
    *,
    lease: timedelta = LEASE,
    now: datetime | None = None,
) -> Mine | Done | Running | Other:
    """What is to be done about a call: carry it out, or say what became of it.

    Args:
        store: shared by all who may be asked.
        office: whose key it is; two offices may use the same one.
        key: the header, as it was sent.
        route: method and path.
        body_digest: tells two bodies apart.
        lease: for how long it counts as running.
        now: the clock's time, unless told.
    """
    now = now or datetime.now(UTC)
    mine = Mine(office, key, new_id())
    running = {"state": "running", "holder": mine.holder, "expires": now + lease, "at": now}
    this = and_(calls.c.office == office, calls.c.key == key)
    fresh = {"office": office, "key": key, "route": route, "body_digest": body_digest, **running}
    with store.begin() as connection:
        while connection.execute(insert_new(connection, calls).returning(calls.c.key), fresh).first() is None:
            row = connection.execute(select(calls).where(this).with_for_update()).one_or_none()
            if row is None or (row.at <= now - REMEMBERED and (row.expires or now) <= now):  # gone, or forgotten
                connection.execute(delete(calls).where(this))
                continue
            if (row.route, row.body_digest) != (route, body_digest):
                return Other()
            if row.state == "done":
                return Done(row.status, row.headers, zlib.decompress(row.body))
            if row.expires > now:
                return Running(max(1, ceil((row.expires - now).total_seconds())))
            connection.execute(update(calls).where(this).values(running))
            return mine
    return mine


def finish(connection: Connection, mine: Mine, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keep the answer, in the transaction of what the call did.

    Raises:
        Lost: another took the call over; let the exception undo the transaction.
    """
    answer = {"state": "done", "expires": None, "status": status, "headers": dict(headers)}
    done = connection.execute(update(calls).where(_held(mine)).values(**answer, body=zlib.compress(body, 1)))
    if not done.rowcount:
        raise Lost


def renew(store: Store, mine: Mine, *, lease: timedelta = LEASE, now: datetime | None = None) -> None:
    """Say that a long call still runs.

    Raises:
        Lost: another took it over.
    """
    until = (now or datetime.now(UTC)) + lease
    with store.begin() as connection:
        if not connection.execute(update(calls).where(_held(mine)).values(expires=until)).rowcount:
            raise Lost


def release(store: Store, mine: Mine) -> None:
    """Nothing was done and no answer is to be kept: whoever repeats the call begins anew."""
    with store.begin() as connection:
        connection.execute(delete(calls).where(_held(mine)))


def _held(mine: Mine) -> ColumnElement[bool]:
    held = and_(calls.c.holder == mine.holder, calls.c.state == "running")
    return and_(calls.c.office == mine.office, calls.c.key == mine.key, held)

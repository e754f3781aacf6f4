"""Sessions: who is signed in, kept in the store by the digest of a random cookie, so that every process knows them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from msgspec import Struct
from sqlalchemy import select, update

from serving.access import Caller
from serving.access.caller import known_scopes
from serving.store import Store
from serving.store.tables import api_key, page_session
from serving.worklist import Viewer

IDLE = timedelta(minutes=30)
"""After so long without a call a session has ended: a screen that was left shows nobody's claims to who comes next."""

LONGEST = timedelta(hours=12)
"""No session lasts longer than a working day."""

NOTED = timedelta(minutes=1)
"""How often it is written when a session was used."""

BYTES = 32
"""Of a cookie, and of what forms carry: nobody guesses 256 bits."""


class Session(Struct, frozen=True):
    """Somebody who is signed in."""

    digest: str
    viewer: Viewer
    token: str
    """What their forms carry."""


def begin(store: Store, caller: Caller) -> str:
    """Sign somebody in, and give the cookie; this is the only time that it can be seen."""
    cookie, now = secrets.token_urlsafe(BYTES), datetime.now(UTC)
    row = {
        "digest": digest(cookie),
        "office": caller.office,
        "who": caller.who,
        "scopes": sorted(caller.scopes),
        "csrf": secrets.token_urlsafe(BYTES),
        "at": now,
        "seen": now,
    }
    with store.begin() as connection:
        connection.execute(page_session.insert().values(row))
    return cookie


def find(store: Store, cookie: str, *, used: bool = True) -> Session | None:
    """Whose session it is; ``None`` where it has ended, was never begun, or its key was revoked.

    Args:
        store: where sessions stand.
        cookie: as the browser sent it.
        used: whether somebody is at the screen: a page that asks again by itself keeps no session alive.
    """
    now = datetime.now(UTC)
    mine = page_session.c.digest == digest(cookie)
    query = (
        select(page_session)
        .outerjoin(api_key, api_key.c.id == page_session.c.who)
        .where(mine, page_session.c.ended.is_(None), api_key.c.revoked_at.is_(None))
    )
    with store.reading() as connection:
        row = connection.execute(query).one_or_none()
    if row is None or now - row.seen > IDLE or now - row.at > LONGEST:
        return None
    if used and now - row.seen > NOTED:
        with store.begin() as connection:
            connection.execute(update(page_session).where(mine).values(seen=now))
    caller = Caller(row.office, row.who, known_scopes(row.scopes), row.who)
    return Session(row.digest, Viewer.of(caller), row.csrf)


def end(store: Store, session: str) -> None:
    """Sign somebody out."""
    with store.begin() as connection:
        connection.execute(update(page_session).where(page_session.c.digest == session).values(ended=datetime.now(UTC)))


def digest(cookie: str) -> str:
    """What is kept of a cookie."""
    return sha256(cookie.encode(errors="replace")).hexdigest()

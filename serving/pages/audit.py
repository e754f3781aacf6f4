"""Who looked at data of patients: written before it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from serving.store import Store
from serving.store.tables import page_view
from serving.worklist import Viewer

RECENTLY = timedelta(hours=1)
"""How long ago somebody looked at a batch who still has it on the screen while it is read."""


def note(store: Store, viewer: Viewer, what: str, batch: str, number: int | None = None) -> None:
    """Note that somebody looks at something.

    Nothing is noted of who sees no patients: there is nothing to audit in what they see.

    Raises:
        StoreError: the database is away; then nothing is shown either.
    """
    if not viewer.sees_patients:
        return
    row = {
        "office": viewer.office,
        "who": viewer.who,
        "at": datetime.now(UTC),
        "what": what,
        "batch": batch,
        "number": number,
    }
    with store.begin() as connection:
        connection.execute(page_view.insert().values(row))


def looked(store: Store, viewer: Viewer, what: str, batch: str) -> bool:
    """Whether it is on record already that somebody looked at something a while ago.

    Raises:
        StoreError: the database is away.
    """
    here, since = page_view.c, datetime.now(UTC) - RECENTLY
    mine = (here.office == viewer.office, here.at > since, here.who == viewer.who)
    query = select(here.id).where(*mine, here.what == what, here.batch == batch).limit(1)
    with store.reading() as connection:
        return connection.execute(query).first() is not None

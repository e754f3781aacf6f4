"""Who looked at data of patients: written before it is shown."""

from __future__ import annotations

from datetime import UTC, datetime

from serving.store import Store
from serving.store.tables import page_view
from serving.worklist import Viewer


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

"""Saved views: filters that somebody keeps under a name."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import delete, func, select

from serving.store import Store, new_id
from serving.store.tables import saved_view
from serving.worklist.trouble import NotHere, NotNow
from serving.worklist.viewer import Viewer

MOST = 50
"""Views of one person."""

LONGEST_NAME, LONGEST_QUERY = 60, 1000


class View(Struct, frozen=True):
    """One of somebody's."""

    id: str
    name: str
    query: str
    """The query of the list's address, without patient data."""


def views(store: Store, viewer: Viewer) -> list[View]:
    """Somebody's own, by name."""
    here = saved_view.c
    query = select(here.id, here.name, here.query).where(here.office == viewer.office, here.who == viewer.who)
    with store.reading() as connection:
        return [View(*row) for row in connection.execute(query.order_by(here.name))]


def save(store: Store, viewer: Viewer, name: str, query: str) -> View:
    """Keep a filter under a name; one of that name is replaced.

    Raises:
        NotNow: it cannot be kept so.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise NotNow(f"a view has a name of up to {LONGEST_NAME} characters")
    if len(query) > LONGEST_QUERY:
        raise NotNow("this filter is too long to be kept")
    here = saved_view.c
    mine = (here.office == viewer.office, here.who == viewer.who)
    made = View(new_id(), name, query)
    with store.begin() as connection:
        connection.execute(delete(saved_view).where(*mine, here.name == name))
        if connection.execute(select(func.count()).select_from(saved_view).where(*mine)).scalar_one() >= MOST:
            raise NotNow(f"{MOST} views are kept already: drop one first")
        row = {"id": made.id, "office": viewer.office, "who": viewer.who, "name": name, "query": query}
        connection.execute(saved_view.insert(), row)
    return made


def drop(store: Store, viewer: Viewer, view_id: str) -> None:
    """Drop one of somebody's own.

    Raises:
        NotHere: they have none of that id.
    """
    here = saved_view.c
    mine = (here.office == viewer.office, here.who == viewer.who, here.id == view_id)
    with store.begin() as connection:
        if not connection.execute(delete(saved_view).where(*mine)).rowcount:
            raise NotHere("there is no such view")

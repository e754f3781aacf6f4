"""Until when a claim rests: the day that the page suggests, and the one that somebody writes."""

from __future__ import annotations

from datetime import date, timedelta

from serving.pages.layout.written import Wrong, read
from serving.worklist import NotNow, Viewer, Worklist

WEEK = timedelta(weeks=1)


def suggested(worklist: Worklist, viewer: Viewer, batch: str) -> date:
    """A day until which a claim of a batch may well rest."""
    return worklist.today(viewer, batch) + WEEK


def until(text: str) -> date | None:
    """The day until which something rests; nothing where none is said.

    Raises:
        NotNow: it is no day.
    """
    try:
        day = read("day", text)
    except Wrong as error:
        raise NotNow(f"until when? {error}") from None
    return None if day is None else date.fromisoformat(day)

"""What was learnt from events, written down now and then, so that a process that starts has little left to learn.

It is exact: who goes on from it comes to the same numbers as who learns from all events. Where none fits (another
model, another program) everything is learnt anew.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import numpy as np
from sqlalchemy import ColumnElement, delete, func, select

import features
from claims.sent import SentBefore
from features.history import History
from features.record_tables import to_tables
from serving.offices.live import Live
from serving.scorer import Scorer
from serving.store import Store
from serving.store.tables import checkpoint

FORM = 2
"""To be raised when the same events teach something else than before."""

WORTH = 2_000
"""Events from which on another one is written."""

KEPT = timedelta(days=30)
"""One of a model that is no longer in use goes after this time."""


def restore(store: Store, office: str, live: Live, until: int | None = None) -> None:
    """Let a scorer that knows of no event go on from what was kept; where nothing fits, it stays as it is.

    Args:
        store: where it is kept.
        office: whose.
        live: the scorer.
        until: the number of the last event that it may know; any, unless told.
    """
    query = select(checkpoint.c.position, checkpoint.c.history, checkpoint.c.sent, checkpoint.c.key)
    newest = () if until is None else (checkpoint.c.position <= until,)
    with store.reading() as connection:
        row = connection.execute(query.where(*_same(office, live.scorer), *newest)).one_or_none()
    if row is None:
        return
    try:
        sent = SentBefore.load(io.BytesIO(row.sent), row.key)
        history = None
        if row.history:
            with np.load(io.BytesIO(row.history), allow_pickle=False) as tables:
                history = History.from_tables(dict(tables))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return
    live.scorer.resume(history, sent)
    live.position = row.position


def save(store: Store, office: str, live: Live) -> None:
    """Keep what a scorer knows, unless more is kept already; nobody may use the scorer meanwhile."""
    history, sent = live.scorer.known
    tables, index = io.BytesIO(), io.BytesIO()
    if history is not None:
        np.savez_compressed(tables, allow_pickle=False, **history.tables() | to_tables(history.record, whole=True))
    sent.write(index)
    model, origin = _model(live.scorer), _origin(live.scorer)
    now = datetime.now(UTC)
    row = {
        "office": office,
        "model": model,
        "origin": origin,
        "position": live.position,
        "history": tables.getvalue(),
        "sent": index.getvalue(),
        "key": sent.key,
        "at": now,
    }
    with store.begin() as connection:
        there = connection.execute(select(func.max(checkpoint.c.position)).where(*_same(office, live.scorer))).scalar()
        if there is not None and there >= live.position:
            return
        old = (checkpoint.c.office == office, checkpoint.c.at < now - KEPT)
        connection.execute(delete(checkpoint).where(*old))
        connection.execute(delete(checkpoint).where(*_same(office, live.scorer)))
        connection.execute(checkpoint.insert(), row)


def _same(office: str, scorer: Scorer) -> tuple[ColumnElement[bool], ...]:
    here = checkpoint.c
    return here.office == office, here.model == _model(scorer), here.origin == _origin(scorer)


def _model(scorer: Scorer) -> str:
    return scorer.bundle.version if scorer.bundle else ""


def _origin(scorer: Scorer) -> str:
    """What was known before the first event, and how it is counted."""
    index = scorer.trained_on
    began = "" if index is None else f"{len(index)} {sha256(index.key).hexdigest()}"
    return sha256(f"{FORM} {began} {features.names()}".encode()).hexdigest()

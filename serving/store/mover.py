"""Moves spool files to the database."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import msgspec

from serving.store.recording import decode, of_itself, record
from serving.store.scored import Scored
from serving.store.spool import Piece, Spool
from serving.store.store import Store

AT_ONCE = 200
"""Records in one transaction: others wait for a writer some hundredths of a second at most."""

ASIDE = "refused"
"""Ending of the file of records that the database refuses, in the form of a spool file: renamed to one, they are tried
again at the next start."""

_log = logging.getLogger("cleanclaim")


class Mover:
    """Moves spool files to one database, and sets aside what it refuses."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self.refused = 0
        """Records that were set aside."""

    def move(self, spool: Spool) -> None:
        """Move what a file holds, transaction by transaction.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away; what was not moved still is in the file.
            OSError: the file cannot be read, or nothing can be set aside.
        """
        pieces = spool.pieces()
        while batch := list(islice(pieces, AT_ONCE)):
            self._settle(batch, spool.path)
            spool.moved = batch[-1].end

    def _settle(self, batch: Sequence[Piece], path: Path) -> None:
        good: list[tuple[Scored, Piece]] = []
        for piece in batch:
            if piece.payload is None:
                self._broken(piece, path)
                continue
            try:
                good.append((decode(piece.payload), piece))
            except msgspec.MsgspecError as error:
                self._set_aside(piece, error)
        try:
            self._record([one for one, _ in good])
        except Exception as error:
            if not of_itself(error):
                raise
            for one, piece in good:
                self._one(one, piece)

    def _one(self, one: Scored, piece: Piece) -> None:
        """By itself, since one of its batch is refused."""
        try:
            self._record([one])
        except Exception as error:
            if not of_itself(error):
                raise
            self._set_aside(piece, error)

    def _record(self, results: Sequence[Scored]) -> None:
        if results:
            with self._store.begin() as connection:
                record(connection, results)

    def _broken(self, piece: Piece, path: Path) -> None:
        """Bytes that are no record: at the end of a file, one that a killed process had begun and not answered for."""
        _log.warning("%d bytes in %s are no whole record: set aside", len(piece.raw), path.name)
        self._write_aside(piece.raw)

    def _set_aside(self, piece: Piece, error: Exception) -> None:
        _log.error("a result cannot be put on record (%s): set aside", type(error).__name__)
        self.refused += 1
        self._write_aside(piece.raw)

    def _write_aside(self, raw: bytes) -> None:
        number = os.open(self._folder / f"{os.getpid()}.{ASIDE}", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())

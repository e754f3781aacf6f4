"""Moves spool files to the database."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import msgspec

from serving.store.ids import new_id
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
        self._aside = folder / f"{new_id()}.{ASIDE}"
        self.refused = 0
        """Records that were set aside."""

    def move(self, spool: Spool) -> None:
        """Move what a file holds, transaction by transaction.

        Raises:
            StoreError: the database is away; what was not moved still is in the file.
            OSError: the file cannot be read, or nothing can be set aside.
        """
        pieces = spool.pieces()
        while batch := list(islice(pieces, AT_ONCE)):
            self._settle(batch, spool.path)
            spool.moved = batch[-1].end

    def _settle(self, batch: Sequence[Piece], path: Path) -> None:
        """Put them on record, and only then set aside what cannot be: while the database is away, all is tried anew."""
        good: list[tuple[Scored, Piece]] = []
        refused: list[tuple[Piece, Exception]] = []
        broken = [piece for piece in batch if piece.payload is None]
        for piece in batch:
            if piece.payload is not None:
                try:
                    good.append((decode(piece.payload), piece))
                except msgspec.MsgspecError as error:
                    refused.append((piece, error))
        if self._record([one for one, _ in good]) is not None:
            for one, piece in good:
                if (refusal := self._record([one])) is not None:
                    refused.append((piece, refusal))
        for _, why in refused:
            _log.error("a result cannot be put on record (%s): set aside", type(why).__name__)
        for piece in broken:  # at the end of a file: what a killed process had begun and not answered for
            _log.warning("%d bytes in %s are no whole record: set aside", len(piece.raw), path.name)
        self.refused += len(refused)
        self._set_aside([*(piece for piece, _ in refused), *broken])

    def _record(self, results: Sequence[Scored]) -> Exception | None:
        """Put them on record, or say why one of them is refused."""
        try:
            if results:
                with self._store.begin() as connection:
                    record(connection, results)
        except Exception as error:
            if not of_itself(error):
                raise
            return error
        return None

    def _set_aside(self, some: Sequence[Piece]) -> None:
        if not some:
            return
        number = os.open(self._aside, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(b"".join(piece.raw for piece in some))
            file.flush()
            os.fsync(file.fileno())

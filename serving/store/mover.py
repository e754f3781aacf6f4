"""Moves spool files to the database."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import msgspec

from serving.store import aside
from serving.store.recording import decode, of_itself, record
from serving.store.scored import Scored
from serving.store.spool import Piece, Spool, left_behind
from serving.store.store import Store
from serving.store.url import StoreError

AT_ONCE = 200
"""Records in one transaction: others wait for a writer some hundredths of a second at most."""

_log = logging.getLogger("cleanclaim")


def why(error: Exception) -> str:
    """Why results wait: what a store and a file system say themselves holds nothing of a claim."""
    return str(error) if isinstance(error, StoreError | OSError) else type(error).__name__


class Mover:
    """Moves spool files to one database, and sets aside what it refuses."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def move_free(self) -> None:
        """Move the files that no process holds, and take them away. What cannot be moved is free again.

        Raises:
            StoreError: the database is away.
            OSError: one of them cannot be read, or nothing can be set aside; the others were moved.
        """
        failed: OSError | None = None
        for spool in left_behind(self._folder):
            try:
                self.move(spool)
            except OSError as error:
                failed = error
                spool.release()
            except BaseException:
                spool.release()
                raise
            else:
                spool.remove()
        if failed is not None:
            raise failed

    def move(self, spool: Spool) -> None:
        """Move what a file holds, transaction by transaction.

        Raises:
            StoreError: the database is away; what was not moved still is in the file.
            OSError: the file cannot be read, or nothing can be set aside.
        """
        if not spool.moved:
            aside.begin(spool)
        pieces = spool.pieces()
        while batch := list(islice(pieces, AT_ONCE)):
            self._settle(batch, spool)
            spool.moved = batch[-1].end

    def _settle(self, batch: Sequence[Piece], spool: Spool) -> None:
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
            _log.warning("%d bytes in %s are no whole record: set aside", len(piece.raw), spool.path.name)
        aside.put(spool, [*(piece for piece, _ in refused), *broken])

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

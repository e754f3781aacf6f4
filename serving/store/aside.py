"""What no database takes: records that it refuses and bytes that are none, kept in files beside the spool.

What one spool file leaves lies in one such file under the same name, made anew each time that the spool file is moved
from its beginning: whoever moves it, and however often it is begun, each record lies there once.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from serving.store.spool import Piece, Spool, pieces

ENDING = "refused"
"""Of these files, which have the form of a spool file: renamed to one, they are tried again."""


def put(spool: Spool, some: Sequence[Piece]) -> None:
    """Set pieces of a spool file aside, behind those that were before.

    Raises:
        OSError: they cannot be written.
    """
    if not some:
        return
    number = os.open(_beside(spool), os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(b"".join(piece.raw for piece in some))
        file.flush()
        os.fsync(file.fileno())


def begin(spool: Spool) -> None:
    """What was set aside of a spool file before is set aside again: it is moved from its beginning.

    Raises:
        OSError: the file cannot be taken away.
    """
    _beside(spool).unlink(missing_ok=True)


def _beside(spool: Spool) -> Path:
    return spool.path.with_suffix(f".{ENDING}")


class Aside:
    """Counts the records that lie aside in a folder; a file is read again only when it has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[int, int, int]] = {}

    def records(self) -> int:
        """Whole records in all files, whichever process set them aside."""
        known = {}
        for path in self._folder.glob(f"*.{ENDING}"):
            try:
                found = path.stat()
                last = self._known.get(path, (-1, -1, 0))
                count = last[2] if last[:2] == (found.st_mtime_ns, found.st_size) else _records(path)
            except FileNotFoundError:  # tried again, or purged, meanwhile
                continue
            known[path] = found.st_mtime_ns, found.st_size, count
        self._known = known
        return sum(count for *_, count in known.values())


def _records(path: Path) -> int:
    return sum(piece.payload is not None for piece in pieces(path.read_bytes()))

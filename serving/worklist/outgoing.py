"""The files that go out of a batch: claims to send, claims that are held. Both are written to a file without a name."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import Struct
from sqlalchemy import RowMapping

from serving.store import Store
from serving.worklist import files
from serving.worklist.batch import Batch
from serving.worklist.files import Place
from serving.worklist.marks import CannotWrite, Marking, claim_json, faults, rows
from serving.x12_out import split

IN_MEMORY = 1 << 20

CHUNK = 1 << 16

FORMS = {"x12": ("837", "application/edi-x12")}
OTHERWISE = ("ndjson", "application/x-ndjson")
"""What did not come as an 837 goes out as canonical JSON, a claim a line."""


class Outgoing(Struct, frozen=True):
    """A file that can be sent to who asked for it. It is patient data."""

    name: str
    media_type: str
    file: BinaryIO
    """At its beginning; it goes when it is closed."""
    cannot_write: tuple[CannotWrite, ...]
    """Claims whose changes it could not carry: in the ready file they are missing, in the held one they stand as they
    came."""
    doubted: tuple[int, ...]
    """Numbers of claims that are held only because something above them could not be read."""

    def chunks(self) -> Iterator[bytes]:
        """The content, and then the end of the file."""
        with self.file:
            yield from iter(lambda: self.file.read(CHUNK), b"")


class Writing(Struct, frozen=True):
    """How files of a batch are written."""

    store: Store
    office: str
    batch: Batch
    folder: Path
    """Where they lie meanwhile."""
    nth: int = 1
    """Which ready file of the batch it is: from the second on it has control numbers of its own."""

    def ready(self, sent: Callable[[RowMapping], bool]) -> Outgoing:
        """The claims that are sent."""
        return self._written("ready" if self.nth == 1 else f"ready-{self.nth}", sent, 0)

    def held(self, held: Callable[[RowMapping], bool]) -> Outgoing:
        """The claims that are held, and what stands in an 837 and could not be read as claims."""
        return self._written("held", lambda row: not held(row), 1)

    def _written(self, what: str, sent: Callable[[RowMapping], bool], side: int) -> Outgoing:
        ending, media_type = FORMS.get(self.batch.form, OTHERWISE)
        told: list[CannotWrite] = []
        doubted: list[int] = []
        pair = self._spool(), self._spool()
        if self.batch.form == "x12":
            doubted = self._split(pair, Marking(self.store, sent, side == 0, told))
        else:
            for row in rows(self.store, self.office, self.batch.id):
                pair[0 if sent(row) else 1].write(claim_json(self.store, row) + b"\n")
        pair[1 - side].close()
        pair[side].seek(0)
        stem = files.shown_name(self.batch.name.partition(", ")[0]).rpartition(".")[0] or "claims"
        return Outgoing(f"{stem}-{what}.{ending}", media_type, pair[side], tuple(told), tuple(doubted))

    def _split(self, pair: tuple[BinaryIO, BinaryIO], marking: Marking) -> list[int]:
        """Split each of the batch's files, one behind the other; gives the numbers of claims that are in doubt."""
        doubted: list[int] = []
        for file, _ in enumerate(files.names(self.store, self.office, self.batch.id)):
            own = self._spool(), self._spool()
            some = rows(self.store, self.office, self.batch.id, file)
            faulty = faults(self.store, self.office, self.batch.id, file)
            content = files.content(self.store, Place(self.office, self.batch.id, file))
            found = split(content, marking.marks(some, faulty), *own, nth=self.nth)
            if found.doubted:
                segments = set(found.doubted)
                some = rows(self.store, self.office, self.batch.id, file)
                doubted += [row["number"] for row in some if row["segment"] in segments]
            for whole, part in zip(pair, own, strict=True):
                _append(whole, part)
        return doubted

    def _spool(self) -> BinaryIO:
        return cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(self.folder)))


def _append(whole: BinaryIO, part: BinaryIO) -> None:
    """Put one file behind another."""
    with part:
        part.seek(0)
        while chunk := part.read(CHUNK):
            whole.write(chunk)

"""The folder of a lake: whole editions side by side, of which a link names the one that holds.

An edition is made aside, and becomes the current one by one rename of a link: our own reading sees the edition before
or the one after, never a mixture, and an ingest that is killed leaves the lake as it was. What the link comes to name
lies on the disk before it does, so that a power cut leaves it whole too. The edition before stays until the next
ingest, for who reads it still. What does not change from one edition to the next is the same file in both (a hard
link).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from claims.fault import Fault
from training.lake.sources import Source
from training.office_files import TrainingDataError

SCHEMA = 1
"""Of the lake's form; another program that finds another number must not guess."""
CURRENT, EDITIONS, LOCK = "current", "editions", ".lock"
LAKE, TIMES = "lake.json", "editions.json"
OWN = {CURRENT, EDITIONS, LOCK, ".gitignore"}
ASIDE = ".aside-"


class Lake(Struct, frozen=True):
    """What a lake holds: the same for the same files, whenever and in whatever order they were taken in."""

    schema: int
    made_with: dict[str, str]
    """Versions on which the tables depend: other ones make the tables anew."""
    through: date | None
    """The latest day in the records."""
    counts: dict[str, int]
    """Of files and records, and of the rows of each table: what came in is what went out."""
    inputs: dict[str, dict[str, str]]
    """By table and month, a digest of all that its rows are made of."""
    sources: list[Source]
    misdated: list[Fault] = []
    """Records that the tables leave out since they bear a day that cannot be."""
    to_come: date | None = None
    """The first of the days that the clock refused: when it has come, the tables are made anew."""


class Edition(Struct, frozen=True):
    """One ingest: when it was, and what it brought."""

    number: int
    started: datetime
    finished: datetime
    sources: dict[str, list[str]]
    """By kind, the digests of the files that were taken in."""
    counts: dict[str, int]


def check_place(store: Path) -> None:
    """See that nothing but a lake stands there.

    Raises:
        TrainingDataError: something else does.
    """
    if store.exists() and not store.is_dir():
        raise TrainingDataError(f"{store} is a file: name a folder for the lake")
    strange = {item.name for item in store.iterdir() if not _own(item.name)} if store.exists() else set()
    if strange:
        raise TrainingDataError(f"{store} holds other things than a lake, such as {min(strange)}: name another folder")


def _own(name: str) -> bool:
    return name in OWN or name.startswith(ASIDE)


def current(store: Path) -> Path | None:
    """The folder of the edition that holds; ``None`` where nothing was taken in yet.

    Raises:
        TrainingDataError: it is of a form that this program does not know, or damaged.
    """
    folder = (store / CURRENT).resolve()
    if not (folder / LAKE).is_file():
        return None
    with undamaged(folder / LAKE):
        form = msgspec.json.decode((folder / LAKE).read_bytes(), type=_Form).schema
    if form != SCHEMA:
        raise TrainingDataError(
            f"{store} is a lake of schema {form}, and this program knows {SCHEMA}: ingest into a new folder"
        )
    return folder


class _Form(Struct):
    schema: int


def lake_of(edition: Path) -> Lake:
    """What an edition holds.

    Raises:
        TrainingDataError: its file is damaged.
    """
    with undamaged(edition / LAKE):
        return msgspec.json.decode((edition / LAKE).read_bytes(), type=Lake)


def editions_of(edition: Path) -> list[Edition]:
    """The ingests that made it, the first one first.

    Raises:
        TrainingDataError: their file is damaged.
    """
    with undamaged(edition / TIMES):
        return msgspec.json.decode((edition / TIMES).read_bytes(), type=list[Edition])


@contextmanager
def undamaged(file: Path) -> Iterator[None]:
    """Read a file of a lake.

    Raises:
        TrainingDataError: it is not there, or not what was written.
    """
    try:
        yield
    except PermissionError as error:
        raise TrainingDataError(
            f"{file} may not be read: a lake is open to its owner alone; be the one who ingested, or let that one "
            "give it to you"
        ) from error
    except (OSError, EOFError, zlib.error, ValueError) as error:  # msgspec's and pyarrow's are ValueErrors
        raise TrainingDataError(
            f"{file} is damaged or gone ({type(error).__name__}): ingest the office's files into a new folder"
        ) from error


@contextmanager
def alone(store: Path) -> Iterator[None]:
    """Hold a lake for one ingest: another waits until it is done. What a killed one left behind is taken away.

    So is the edition before the one that holds; that one stays until the ingest after this one, for who reads it now.

    Raises:
        TrainingDataError: the folder cannot be written.
    """
    try:
        store.mkdir(parents=True, exist_ok=True)
        store.chmod(0o700)
        if not (store / ".gitignore").exists():  # it never goes where code goes
            (store / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise TrainingDataError(f"{store} cannot be written ({error.strerror}): name another folder") from error
    with (store / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = (store / CURRENT).resolve()
        for left in [*store.glob(f"{ASIDE}*"), *(store / EDITIONS).glob("*")]:
            if left.is_symlink():
                left.unlink()
            elif left.resolve() != held:
                shutil.rmtree(left)
        yield


@contextmanager
def aside(store: Path) -> Iterator[Path]:
    """A new folder, which is taken away after the block, unless it came to hold in it."""
    folder = Path(tempfile.mkdtemp(prefix=ASIDE, dir=store))  # made for the owner alone
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hold(store: Path, folder: Path, number: int) -> None:
    """Let an edition that was made aside be the one that holds, once all of it lies on the disk."""
    for inside, _, names in os.walk(folder):
        for file in (Path(inside) / name for name in names):
            if file.stat().st_nlink == 1:  # what the edition before holds too was written long ago
                _to_disk(file)
        _to_disk(Path(inside))
    (store / EDITIONS).mkdir(exist_ok=True)
    final = folder.rename(store / EDITIONS / f"{number:06}")
    _to_disk(store / EDITIONS)
    link = store / f"{ASIDE}link"
    link.symlink_to(Path(EDITIONS) / final.name)
    link.replace(store / CURRENT)
    _to_disk(store)


def _to_disk(path: Path) -> None:
    """See that a file, or the names in a folder, outlast a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def keep(old: Path, new: Path) -> None:
    """Let a file of the edition before stand in the new one too."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new)

"""Who let which model in at a place, when, and why: ``decisions.jsonl``, one decision a line, never rewritten.

Each line carries the SHA-256 of the line before it, so that one that was changed or taken out is seen; of the last one,
the notice of the champion carries it, where that line let the champion in (:mod:`models.published`). A line that was
not written to its end stays as it is: the next one stands below it, and carries its SHA-256 as that of any other.
"""

from __future__ import annotations

import fcntl
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from models import durable, web
from models.folder import BundleError

NAME = "decisions.jsonl"

TRIES = 20
"""Times that a line is offered to a URL to which others write."""


class Entry(Struct, frozen=True, omit_defaults=True):
    """One decision."""

    at: datetime
    what: Literal["promoted", "refused", "challenges", "rolled back", "not published", "not rolled back"]
    version: str
    """Of the model that it is about."""
    in_place_of: str = ""
    """The version that was champion then."""
    by: str = ""
    """Who signed."""
    because: str = ""
    user: str = ""
    """Who was logged in where it was decided."""
    gate: dict[str, Any] | None = None
    """All checks with their figures, and the digests of what was judged by; ``None`` where nothing was asked."""
    mlflow: str = ""
    """The model's URI in the registry, where it came from there."""
    previous: str = ""
    """SHA-256 of the line before; empty at the first."""


class Log(Struct, frozen=True):
    """The decisions of a place, as they stand."""

    entries: tuple[Entry, ...]
    """Those that can be read, in order."""
    digests: frozenset[str]
    """SHA-256 of each of their lines."""
    damaged: tuple[str, ...]
    """Of each line that cannot be read, and is known as such to the line after it, a sentence."""
    changed: tuple[str, ...]
    """Of each line that does not follow from the one before it, a sentence."""

    @property
    def let_in(self) -> str:
        """The version that is champion by what is on record; empty where none was let in."""
        found = [""]
        for entry in self.entries:
            if entry.what in {"promoted", "rolled back"}:
                found.append(entry.version)
            elif entry.what in {"not published", "not rolled back"} and found[-1] == entry.version:
                found.pop()
        return found[-1]


def record(place: str | Path, entry: Entry) -> str:
    """Add a decision to those of a place, and return the SHA-256 of its line.

    Raises:
        BundleError: the place cannot be written.
    """
    try:
        return _put(f"{place}/{NAME}", entry) if web.is_url(place) else _append(Path(place), entry)
    except OSError as error:
        raise BundleError(
            f"the decision cannot be recorded at {web.shown(place)} ({error.strerror or error})"
        ) from error


def read(place: str | Path) -> Log:
    """The decisions of a place, with what is not as it was written.

    Raises:
        BundleError: they cannot be read at all.
    """
    try:
        if web.is_url(place):
            content = web.get(f"{place}/{NAME}") or b""
        else:
            file = Path(place) / NAME
            content = file.read_bytes() if file.exists() else b""
    except OSError as error:
        raise BundleError(f"{NAME} at {web.shown(place)} cannot be read ({error.strerror or error})") from error
    entries: list[Entry] = []
    digests, damaged, changed, before = set(), [], [], ""
    for number, line in enumerate(_lines(content), 1):
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, UnicodeDecodeError):
            damaged.append(f"line {number} of {NAME} is damaged: it was not written to its end, or changed later")
        else:
            if entry.previous != before:
                changed.append(f"line {number} of {NAME} does not follow from the one before it: the file was changed")
            entries.append(entry)
            digests.add(sha256(line).hexdigest())
        before = sha256(line).hexdigest()
    return Log(tuple(entries), frozenset(digests), tuple(damaged), tuple(changed))


def recorded(place: str | Path) -> list[Entry]:
    """The decisions of a place, in order.

    Raises:
        BundleError: they cannot be read, or a line was changed after it was written.
    """
    log = read(place)
    if log.changed:
        raise BundleError("; ".join((*log.damaged, *log.changed)))
    return list(log.entries)


def _append(folder: Path, entry: Entry) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        added, digest = _added(entry, file.read())
        file.write(added)
        file.flush()
        os.fsync(file.fileno())
    durable.keep(folder)
    return digest


def _put(url: str, entry: Entry) -> str:
    for _ in range(TRIES):
        found = web.found(url)
        known = found.content or b""
        added, digest = _added(entry, known)
        try:
            web.put(url, known + added, found)
        except web.ChangedError:  # another was first: below his line, then
            continue
        return digest
    raise OSError("others write there without end")


def _added(entry: Entry, known: bytes) -> tuple[bytes, str]:
    """What is written below what stands there, and the digest of its line; a line without an end gets one."""
    lines = _lines(known)
    line = msgspec.json.encode(structs.replace(entry, previous=sha256(lines[-1]).hexdigest() if lines else ""))
    return (b"" if known.endswith(b"\n") or not known else b"\n") + line + b"\n", sha256(line).hexdigest()


def _lines(content: bytes) -> list[bytes]:
    return content.removesuffix(b"\n").split(b"\n") if content else []

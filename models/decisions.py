"""Who let which model in at a place, when, and why: ``decisions.jsonl``, one decision a line, never rewritten.

Each line carries the SHA-256 of the line before it, so that one that was changed or taken out is seen.
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

from models import web
from models.folder import BundleError

NAME = "decisions.jsonl"


class Entry(Struct, frozen=True, omit_defaults=True):
    """One decision."""

    at: datetime
    what: Literal["promoted", "refused", "challenges", "rolled back", "not published"]
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


def record(place: str | Path, entry: Entry) -> None:
    """Add a decision to those of a place.

    Raises:
        BundleError: the place cannot be written.
    """
    try:
        if web.is_url(place):
            url = f"{place}/{NAME}"
            known = web.get(url) or b""
            web.put(url, known + _line(entry, known))
            return
        folder = Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / NAME).open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            file.write(_line(entry, file.read()))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BundleError(f"the decision cannot be recorded beside {NAME} ({error.strerror or error})") from error


def recorded(place: str | Path) -> list[Entry]:
    """The decisions of a place, in order.

    Raises:
        BundleError: they cannot be read, or a line was changed after it was written.
    """
    try:
        if web.is_url(place):
            content = web.get(f"{place}/{NAME}") or b""
        else:
            file = Path(place) / NAME
            content = file.read_bytes() if file.exists() else b""
    except OSError as error:
        raise BundleError(f"{NAME} cannot be read ({error.strerror or error})") from error
    found, before = [], ""
    for number, line in enumerate(content.splitlines(), 1):
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except msgspec.DecodeError as error:
            raise BundleError(f"line {number} of {NAME} is damaged ({error})") from error
        if entry.previous != before:
            raise BundleError(f"line {number} of {NAME} does not follow from the one before it: the file was changed")
        before = sha256(line).hexdigest()
        found.append(entry)
    return found


def _line(entry: Entry, known: bytes) -> bytes:
    lines = known.splitlines()
    before = sha256(lines[-1]).hexdigest() if lines else ""
    return msgspec.json.encode(structs.replace(entry, previous=before)) + b"\n"

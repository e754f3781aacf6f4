"""The files of a place, which is a folder or the same files behind a URL: both are spoken to alike."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from models import durable, web


def read(place: str | Path, name: str) -> web.Found:
    """What stands under a name.

    Raises:
        OSError: the place cannot be read.
    """
    if web.is_url(place):
        return web.found(f"{str(place).rstrip('/')}/{name}")
    try:
        return web.Found((Path(place) / name).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return web.Found(None)


def write(place: str | Path, name: str, content: bytes, over: web.Found | None) -> None:
    """Replace what stands under a name, in one step; behind a URL, over what was read there.

    Raises:
        OSError: the place cannot be written.
    """
    if web.is_url(place):
        web.put(f"{str(place).rstrip('/')}/{name}", content, over)
        return
    handle, new = tempfile.mkstemp(prefix=f".{name}-", dir=place)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(new).chmod(0o644)
        Path(new).replace(Path(place) / name)
    finally:
        Path(new).unlink(missing_ok=True)
    durable.keep(Path(place))


def take_away(place: str | Path, name: str) -> None:
    """Take away what stands under a name, if anything does.

    Raises:
        OSError: the place cannot be written.
    """
    if web.is_url(place):
        web.delete(f"{str(place).rstrip('/')}/{name}")
    else:
        (Path(place) / name).unlink(missing_ok=True)


def why(error: Exception) -> str:
    """What went wrong, without the name of a file that only the program knows."""
    return getattr(error, "strerror", None) or getattr(error, "reason", None) or str(error)

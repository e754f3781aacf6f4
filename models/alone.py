"""One at a time: who lets a model in at a place, or takes one back, is alone there from the last look to the notice."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models import web
from models.folder import BundleError

NAME = ".lock"
PATIENCE = 60.0
"""Seconds to wait for another: the longest part of his work is to copy a bundle."""
PAUSE = 0.05


@contextmanager
def alone(place: str | Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keep all others out of a place, and of the places of its offices, for the time of the block.

    It is a lock of the file system on ``PLACE/.lock``, which ends with the process however it ends. A URL has no such
    thing: there, each file is written over what was read and nothing else, where the server can tell.

    Raises:
        BundleError: the place cannot be written, or another has it for longer than ``patience`` seconds.
    """
    if web.is_url(place):
        yield
        return
    try:
        Path(place).mkdir(parents=True, exist_ok=True)
        handle = os.open(Path(place) / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise BundleError(f"{place} cannot be written ({error.strerror})") from error
    try:
        _wait(handle, place, patience)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, place: str | Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise BundleError(
                    f"another promotion or roll back is at work at {place} for longer than {patience:.0f} seconds: "
                    "see whether it hangs, and try again"
                ) from None
            time.sleep(PAUSE)
        except OSError as error:
            raise BundleError(
                f"{place} cannot be locked ({error.strerror}): a file system with locks is needed"
            ) from error
        else:
            return

"""Where a search is kept: a file of parameters, with the study and the report beside it, for one search at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.tuning.study import TuningError


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Hold a place for one search, found to be one that can be written: before hours are spent, not after.

    Raises:
        TuningError: it cannot be written, or another search is at it.
    """
    if not out.parent.is_dir():
        raise TuningError(f"{out.parent} is no folder: make it, or name another --out")
    for beside in (out, out.with_suffix(".db"), out.with_suffix(".html")):
        if beside.is_dir():
            raise TuningError(f"{beside} is a folder, and a file is to be written there: name another --out")
    try:
        lock = out.with_name(f".{out.name}.lock").open("w")
    except OSError as error:
        raise TuningError(f"nothing can be written to {out.parent} ({error.strerror}): name another --out") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TuningError(
                f"another search writes to {out} at this moment: wait until it is done, or name another --out"
            ) from error
        yield

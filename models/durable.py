"""What was written outlives a loss of power: first what files hold, then the folders that name them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

NO_SUCH_THING = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What file systems say (some over a network) that cannot be asked to keep a folder."""


def keep(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises:
        OSError: they cannot be brought there.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (path.is_dir() and error.errno in NO_SUCH_THING):
            raise
    finally:
        os.close(handle)

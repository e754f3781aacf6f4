"""A bundle's folder copied whole, or not at all, to where nothing of it is ever changed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from models import durable, office
from models.bundle import Bundle
from models.folder import BundleError


def copy(bundle: Path, target: Path) -> None:
    """Copy a bundle to a folder named by its version, and the office's own folder beside it, and see that it is whole.

    What stands there already is left as it is.

    Raises:
        OSError: it cannot be written.
        BundleError: what stands there now is damaged, or another bundle.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for source, to in ((office.beside(bundle), office.beside(target)), (bundle, target)):
        if source.is_dir() and not to.exists():
            new = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=target.parent))
            try:
                new.chmod(source.stat().st_mode & 0o777)
                for file in filter(Path.is_file, source.iterdir()):
                    durable.keep(Path(shutil.copy2(file, new / file.name)))
                durable.keep(new)
                settle(new, to)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    durable.keep(target.parent)
    try:
        whole = Bundle.load(target).version == target.name
    except BundleError as error:
        raise BundleError(f"{error}; before it is published, take {target} away") from error
    if not whole:
        raise BundleError(f"{target} is another version than its name says: take it away, and publish again")


def settle(new: Path, target: Path) -> None:
    """Let a folder stand where it belongs, in one step; one that another process put there first stays.

    Raises:
        OSError: it cannot.
    """
    try:
        new.replace(target)
    except OSError:  # another process was first: a version has one content
        if not target.is_dir():
            raise
        shutil.rmtree(new, ignore_errors=True)

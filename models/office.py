"""What stays in the office: the index of what was sent before, in a folder beside the bundle's.

It concerns patients, though it names none. A bundle may be shown, sent and logged; this folder goes nowhere with it.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

from claims.sent import SentBefore
from models.folder import BundleError

INDEX, KEY = "sent.npz", "sent.key"
OWN = {INDEX, KEY, ".gitignore"}


def beside(bundle: Path | str) -> Path:
    """The folder of what stays in the office, beside the bundle in the folder ``bundle``."""
    folder = Path(bundle).resolve()
    return folder.with_name(f"{folder.name}-office")


def check_place(bundle: Path | str) -> None:
    """See that nothing but an index stands where the index would be kept.

    Raises:
        BundleError: something else stands there.
    """
    folder = beside(bundle)
    if folder.exists() and not (folder.is_dir() and {file.name for file in folder.iterdir()} <= OWN):
        raise BundleError(f"{folder} holds other things than what was sent before: name another folder for the model")


def keep(bundle: Path | str, sent: SentBefore) -> Path:
    """Write the index beside a bundle, with the key under which its digests were made; only the owner may read it.

    Raises:
        BundleError: something else stands there.
    """
    check_place(bundle)
    folder = beside(bundle)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # made for the owner alone
    sent.save(new / INDEX)
    (new / KEY).write_bytes(sent.key)
    (new / ".gitignore").write_text("*\n", encoding="utf-8")  # it never goes where code goes
    shutil.rmtree(folder, ignore_errors=True)
    return new.rename(folder)


def known(bundle: Path | str) -> SentBefore | None:
    """The index beside a bundle; ``None`` where none is kept.

    Raises:
        BundleError: it is there and cannot be read.
    """
    folder = beside(bundle)
    if not folder.is_dir():
        return None
    try:
        return SentBefore.load(folder / INDEX, (folder / KEY).read_bytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BundleError(f"{folder} cannot be read ({error}); train anew, or take the folder away") from error

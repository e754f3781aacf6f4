"""The folder of loaded editions: a file each, put in place whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from rules.reference.compiled import KeyedRows, compiled, open_file
from rules.reference.editions import Edition
from rules.reference.shelf import Held

SETTING = "CLEANCLAIM_REFERENCE"
"""Environment variable: the folder in which loaded editions stand."""

ENDING = ".edition"


class StoreError(ValueError):
    """A file of the folder is damaged: the message says which, and what to do."""


def folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where loaded editions stand: the setting, else the platform's folder for the data of programs."""
    if named := environment.get(SETTING):
        return Path(named)
    data = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "cleanclaim" / "reference"


def keep(kind: str, edition: Edition, rows: KeyedRows, where: Path) -> Edition:
    """Put an edition into the folder; one of the same kind and days is replaced.

    Whoever reads the old one meanwhile goes on reading it; one that cannot be written leaves nothing behind.

    Raises:
        OSError: it cannot be written.
    """
    data, edition = compiled(kind, edition, rows)
    where.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=where, prefix=f".{kind}-", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(where / f"{kind}_{edition.first}_{edition.last}{ENDING}")
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return edition


def loaded(where: Path) -> list[Held]:
    """All editions of a folder.

    Raises:
        StoreError: one of them is damaged.
    """
    found = []
    for path in sorted(where.glob(f"*{ENDING}")):
        try:
            found.append(open_file(path))
        except (ValueError, msgspec.MsgspecError) as error:
            raise StoreError(
                f"{path}: this loaded edition cannot be opened: {error}; load its file again, or remove it"
            ) from error
    return found

"""The folder of loaded editions: a file each, written whole before it is put in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

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


class Staged(Struct, frozen=True):
    """An edition that is written and not yet in place."""

    edition: Edition
    part: Path
    place: Path

    def settle(self) -> None:
        """Put it in place; one of the same kind and days is replaced, and whoever reads that goes on reading it."""
        self.part.replace(self.place)

    def rows_in_place(self) -> int:
        """How many rows the edition has that it would replace; 0 where there is none, or a damaged one."""
        try:
            return open_file(self.place).edition.codes
        except (OSError, ValueError, msgspec.MsgspecError):
            return 0

    def drop(self) -> None:
        """Take it away, if it is not in place."""
        self.part.unlink(missing_ok=True)


def stage(kind: str, edition: Edition, rows: KeyedRows, where: Path) -> Staged:
    """Write an edition into the folder, under a name that nobody reads.

    Raises:
        OSError: it cannot be written.
    """
    data, edition = compiled(kind, edition, rows)
    where.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=where, prefix=f".{kind}-", suffix=".part")
    staged = Staged(edition, Path(name), where / f"{kind}_{edition.first}_{edition.last}{ENDING}")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.part.chmod(0o644)
    except BaseException:
        staged.drop()
        raise
    return staged


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

"""A cheap way to see that the rules in force have changed: payer files, reference data, contract fees."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from models.contract import SETTING as FEES_SETTING
from rules import RuleSet, office_rules
from rules.office import PAYERS_SETTING
from rules.reference.store import folder


def as_they_stand() -> RuleSet:
    """The rules in force, read once for as long as their files stay as they are.

    Raises:
        RuleFileError: a rule file is not as it must be.
        StoreError: reference data that was loaded is damaged.
    """
    return _read(sign())


@lru_cache(maxsize=1)
def _read(sign: str) -> RuleSet:  # noqa: ARG001  what stood there under that sign
    return office_rules()


def sign() -> str:
    """A word that changes when a file that rules are made of is written, added or taken away."""
    digest = sha256()
    for file in sorted(_files()):
        try:
            written = file.stat()
        except OSError:  # taken away meanwhile: the next look sees it
            continue
        digest.update(f"{file}|{written.st_ino}|{written.st_mtime_ns}|{written.st_size}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    named = os.environ.get(PAYERS_SETTING, "").split(os.pathsep)
    for place in (*(Path(one) for one in named if one), folder()):
        if place.is_dir():
            yield from (file for file in place.rglob("*") if file.is_file() and not file.name.startswith("."))
    if fees := os.environ.get(FEES_SETTING):
        yield Path(fees)

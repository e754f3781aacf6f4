"""The rules as this office has them: those that ship, its own payer files, and the reference data that it loaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rules.context import SHIPPED
from rules.reference.shelf import Shelf
from rules.reference.store import folder, loaded
from rules.ruleset import RuleSet

PAYERS_SETTING = "CLEANCLAIM_PAYERS"
"""Environment variable: folders of payer files, parted as in PATH."""


def office_rules(payers: Sequence[Path] = ()) -> RuleSet:
    """The rules in force here.

    Args:
        payers: folders of payer files beside those that the setting names; the last named come first.

    Raises:
        RuleFileError: a file is not as it must be, or a folder is missing.
        StoreError: an edition that was loaded is damaged.
    """
    return RuleSet.load(payers=[*_named(), *payers], shelf=shelf_here())


def shelf_here() -> Shelf:
    """The reference data at hand here: what was loaded, and what ships.

    Raises:
        StoreError: an edition that was loaded is damaged.
    """
    return Shelf([*loaded(folder()), *SHIPPED.held()])


def share_payers(payers: Sequence[Path]) -> None:
    """Let the processes that this one starts use the same folders of payer files."""
    folders = [str(folder.resolve()) for folder in (*_named(), *payers)]
    os.environ[PAYERS_SETTING] = os.pathsep.join(folders)


def _named() -> list[Path]:
    return [Path(folder) for folder in os.environ.get(PAYERS_SETTING, "").split(os.pathsep) if folder]

"""The rules as this office has them, for the commands about rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rules.ruleset import RuleSet


def rules_here(payers: Sequence[Path] = ()) -> RuleSet:
    """The shipped rules and payers, and the office's own.

    Raises:
        click.ClickException: a file is not as it must be: file, line, what to do.
    """
    from rules import RuleFileError, office_rules
    from rules.reference.store import StoreError

    try:
        return office_rules(payers)
    except (RuleFileError, StoreError) as error:
        raise click.ClickException(str(error)) from error

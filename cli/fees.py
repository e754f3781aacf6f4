"""The fee file that a command uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.contract import Contract

FEES = click.option(
    "--fees",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What contracts allow (CSV), in place of what was learnt; else the file that CLEANCLAIM_FEES names.",
)


def contract_here(path: Path | None) -> Contract | None:
    """What contracts allow: of the file named, else of the setting's.

    Raises:
        click.ClickException: it is not as it must be: file, line, what to do.
    """
    from models.contract import FeeFileError, fees_here

    try:
        return fees_here(path)
    except FeeFileError as error:
        raise click.ClickException(str(error)) from error

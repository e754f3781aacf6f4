"""``cleanclaim rules new``: the files of a new rule, or of a new payer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click


@click.command(short_help="Begin a rule, or a payer's file.")
@click.argument("name", metavar="NAME")
@click.option("--payer", "payer_id", metavar="CODE", help="Make a payer, whose identifier on claims (NM109) is CODE.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder; default: that of the shipped rules, and for a payer the folder payers.",
)
def new(name: str, payer_id: str | None, into: Path | None) -> None:
    """Begin a rule, or with --payer a payer's file: they load, and their cases say what is to be written."""
    from rules.keeping.scaffold import new_payer, new_rule
    from rules.rule import EDITS

    today = date.today()  # noqa: DTZ011  the office's own calendar day
    try:
        if payer_id is None:
            written = new_rule(name, into or EDITS)
        else:
            written = new_payer(name, payer_id, today, into or Path("payers"))
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for file in written:
        click.echo(f"{file}")

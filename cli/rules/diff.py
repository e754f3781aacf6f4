"""``cleanclaim rules diff``: what changes between two days, and for whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.options import PAYERS, Day
from cli.rules.in_force import rules_here


@click.command(short_help="Say what changes between two days, and for whom.")
@click.option("--from", "first", type=Day(), required=True, metavar="DATE", help="The day before the changes.")
@click.option("--to", "last", type=Day(), required=True, metavar="DATE", help="The last day of changes.")
@PAYERS
def diff(first: date, last: date, payers: tuple[Path, ...]) -> None:
    """Say what changes after one day and until another: day, who, rule, what, and who says so."""
    from rules.keeping.changes import changes

    if last <= first:
        raise click.ClickException(f"--to {last} must come after --from {first}")
    found = changes(rules_here(payers), first, last)
    for change in found:
        click.echo(f"{change.day}  {change.who}: {change.rule}: {change.what} ({change.source})")
    click.echo(f"{len(found)} changes after {first} through {last}")

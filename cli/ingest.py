"""``cleanclaim ingest``: from files to a lake."""

from __future__ import annotations

from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import CLAIMS, REMITS


@click.command(short_help="Take files in, once, for all that learns from them.")
@CLAIMS
@REMITS
@click.option(
    "--store", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The lake."
)
def ingest(claims: Path, remits: Path, store: Path) -> None:
    """Take claims (837) and answers (835) into a folder, from which train, evaluate, features and policies read.

    Only what is new is read. A file is known again by what it holds, whatever it is called.
    """
    with training_extra():
        from training.lake import ingest as take_in

        done = take_in(claims, remits, store)
    for fault in done.unread:
        click.echo(f"{fault}", err=True)
    files = done.files
    click.echo(
        f"{files['found']:,} files: {files['new']:,} new, {files['known']:,} known, {files['copies']:,} copies of these"
    )
    if done.lake is not None:
        counts = done.lake.counts
        click.echo(
            f"{counts['claims_read']:,} claims and {counts.get('remittances_read', counts.get('remits_read', 0)):,} "
            f"remittances stand in {store}; {counts['faults']:,} things could not be read, "
            f"{counts.get('answers_unmatched', 0):,} answers belong to no claim: see 'cleanclaim data report'"
        )

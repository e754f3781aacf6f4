"""``cleanclaim policies``: what payers do, learnt from an office's own answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import CLAIMS, REMITS, Day


@click.command(short_help="Say what payers want, since when, and what it costs.")
@CLAIMS
@REMITS
@click.option("--payer", metavar="ID", help="One payer alone, by its identifier.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="table: what costs most first; json: everything; csv: one policy a line.",
)
@click.option("--as-of", type=Day(), metavar="DATE", help="Use nothing dated after that day; default: the last one.")
def policies(claims: Path, remits: Path, payer: str | None, form: str, as_of: date | None) -> None:
    """Say what payers want, since when, and what it costs, as an office's own answers show it.

    Each policy comes with its counts: refused and all of the answered claims against it (for the kind of refusal that
    speaks of it), and refused and all of those in compliance; a claim counts once a procedure. The first day is the one
    of service at which the refusals most likely began. Of all policies told, about one in twenty may be due to chance
    (q-values, Benjamini and Hochberg). Those that cost most come first.
    """
    with training_extra():
        from cli.learnt import FORMATS, of_payer
        from training.office_files import read_files
        from training.policies import learn

        files = read_files(claims, remits, as_of)
        learnt = learn(files)
    if payer is not None:
        learnt = of_payer(learnt, payer)
    for line in FORMATS[form](learnt):
        click.echo(line)

"""``cleanclaim train``: from answered claims to a model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import CLAIMS, REMITS, Day

SHOWN = 20
"""Faults of the input that are printed; a year of files may have the same one in each."""


@click.command(short_help="Train a model on an office's own claims and answers.")
@CLAIMS
@REMITS
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the bundle goes.")
@click.option("--as-of", type=Day(), metavar="DATE", help="Use nothing dated after that day; default: the last one.")
def train(claims: Path, remits: Path, out: Path, as_of: date | None) -> None:
    """Train a model on an office's own claims (837) and answers (835).

    What could not be read is said on standard error; the rest is used.
    """
    with training_extra():
        import mlflow  # noqa: F401  before the work, not after it, is the time to miss it

        from training import train as train_on

        trained = train_on(claims, remits, out, as_of=as_of)
    for fault in trained.files.faults[:SHOWN]:
        click.echo(f"{fault}", err=True)
    if (more := len(trained.files.faults) - SHOWN) > 0:
        click.echo(f"and {more:,} more", err=True)
    counts = trained.files.counts
    click.echo(
        f"{counts['claims']:,} claims sent, {counts['answered']:,} answered, "
        f"{trained.report['claims_known']:,.0f} of them old enough to learn from"
    )
    click.echo(
        f"{trained.bundle.name} {trained.bundle.version}, trained through {trained.bundle.trained_through}: {out}"
    )
    for name, value in trained.metrics.items():
        click.echo(f"  {name.replace('_', ' ')}: {value:,.4g}")

"""``cleanclaim train``: from answered claims to a model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import CLAIMS, REMITS, Day


@click.command(short_help="Train a model on an office's own claims and answers.")
@CLAIMS
@REMITS
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the bundle goes.")
@click.option("--as-of", type=Day(), metavar="DATE", help="Use nothing dated after that day; default: the last one.")
def train(claims: Path, remits: Path, out: Path, as_of: date | None) -> None:
    """Train a model on an office's own claims (837) and answers (835)."""
    with training_extra():
        from training import train as train_on

        trained = train_on(claims, remits, out, as_of=as_of)
    click.echo(
        f"{trained.bundle.name} {trained.bundle.version}, trained through {trained.bundle.trained_through}: {out}"
    )
    for name, value in trained.metrics.items():
        click.echo(f"  {name.replace('_', ' ')}: {value:,.4g}")

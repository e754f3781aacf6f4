"""``cleanclaim simulate``: a made-up office."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write a made-up office to train and try on.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the office goes.")
@click.option("--claims", type=click.IntRange(1), default=10_000, show_default=True, help="How many claims it sends.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same office.")
def simulate(out: Path, claims: int, seed: int) -> None:
    """Write a made-up office: its 837s, the 835s that answer, and its payers' policies."""
    from training.office import simulate as make

    try:
        make(out, claims, seed)
    except OSError as error:  # the folder holds an office already, or cannot be written to
        raise click.ClickException(str(error)) from error

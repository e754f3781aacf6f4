"""``cleanclaim tune``: parameters that suit an office."""

from __future__ import annotations

from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import OfficeData, office_data

MINUTES = 10.0
"""Where neither minutes nor trials are named."""


@click.command(short_help="Look for parameters that suit an office better than the defaults.")
@office_data
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help="Where the parameters go; beside it the study (.db), which another run goes on with, and the report (.html).",
)
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="How long to search in all; default: 10.")
@click.option("--trials", type=click.IntRange(1), help="How many trials to make in all; default: what time allows.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same trials.")
def tune(data: OfficeData, out: Path, minutes: float | None, trials: int | None, seed: int) -> None:
    """Look for parameters to train with: `cleanclaim train --tuned FILE.json` takes them.

    The file holds the defaults where nothing was found that is surely better. A search that was ended goes on when it
    is called again; minutes and trials count from the beginning of the study.
    """
    with training_extra():
        from training.tuning.budget import Budget

        budget = Budget(minutes if minutes or trials else MINUTES, trials)
        from training.tuning.run import tune_on
        from training.tuning.says import effort, verdict

        if out.suffix != ".json":
            raise click.BadParameter(f"{out} does not end in .json", param_hint="--out")
        tuned = tune_on(data.files, out, budget, seed=seed)
    click.echo(effort(tuned))
    click.echo(verdict(tuned))
    click.echo(f"{out} holds {tuned.parameters.told() or 'the defaults'}; {out.with_suffix('.html')} tells of all.")

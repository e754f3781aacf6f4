"""``cleanclaim evaluate``: how good a model is, on answered claims."""

from __future__ import annotations

import sys

import click

from cli.extra import training_extra
from cli.options import OfficeData, office_data

UNCUT = 120
"""Columns of the table in a file or a pipe."""


@click.command(short_help="Measure a model on answered claims.")
@click.option("--model", required=True, metavar="DIR_OR_URI", help="A bundle's folder, or an MLflow URI.")
@office_data
@click.option("--replay", is_flag=True, help="Also report with answers let in on their day.")
def evaluate(model: str, data: OfficeData, *, replay: bool) -> None:
    """Measure a model on answered claims, its history frozen at the model's date."""
    from cli.model import model_of, sent_before

    with training_extra():
        from rich.console import Console

        from training import report
        from training.evaluation import evaluate_on

        # Where nobody looks at a terminal of some width, nothing is to be cut.
        console = Console() if sys.stdout.isatty() else Console(width=UNCUT)
        console.print(report(evaluate_on(model_of(model), data.files(), replay=replay, sent=sent_before(model))))

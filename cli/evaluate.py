"""``cleanclaim evaluate``: how good a model is, on answered claims."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import CLAIMS, REMITS

UNCUT = 120
"""Columns of the table in a file or a pipe."""


@click.command(short_help="Measure a model on answered claims.")
@click.option("--model", required=True, metavar="DIR_OR_URI", help="A bundle's folder, or an MLflow URI.")
@CLAIMS
@REMITS
@click.option("--replay", is_flag=True, help="Also report with answers let in on their day.")
def evaluate(model: str, claims: Path, remits: Path, *, replay: bool) -> None:
    """Measure a model on answered claims, its history frozen at the model's date."""
    from cli.model import model_of, sent_before

    with training_extra():
        from rich.console import Console

        from training import evaluate as evaluate_on
        from training import report

        # Where nobody looks at a terminal of some width, nothing is to be cut.
        console = Console() if sys.stdout.isatty() else Console(width=UNCUT)
        console.print(report(evaluate_on(model_of(model), claims, remits, replay=replay, sent=sent_before(model))))

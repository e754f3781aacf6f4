"""``cleanclaim score``: claim files in, one result a claim out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.fees import FEES, contract_here
from cli.options import AS_OF, FORMAT, MODEL, OUT, PATHS, PAYERS, UNREADABLE, WORKERS

if TYPE_CHECKING:
    from serving.scorer import Explain, Suggest


@click.command(short_help="Score claim files: what is wrong, what will be refused, and why.")
@PATHS
@MODEL
@FORMAT
@OUT
@WORKERS
@AS_OF
@PAYERS
@FEES
@click.option(
    "--explain",
    type=click.Choice(["none", "held", "some", "all"]),
    default="held",
    show_default=True,
    help="Reasons for: no claim; claims to fix or review; every claim; every claim and every feature.",
)
@click.option(
    "--suggest",
    type=click.Choice(["none", "risky"]),
    default="risky",
    show_default=True,
    help="Search changes that lower the risk, for: no claim; claims to fix or review, or of a chance of 10 % or more.",
)
@click.pass_context
def score(
    ctx: click.Context,
    paths: tuple[Path, ...],
    model: str | None,
    form: str,
    out: Path | None,
    workers: int,
    as_of: date | None,
    payers: tuple[Path, ...],
    fees: Path | None,
    explain: Explain,
    suggest: Suggest,
) -> None:
    """Score the claims in files or folders: what is certainly wrong, what will probably be refused, and why.

    Exit status: 0 when every claim was scored; 2 when some input could not be read (all else is scored all the same).
    """
    from cli.model import model_of, sent_before
    from cli.rules.in_force import rules_here
    from cli.run import run
    from serving.load import for_a_run

    scorer = for_a_run(rules_here(payers), model_of(model), sent_before(model), contract_here(fees))
    tally = run(
        paths, scorer=scorer, explain=explain, as_of=as_of, workers=workers, form=form, out=out, suggest=suggest
    )
    if tally.unreadable:
        ctx.exit(UNREADABLE)

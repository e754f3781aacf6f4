"""``cleanclaim check``: the rules alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.options import AS_OF, FORMAT, OUT, PATHS, PAYERS, UNREADABLE, WORKERS

ERRORS = 1
"""Exit status when a claim has an error."""


@click.command(short_help="Check claim files by the rules alone.")
@PATHS
@FORMAT
@OUT
@WORKERS
@AS_OF
@PAYERS
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    form: str,
    out: Path | None,
    workers: int,
    as_of: date | None,
    payers: tuple[Path, ...],
) -> None:
    """Say what is certainly wrong with the claims in files or folders.

    Exit status: 2 when some input could not be read, else 1 when a claim or the end of a file has an
    error, else 0.
    """
    from cli.rules.in_force import rules_here
    from cli.run import run
    from serving.load import for_a_run

    tally = run(
        paths, scorer=for_a_run(rules_here(payers)), explain="none", as_of=as_of, workers=workers, form=form, out=out
    )
    if tally.unreadable:
        ctx.exit(UNREADABLE)
    ctx.exit(ERRORS if tally.verdicts["fix"] or tally.disagreements else 0)

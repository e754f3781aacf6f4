"""``cleanclaim policies``: what payers do, learnt from an office's own answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.extra import training_extra
from cli.options import Day, OfficeData, office_data

if TYPE_CHECKING:
    from claims.claim import Claim
    from training.policies import LearntPolicy


@click.command(short_help="Say what payers want, since when, and what it costs.")
@office_data
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
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write each payer's policies as a payer file with cases, for a person to approve.",
)
@click.option("--changes", is_flag=True, help="Show when payers' rates of refusal changed instead.")
def policies(
    data: OfficeData,
    payer: str | None,
    form: str,
    as_of: date | None,
    folder: Path | None,
    *,
    changes: bool,
) -> None:
    """Say what payers want, since when, and what it costs, as an office's own answers show it.

    Each policy comes with its counts: refused and all of the answered claims against it (for the kind of refusal that
    speaks of it), and refused and all of those in compliance; a claim counts once a procedure. The first day is the one
    of service at which the refusals most likely began. Of all policies told, about one in twenty may be due to chance
    (q-values, Benjamini and Hochberg). Those that cost most come first.

    With --changes: the days on which the answers made known that a payer refuses a service for one kind of reason more
    often, or less, than before, from which rate to which. Some alarms are false, fewer than one a payer a year.

    What --write writes loads with --payers, and its cases pass with rules test. Every entry is marked as proposed:
    until a person takes that mark out, all that goes by it is a warning. What no rule can say is left out, and
    counted by kind.
    """
    with training_extra():
        from cli.learnt import ALARM_FORMATS, FORMATS, of_payer
        from training.policies import learn
        from training.policies.alarms import alarms
        from training.policies.table import read_lines

        files = data.files(as_of)
        if changes:
            found = alarms(read_lines(files.claims, files.outcomes))
            for line in ALARM_FORMATS[form]([one for one in found if payer in (None, one.payer)]):
                click.echo(line)
            return
        learnt = learn(files)
    if payer is not None:
        learnt = of_payer(learnt, payer)
    for line in FORMATS[form](learnt):
        click.echo(line)
    if folder is not None:
        _write(learnt.policies, files.claims, learnt.through, folder)


def _write(policies: Sequence[LearntPolicy], claims: Sequence[Claim], through: date, folder: Path) -> None:
    from training.policies.propose import propose

    try:
        with training_extra():
            proposed = propose(policies, claims, through, folder)
    except OSError as error:  # a file is there already, or the folder cannot be written to
        raise click.ClickException(str(error)) from error
    for file in proposed.files:
        click.echo(f"{file}", err=True)
    if proposed.left_out:
        kinds = Counter(sorted(one.kind for one in proposed.left_out)).most_common()
        many = ", ".join(f"{kind} {count:,}" for kind, count in kinds)
        click.echo(f"left out, since no rule can say them or the payer's file does already: {many}", err=True)

"""``cleanclaim monitor``: is the model still as good as when it was trained?"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import UNREADABLE, Day, OfficeData, office_data

LOOK = 1
"""Exit status when there is something to look at."""


class UnreadableError(click.ClickException):
    """The model or the files could not be read, or nothing could be written."""

    exit_code = UNREADABLE


@click.command(short_help="Say whether a model in use has gone stale: report, metrics, advice.")
@click.option("--model", required=True, metavar="DIR_OR_URI", help="A bundle's folder, or an MLflow URI.")
@office_data
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The report (HTML)."
)
@click.option(
    "--prometheus", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Also write metrics there."
)
@click.option("--as-of", type=Day(), metavar="DATE", help="Use nothing dated after that day; default: the last one.")
def monitor(model: str, data: OfficeData, out: Path, prometheus: Path | None, as_of: date | None) -> None:
    """Say whether a model in use has gone stale, from what was sent and answered since it was trained.

    Name files from before training ended, too: what is usual is told by them. The report shows, by payer and by week of
    submission, how good the odds were (matured claims alone), what they promise before the answers, whether claims
    moved, what payers changed and who is new, and whether to train anew and why. No patient is in it.

    Exit status: 0 where all is quiet, 1 where there is something to look at, 2 where something could not be read.
    """
    try:
        quiet = _monitor(model, data, out, prometheus, as_of)
    except click.ClickException as error:
        if isinstance(error, click.UsageError):
            raise
        raise UnreadableError(error.message) from error
    if not quiet:
        sys.exit(LOOK)


def _monitor(model: str, data: OfficeData, out: Path, prometheus: Path | None, as_of: date | None) -> bool:
    from cli.model import model_of, sent_before

    with training_extra():
        from training.monitoring import monitor as watch
        from training.monitoring.prometheus import write
        from training.monitoring.report import report

        bundle = model_of(model)
        found = watch(bundle, data.files(as_of), sent_before(model))
        try:
            out.write_text(report(found), "utf-8")
            if prometheus is not None:
                write(found, prometheus)
        except OSError as error:
            raise click.ClickException(f"{error.filename} cannot be written ({error.strerror})") from error
    for one in found.signals:
        click.echo(f"{one.known} {one.kind}: {one.says}")
    for reason in found.retrain:
        click.echo(f"train anew: {reason}")
    click.echo(f"{out}: {'quiet' if found.quiet else 'something to look at'}, answers through {found.through}")
    return found.quiet

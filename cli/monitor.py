"""``cleanclaim monitor``: is the model still as good as when it was trained?"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click

from cli.extra import training_extra
from cli.options import UNREADABLE, Day, OfficeData, office_data

if TYPE_CHECKING:
    from cli.promotion import Standing
    from cli.whereabouts import Where
    from models import Bundle
    from training.office_files import Files

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
@click.option("--retrain", is_flag=True, help="Where it is advised, train a challenger and ask the gate; with --to.")
@click.option("--to", "place", metavar="DIR_OR_URL", help="Where a challenger that passes is published.")
def monitor(
    model: str,
    data: OfficeData,
    out: Path,
    prometheus: Path | None,
    as_of: date | None,
    place: str | None,
    *,
    retrain: bool,
) -> None:
    """Say whether a model in use has gone stale, from what was sent and answered since it was trained.

    Name files from before training ended, too: what is usual is told by them. The report shows, by payer and by week of
    submission, how good the odds were (matured claims alone), what they promise before the answers, whether claims
    moved, what payers changed and who is new, and whether to train anew and why. No patient is in it.

    With --retrain, where training anew is advised: a challenger learns from all but the last claims, the gate holds it
    against the model by these, and one that passes is published as challenger, which scores beside the model. That it
    takes the model's place, a person signs with 'cleanclaim promote'.

    Exit status: 0 where all is quiet, 1 where there is something to look at, 2 where something could not be read.
    """
    if retrain != (place is not None):
        raise click.UsageError("--retrain and --to go together: name where a challenger is to be published")
    try:
        quiet = _monitor(model, data, out, prometheus, as_of, place)
    except click.UsageError:
        raise
    except click.ClickException as error:
        raise UnreadableError(error.message) from error
    if not quiet:
        sys.exit(LOOK)


def _monitor(
    model: str, data: OfficeData, out: Path, prometheus: Path | None, as_of: date | None, place: str | None
) -> bool:
    from cli.model import model_of, sent_before
    from cli.whereabouts import check_writable

    check_writable(out)
    check_writable(prometheus)
    with training_extra():
        from training.monitoring import monitor as watch
        from training.monitoring.prometheus import write
        from training.monitoring.report import report

        bundle = model_of(model)
        to = _place(place, bundle) if place is not None else None
        files = data.files(as_of)
        found = watch(bundle, files, sent_before(model))
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
    if to is not None:
        if found.retrain:
            _challenge(bundle, data, files, to, "; ".join(found.retrain))
        else:
            click.echo("nothing was trained: there is no reason to")
    return found.quiet


class _To(NamedTuple):
    """Where a challenger is to stand, and who is champion there."""

    at: Where
    before: Standing | None


def _place(place: str, model: Bundle) -> _To:
    """See that a challenger can be published, and that it is held against the model that it would stand beside.

    Raises:
        click.ClickException: it cannot, or another model is champion there.
    """
    from cli.promotion import standing
    from cli.whereabouts import whereabouts
    from models import BundleError
    from models.published import check_place

    try:
        at = whereabouts(place, None)
        check_place(at.place)
        check_place(at.target)
        before = standing(at)
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    if before is not None and before.version != model.version:
        raise click.ClickException(
            f"{before.version} is champion at {at.place}, and --model names {model.version}: a challenger is held "
            "against the champion that it stands beside; name that one"
        )
    return _To(at, before)


def _challenge(champion: Bundle, data: OfficeData, files: Files, to: _To, because: str) -> None:
    """Train a challenger, ask the gate, and publish what passes; the decision is recorded either way."""
    from cli.promotion import Promotion, let_in
    from models import Bundle, BundleError

    with training_extra(), TemporaryDirectory(prefix="cleanclaim-monitor-") as scratch:
        from training.gate import decide
        from training.gate.report import lines
        from training.monitoring.retrain import last_day
        from training.run import train_on

        through = last_day(files, champion.trained_through)
        if through is None:
            click.echo(
                f"nothing was trained: since {champion.trained_through} too few claims are answered and old enough to "
                "learn from and to judge by"
            )
            return
        folder = Path(scratch) / "challenger"
        train_on(lambda: data.files(through), folder, review=champion.review)
        challenger = Bundle.load(folder)
        decision = decide(champion, challenger, files)
        for line in lines(decision):
            click.echo(line)
        by = "cleanclaim monitor"
        try:
            let_in(Promotion(folder, challenger.version, to.at, "challenger", to.before, by, because), decision)
        except BundleError as error:
            raise click.ClickException(str(error)) from error
        except click.ClickException as refusal:
            if decision.passed:
                raise
            click.echo(refusal.message, err=True)

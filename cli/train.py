"""``cleanclaim train``: from answered claims to a model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import Day, OfficeData, office_data

SHOWN = 20
"""Faults of the input that are printed; a year of files may have the same one in each."""


def _amount(ctx: click.Context, param: click.Parameter, text: str | None) -> float:
    """A number of the review, as it was given or as it stands where nothing was."""
    from models.review import STANDARD, TERMS

    if text is None:
        return float(getattr(STANDARD, param.name or ""))
    term = next(term for term in TERMS if term.name == param.name)
    try:
        return term.read(text)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


@click.command(short_help="Train a model on an office's own claims and answers.")
@office_data
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the bundle goes.")
@click.option("--as-of", type=Day(), metavar="DATE", help="Use nothing dated after that day; default: the last one.")
@click.option(
    "--look-cost",
    callback=_amount,
    metavar="DOLLARS",
    help="What it costs when a biller looks at one claim; default: 5.75.",
)
@click.option(
    "--rework-cost", callback=_amount, metavar="DOLLARS", help="What it costs to work one denied claim; default: 57.23."
)
@click.option(
    "--prevented", callback=_amount, metavar="SHARE", help="Which share of refusals a look prevents; default: 0.3."
)
@click.option(
    "--lost", callback=_amount, metavar="SHARE", help="Which share of refused money never comes; default: 0.46."
)
@click.option(
    "--tuned",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Parameters that `cleanclaim tune` wrote; default: those that suit most offices.",
)
@click.option(
    "--learning-curve",
    "curve",
    is_flag=True,
    help="Also tell what more history would bring; it takes two more fits, on a quarter and on half of the claims.",
)
def train(
    data: OfficeData,
    out: Path,
    as_of: date | None,
    look_cost: float,
    rework_cost: float,
    prevented: float,
    lost: float,
    tuned: Path | None,
    *,
    curve: bool,
) -> None:
    """Train a model on an office's own claims (837) and answers (835).

    What could not be read is said on standard error; the rest is used. The costs decide which claims are put up for
    review; they are kept in the bundle, and its card says what they do.
    """
    with training_extra():
        import mlflow  # noqa: F401  before the work, not after it, is the time to miss it

        from models import Review
        from training.parameters import DEFAULTS, read_parameters
        from training.run import train_on

        review = Review(look_cost, rework_cost, prevented, lost)
        parameters = read_parameters(tuned) if tuned else DEFAULTS
        trained = train_on(lambda: data.files(as_of), out, review=review, parameters=parameters, curve=curve)
    for fault in trained.files.faults[:SHOWN]:
        click.echo(f"{fault}", err=True)
    if (more := len(trained.files.faults) - SHOWN) > 0:
        click.echo(f"and {more:,} more", err=True)
    counts = trained.files.counts
    click.echo(
        f"{counts['claims']:,} claims sent, {counts['answered']:,} answered, "
        f"{trained.report['claims_known']:,.0f} of them old enough to learn from"
    )
    click.echo(
        f"{trained.bundle.name} {trained.bundle.version}, trained through {trained.bundle.trained_through}: {out}"
    )
    for name, value in trained.metrics.items():
        click.echo(f"  {name.replace('_', ' ')}: {value:,.4g}")

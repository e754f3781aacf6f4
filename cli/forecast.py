"""``cleanclaim forecast``: what money will come when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.fees import FEES, contract_here
from cli.options import MODEL, OUT, PATHS, TOLD_AS, UNREADABLE, WORKERS, Day

if TYPE_CHECKING:
    from claims.origin import Sourced
    from serving.forecast import Forecast, Outstanding, Sum
    from serving.replaced import Sent
    from serving.score import Score


@click.command(short_help="Forecast what money will come when.")
@PATHS
@MODEL
@TOLD_AS
@OUT
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Draw it: .svg or .png.")
@click.option(
    "--by", type=click.Choice(["week", "payer"]), default="week", show_default=True, help="What the rows are."
)
@click.option(
    "--as-of",
    type=Day(),
    metavar="DATE",
    help="Today: what comes after it is forecast. Without it, all claims are taken to go on their day of submission.",
)
@click.option(
    "--remits",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="Answers that came (835): the claims that they answer are left out.",
)
@FEES
@WORKERS
@click.pass_context
def forecast(
    ctx: click.Context,
    paths: tuple[Path, ...],
    model: str | None,
    form: str,
    out: Path | None,
    plot: Path | None,
    by: str,
    as_of: date | None,
    remits: Path | None,
    fees: Path | None,
    workers: int,
) -> None:
    """Forecast the money that claims will bring, by week and by payer, with a range that holds 80 %.

    Give it what is outstanding: the claims that are about to go and those that are not answered yet; with --remits
    it finds out itself which are answered. What should have been answered by --as-of and was not is late, and
    likelier to be refused or lost. Where a claim and its replacement are both there, the later one alone counts.

    Exit status: 2 when some input could not be read; the rest is forecast all the same.
    """
    if plot is not None and plot.suffix.lower() not in {".svg", ".png"}:
        raise click.ClickException(f"--plot {plot}: name a file that ends in .svg or .png")
    from msgspec import structs

    from cli.model import model_of, sent_before
    from cli.rules.in_force import rules_here
    from cli.run import Tally, opened
    from serving.bulk import Job, results
    from serving.forecast import forecast as forecast_of
    from serving.load import for_a_run
    from serving.replaced import replaced

    contract = contract_here(fees)
    bundle = model_of(model)
    if bundle.pay_days is None:
        raise click.ClickException(
            f"the model {bundle.version} was trained before days of payment were learnt; train anew"
        )
    import claims

    files = claims.find_files(paths)
    scorer = for_a_run(rules_here(), bundle, sent_before(model), contract)
    tally = Tally()
    job = Job(files, scorer, "none", _packed, as_of, "none")
    scored = list(_read(tally.taken(results(job, workers))))
    answered = _answered(files, remits, as_of)
    again = replaced([one for _, one, _ in scored])
    unanswered = [(at, one) for at, (where, _, one) in enumerate(scored) if where not in answered]
    waiting = [one for at, one in unanswered if one is not None and at not in again]
    twice = sum(at in again for at, _ in unanswered)
    unpriced = len(unanswered) - len(waiting) - twice
    if twice:
        click.echo(f"{twice:,} claims are left out: later ones replace them", err=True)
    if unpriced:
        click.echo(f"{unpriced:,} claims are left out: no payment could be expected of them", err=True)
    if not waiting:
        raise click.ClickException("no claims there that are not answered")
    first = min(one.sent for one in waiting)
    after = as_of or (first - timedelta(days=1) if first > date.min else first)
    found = forecast_of(waiting, bundle.pay_days, after)
    found = structs.replace(found, replaced=twice, without_payment=unpriced)
    rows = found.weeks if by == "week" else found.payers
    with opened(out) as stream:
        stream.write({"table": _table, "csv": _csv, "json": _json}[form](found, rows))
    if plot is not None:
        _draw(found, rows, plot)
    if tally.unreadable:
        ctx.exit(UNREADABLE)


Where = tuple[str, int, int]
"""Where a claim stood: file, transaction, segment."""


def _packed(score: Score, sourced: Sourced) -> bytes:
    """What a forecast needs of a result, as it comes from another process."""
    import msgspec

    from serving.forecast import outstanding
    from serving.replaced import sent

    place = score.position
    where = (score.file, place.transaction, place.segment)
    return msgspec.msgpack.encode((where, sent(sourced.claim, score.as_of), outstanding(score, sourced.claim)))


def _read(lines: Iterable[bytes]) -> Iterator[tuple[Where, Sent, Outstanding | None]]:
    import msgspec

    from serving.forecast import Outstanding
    from serving.replaced import Sent

    return map(msgspec.msgpack.Decoder(tuple[Where, Sent, Outstanding | None]).decode, lines)


def _answered(files: Sequence[Path], remits: Path | None, by: date | None) -> set[Where]:
    """Where the claims stood that are answered, as far as that was known on a day."""
    if remits is None:
        return set()
    import claims
    from cli.office_files import remits_in

    sent = [item for file in files for item in claims.read(file) if isinstance(item, claims.Sourced)]
    heard = (remit for remit in remits_in([remits]) if by is None or (remit.answered or by) <= by)
    outcomes = claims.match([one.claim for one in sent], heard).outcomes
    return {
        (one.origin.file, one.origin.transaction, one.origin.segment)
        for one, outcome in zip(sent, outcomes, strict=True)
        if outcome is not None
    }


def _json(found: Forecast, rows: Sequence[Sum]) -> bytes:  # noqa: ARG001  all formats take both
    import msgspec

    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _csv(found: Forecast, rows: Sequence[Sum]) -> bytes:  # noqa: ARG001
    import msgspec

    from cli.rows import csv_line
    from serving.forecast import Sum

    return b"".join([csv_line(Sum.__struct_fields__), *(csv_line(msgspec.structs.astuple(row)) for row in rows)])


def _table(found: Forecast, rows: Sequence[Sum]) -> bytes:
    from cli.columns import columns
    from cli.table import printable
    from serving.forecast_plot import heading, money

    weeks = rows is found.weeks
    cells = [
        (
            printable(row.name),
            *([row.begins.isoformat() if row.begins else ""] if weeks else []),
            f"{row.answers:,.0f}",
            money(row.expected),
            f"{money(row.low)} to {money(row.high)}",
        )
        for row in rows
    ]
    headings = ("Week", "Begins") if weeks else ("Payer",)
    right = (*(False for _ in headings), True, True, True)
    lines = [*columns((*headings, "Answers", "Expected", "Range (80 %)"), cells, right), "", f"{heading(found)}."]
    if found.never_answered:
        lines.append(f"Not in it: {money(found.never_answered)} of claims that will never be answered.")
    return "".join(f"{line}\n" for line in lines).encode()


def _draw(found: Forecast, rows: Sequence[Sum], plot: Path) -> None:
    if plot.suffix.lower() == ".svg":
        from serving.forecast_plot import svg

        plot.write_text(svg(found, rows), encoding="utf-8")
        return
    from cli.extra import training_extra

    with training_extra():
        from cli.forecast_png import png

        png(found, rows, plot)

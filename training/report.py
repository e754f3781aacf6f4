"""An evaluation as a table that people read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Table

from training.evaluation import Evaluated, Evaluation

COLUMNS = {
    "claims": ("claims", "{:,.0f}"),
    "denied": ("refused", "{:.1%}"),
    "auroc": ("AUROC", "{:.3f}"),
    "auprc": ("AUPRC", "{:.3f}"),
    "log_loss": ("loss", "{:.4f}"),
    "log_loss_base_rate": ("base", "{:.4f}"),
    "calibration_error": ("off by", "{:.3f}"),
    "denials_in_top_tenth": ("top 10 %", "{:.0%}"),
    "dollars_in_top_tenth": ("$ in it", "{:.0%}"),
}


def report(evaluated: Evaluated) -> RenderableType:
    """The figures of an evaluation, for ``rich.print`` or a rich console."""
    return Group(*_parts(evaluated))


def _parts(evaluated: Evaluated) -> Iterator[RenderableType]:
    yield (
        f"{evaluated.model}, trained through {evaluated.trained_through}; "
        f"answers through {evaluated.answers_through}.\n"
        f"{evaluated.known:,} claims measured. Not measured: {evaluated.young:,} too young to tell, "
        f"{evaluated.silent:,} never answered, {evaluated.seen:,} from before training ended."
    )
    yield _table("History as it stood when training ended", evaluated.frozen)
    if evaluated.replayed:
        yield _table("History that lets in each answer on the day after it is dated", evaluated.replayed)
    yield (
        "loss: log loss in nats, base: that of the base rate alone; off by: calibration error; "
        "top 10 %: refusals (and refused dollars) among the riskiest tenth."
    )


def _table(title: str, evaluation: Evaluation) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column("", no_wrap=True)
    for heading, _ in COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for name, figures in [
        ("all", evaluation.overall),
        *((f"payer {payer}", figures) for payer, figures in evaluation.by_payer.items()),
        *evaluation.by_month.items(),
    ]:
        cells = [form.format(figures[key]) if key in figures else "-" for key, (_, form) in COLUMNS.items()]
        table.add_row(name, *cells)
    return table

"""``cleanclaim data``: what stands in a lake."""

from __future__ import annotations

from pathlib import Path

import click

from cli.extra import training_extra


@click.group(short_help="Say what stands in a lake.")
def data() -> None:
    """Say what stands in a lake that ``cleanclaim ingest`` made."""


@data.command(short_help="Write a report on a lake, as a page with drawings.")
@click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="A lake that 'cleanclaim ingest' made.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The report (HTML)."
)
def report(store: Path, out: Path) -> None:
    """Write what came in, what could not be read or matched, refusals by payer and month, and what looks odd.

    Counts, codes and file names stand in it, and nothing of a patient.
    """
    with training_extra():
        from training.data_report import report as report_on

        text = report_on(store)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror}): name another file") from error
    click.echo(f"{out}")

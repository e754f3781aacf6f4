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

    Counts and codes stand in it, of groups of 11 and more, and nothing of a patient. It calls files by digests; what
    they are named is said on standard error alone.
    """
    with training_extra():
        from training.data_report.held import held
        from training.data_report.report import report_on

        found = held(store)
        text = report_on(found)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror}): name another file") from error
    for digest, name in found.names.items():
        click.echo(f"{digest}: {name}", err=True)
    click.echo(f"{out}")

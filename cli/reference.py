"""``cleanclaim reference``: which editions of which reference data are at hand, and loading more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.options import Day


@click.group()
def reference() -> None:
    """Code sets, NCCI, fee schedule, coverage: load what publishers offer."""


@reference.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--from", "first", type=Day(), metavar="DATE", help="First day that the edition speaks of.")
@click.option("--through", "last", type=Day(), metavar="DATE", help="Last day that the edition speaks of.")
@click.option("--kind", "list_kind", default="", metavar="KIND", help="Of a plain list of codes: which it is.")
def load(files: tuple[Path, ...], first: date | None, last: date | None, list_kind: str) -> None:
    """Load files as they were published, zips among them.

    They are told apart by what they hold. Where a file has a fault, nothing is loaded. An edition that is loaded again
    replaces itself. Files of one edition are loaded in one call. --from and --through are wanted where neither file
    nor name tells.

    Exit status: 1 when a file is refused, else 0.
    """
    from rules.reference.formats import FormatError
    from rules.reference.load import load as load_files
    from rules.reference.store import folder

    try:
        for taken in load_files(files, folder(), first, last, list_kind):
            edition = taken.edition
            days = f"{edition.first} to {edition.last}"
            title = edition.title if days in edition.title else f"{edition.title}, {days}"
            click.echo(f"{taken.kind}: {title}; {edition.codes:,} rows")
    except (FormatError, OSError) as error:
        raise click.ClickException(str(error)) from error


@reference.command(name="list")
def list_editions() -> None:
    """List the editions at hand: kind, first and last day, rows, digest, source."""
    from rules.context import SHIPPED
    from rules.reference.store import StoreError, folder, loaded

    try:
        mine = loaded(folder())
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    for whose, held in (("loaded", mine), ("shipped", SHIPPED.held())):
        for one in held:
            edition = one.edition
            digest = edition.digest[:12] or "-"
            click.echo(
                f"{whose:<7}  {one.kind:<20}  {edition.first}  {edition.last}  {edition.codes:>9,}  {digest:<12}  "
                f"{edition.source}"
            )
    click.echo(f"loaded editions stand in {folder()}")

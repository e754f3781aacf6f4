"""``cleanclaim reference``: which editions of which reference data are at hand, and loading more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import Day

if TYPE_CHECKING:
    from rules.reference.load import Taken

FEW = 3
"""A loaded edition with less than a third of the rows of one that ships is perhaps a broken download."""


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
    replaces itself. Files of one edition are loaded in one call; of what a missing one holds, nothing is known. --from
    and --through are wanted where neither file nor name tells.

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
            for doubt in _doubts(taken):
                click.echo(f"{taken.kind}: {doubt}", err=True)
    except (FormatError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _doubts(taken: Taken) -> Iterator[str]:
    """What is strange about an edition that was loaded all the same."""
    from rules.context import SHIPPED
    from rules.reference.kinds import KINDS

    edition = taken.edition
    if taken.lacking:
        spans = ", ".join(f"{low} to {high}" for low, high in edition.spans)
        yield (
            f"files {', '.join(map(str, taken.lacking))} of this edition are missing: pairs whose first code lies "
            f"outside {spans} are answered no data; load all files in one call"
        )
    if edition.codes * 10 < taken.instead_of * 9:
        yield f"{edition.codes:,} rows stand in place of {taken.instead_of:,}; is the file whole?"
    most = max((held.edition.codes for held in SHIPPED.held(KINDS[taken.kind])), default=0)
    if edition.codes * FEW < most:
        yield f"{edition.codes:,} rows are few: what ships has {most:,}; is the file whole?"


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

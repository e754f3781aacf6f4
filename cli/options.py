"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from training.office_files import Files


class Day(click.ParamType[date]):
    """A calendar day, ISO 8601."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read ``2026-07-01``."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            self.fail(f"'{value}' is no date; write it as 2026-07-01", param, ctx)


PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
AS_OF = click.option("--as-of", type=Day(), metavar="DATE", help="Today, for claims without a submission date.")
OUT = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write there, not to the terminal.")
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "ndjson", "csv", "fhir", "277ca"]),
    default="table",
    show_default=True,
    help="table: the worklist, worst first; fhir: a Bundle of ClaimResponses; 277ca: an X12 005010X214 that rejects "
    "the claims to fix and accepts all others, those to review among them; others: one result a claim.",
)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes that score. The results are the same for any number.",
)

UNREADABLE = 2
"""Exit status when some input could not be read."""

CLAIMS = click.option(
    "--claims", required=True, type=click.Path(path_type=Path, exists=True), help="A folder of claim files (837)."
)
REMITS = click.option(
    "--remits", required=True, type=click.Path(path_type=Path, exists=True), help="A folder of remittances (835)."
)

MODEL = click.option(
    "--model", metavar="DIR_OR_URI", help="A bundle's folder, or an MLflow URI such as models:/cleanclaim/1."
)

PAYERS = click.option(
    "--payers",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder of the office's own payer files, beside those that the setting CLEANCLAIM_PAYERS names.",
)

TOLD_AS = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="table: for reading; csv: its rows in full; json: everything.",
)

STORE = click.option(
    "--store",
    metavar="URL",
    help="The database of the service, else that of the setting CLEANCLAIM_STORE: sqlite:////path/to/file.db or "
    "postgresql://user@host/database.",
)


class OfficeData(NamedTuple):
    """Where an office's claims and answers are: in two folders of files, or in a lake."""

    claims: Path | None
    remits: Path | None
    store: Path | None

    def files(self, as_of: date | None = None) -> Files:
        """Read them; nothing dated after ``as_of`` is used.

        Raises:
            TrainingDataError: they hold nothing to train on.
        """
        from training import lake
        from training.office_files import read_files

        if self.store is not None:
            files = lake.read(self.store, as_of)
        else:
            assert self.claims is not None
            assert self.remits is not None
            files = read_files(self.claims, self.remits, as_of)
        if misdated := files.counts["claims_future"] + files.counts["remittances_future"]:
            click.echo(
                f"Note: {misdated:,} claims or remittances are dated after {files.through}, far after all others or in "
                "a time to come, and are left out: 'cleanclaim train' and 'cleanclaim data report' name them",
                err=True,
            )
        return files


def office_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--claims`` with ``--remits``, or else ``--store``, as ``data``: an :class:`OfficeData`."""
    return _with_data(command, required=True)


def office_data_if_any(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same, where ``data`` is ``None`` if none of them is named."""
    return _with_data(command, required=False)


def _with_data(command: Callable[..., Any], *, required: bool) -> Callable[..., Any]:
    @click.option(
        "--claims", type=click.Path(path_type=Path, exists=True), help="A folder of claim files (837), with --remits."
    )
    @click.option(
        "--remits", type=click.Path(path_type=Path, exists=True), help="A folder of remittances (835), with --claims."
    )
    @click.option(
        "--store",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help="A lake that 'cleanclaim ingest' made, in place of --claims and --remits.",
    )
    @wraps(command)
    def with_data(*args: Any, claims: Path | None, remits: Path | None, store: Path | None, **given: Any) -> Any:
        if not required and claims is None and remits is None and store is None:
            return command(*args, data=None, **given)
        if (store is None) != (claims is not None and remits is not None) or (store and (claims or remits)):
            raise click.UsageError("name --claims and --remits, or else --store")
        return command(*args, data=OfficeData(claims, remits, store), **given)

    return with_data

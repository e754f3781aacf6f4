"""``cleanclaim features``: the training data itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import Day, OfficeData, office_data


@click.command(short_help="Write the training data as documented tables.")
@office_data
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the tables go.")
@click.option("--as-of", type=Day(), metavar="DATE", help="Use nothing dated after that day; default: the last one.")
def features(data: OfficeData, out: Path, as_of: date | None) -> None:
    """Write the training data as Parquet tables, with a data dictionary."""
    with training_extra():
        from training.export import export

        export(data.files(as_of), out)

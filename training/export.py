"""The training data itself as documented Parquet tables, one file a table: what a lake holds month by month.

Names, member numbers, addresses and birth dates are left out: no model needs them.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path

from msgspec import Struct

from rules import office_rules
from training.office_files import Files, read_files
from training.parquet import Table, write_dictionary
from training.rows import keyed, write_features, write_plain

EXPORTED = ("claims", "lines", "outcomes", "features")
"""The answers as they came stand in a lake alone."""


class Exported(Struct, frozen=True):
    """What was written."""

    files: Files
    rows: dict[str, int]
    """By table."""


def export_features(
    claims_dir: Path | str, remits_dir: Path | str, out_dir: Path | str, as_of: date | None = None
) -> Exported:
    """Write the tables of two folders' files to a third, nothing dated after ``as_of`` among them: see ``export``.

    Raises:
        TrainingDataError: there is nothing to export.
    """
    return export(read_files(claims_dir, remits_dir, as_of), out_dir)


def export(files: Files, out_dir: Path | str) -> Exported:
    """Write the tables ``claims``, ``lines``, ``outcomes``, ``features`` and ``dictionary`` to a folder.

    The feature rows are those that scoring computes for the same claim on its day, where the answers of earlier days
    are known.
    """
    out, office, everything = Path(out_dir), keyed(files), range(len(files.claims))
    out.mkdir(parents=True, exist_ok=True)
    about = {"through": str(files.through), "rules": office_rules().version}
    with ExitStack() as stack:
        tables = {name: stack.enter_context(Table(out / f"{name}.parquet", name, about)) for name in EXPORTED}
        write_plain(office, everything, tables)
        write_features(office, [(everything, tables["features"])])
    counts = {name: table.count for name, table in tables.items()}
    counts["dictionary"] = write_dictionary(out, EXPORTED)
    return Exported(files, counts)

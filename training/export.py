"""The training data itself as documented Parquet tables: claims, lines, answers, features, and their dictionary.

Rows are written as they are made, in groups, so that memory stays modest. Names, member numbers, addresses and birth
dates are left out: no model needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Self

from msgspec import Struct

import features
from claims.sent import SentBefore
from features.history import History
from models.odds import Array
from rules import office_rules
from training.frame import by_arrival, walk
from training.maturity import states
from training.office_files import Files, read_files
from training.tables import ANSWERS, CLAIMS, KEY, LINE, LINES, Column, Row

GROUP = 5_000
"""Rows of a Parquet row group."""

TABLES = {
    "claims": "One row a claim that was sent.",
    "lines": "One row a service line, with its fate where it is known.",
    "answers": "One row a claim that was answered: what became of it at the first adjudication.",
    "features": "One row a service line: what the model sees of it, as it was known on the day the claim was sent.",
}


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
    """Write the tables ``claims``, ``lines``, ``answers``, ``features`` and ``dictionary`` to a folder.

    The feature rows are those that scoring computes for the same claim on its
    day, where the answers of earlier days are known.
    """
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    about = {"through": str(files.through), "rules": office_rules().version}
    with ExitStack() as stack:
        tables = {
            name: stack.enter_context(Table(out / f"{name}.parquet", columns, {"about": TABLES[name], **about}))
            for name, columns in schema().items()
        }
        for row, rows in _rows(files):
            tables["claims"].add(row)
            if row.outcome is not None:
                tables["answers"].add(row)
            fates = {fate.number: fate for fate in row.outcome.lines} if row.outcome else {}
            for line, values in zip(row.claim.lines, rows.tolist(), strict=True):
                of_line = Row(row.key, row.claim, row.outcome, row.state, line, fates.get(line.number))
                tables["lines"].add(of_line)
                tables["features"].add(of_line, values)
    counts = {name: table.count for name, table in tables.items()}
    counts["dictionary"] = _write_dictionary(out)
    return Exported(files, counts)


def schema() -> dict[str, Sequence[Column]]:
    """The columns of each table, in order."""
    return {"claims": CLAIMS, "lines": LINES, "answers": ANSWERS, "features": (KEY, LINE, *_feature_columns())}


def _feature_columns() -> Iterator[Column]:
    for feature in features.catalogue():
        yield Column(feature.name, "float64", " ".join(feature.doc.split()), lambda _: None)


def _rows(files: Files) -> Iterator[tuple[Row, Array]]:
    maturity = states(files.claims, files.outcomes, files.through)
    walked = walk(files.claims, office_rules(), History(), SentBefore(), by_arrival(files.outcomes))
    together = zip(files.claims, files.outcomes, maturity, walked, strict=True)
    for key, (claim, outcome, state, rows) in enumerate(together):
        yield Row(key, claim, outcome, state), rows


class Table:
    """A Parquet file that is written row group by row group."""

    def __init__(self, path: Path, columns: Sequence[Column], about: dict[str, str]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - slow to import
        from pyarrow import parquet  # noqa: PLC0415

        self._columns = columns
        self._read = [column.read for column in columns]
        fields = [
            pa.field(column.name, _arrow(column.type), metadata={"doc": column.doc.encode()}) for column in columns
        ]
        self._schema = pa.schema(fields, metadata={name.encode(): text.encode() for name, text in about.items()})
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[list[Any]] = []
        self.count = 0

    def add(self, row: Row, values: Iterable[float] = ()) -> None:
        """Add a row: the columns' own readings, the last of them replaced by ``values``."""
        last = list(values)
        read = self._read[: len(self._read) - len(last)]
        self._waiting.append([column(row) for column in read] + last)
        if len(self._waiting) == GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        cells = list(zip(*self._waiting, strict=True)) or [()] * len(self._columns)
        arrays = [pa.array(column, field.type) for column, field in zip(cells, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self.count += len(self._waiting)
        self._waiting = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()


def _arrow(name: str) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    types = {"bool": pa.bool_(), "list": pa.list_(pa.string()), "list_int": pa.list_(pa.int32())}
    return types.get(name) or getattr(pa, name)()


def _write_dictionary(out: Path) -> int:
    """The data dictionary, as Parquet and as Markdown: one row a column of each table."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    says = {feature.name: feature for feature in features.catalogue()}
    entries = [
        {
            "table": table,
            "column": column.name,
            "type": column.type,
            "meaning": column.doc,
            "says": says[column.name].says if table == "features" and column.name in says else "",
            "field": says[column.name].field if table == "features" and column.name in says else "",
        }
        for table, columns in schema().items()
        for column in columns
    ]
    parquet.write_table(pa.Table.from_pylist(entries), out / "dictionary.parquet")
    (out / "dictionary.md").write_text(_markdown(entries), encoding="utf-8")
    return len(entries)


def _markdown(entries: Sequence[dict[str, str]]) -> str:
    parts = ["# Data dictionary\n"]
    for table, about in TABLES.items():
        parts += [f"\n## {table}\n\n{about}\n\n| column | type | meaning |\n|---|---|---|\n"]
        parts += [
            f"| `{entry['column']}` | {entry['type']} | {_cell(entry['meaning'])} |\n"
            for entry in entries
            if entry["table"] == table
        ]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

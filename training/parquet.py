"""Parquet files whose columns carry their meaning, and the dictionary of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import features
from models.odds import Array
from training.tables import TABLES, schema

GROUP = 5_000
"""Rows of a Parquet row group."""


class Table:
    """A Parquet file that is written row group by row group, so that memory stays modest."""

    def __init__(self, path: Path, name: str, about: dict[str, str]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - slow to import
        from pyarrow import parquet  # noqa: PLC0415

        self._columns = schema()[name]
        fields = [
            pa.field(column.name, _arrow(column.type), metadata={"doc": column.doc.encode()})
            for column in self._columns
        ]
        texts = {"about": TABLES[name], **about}
        self._schema = pa.schema(fields, metadata={key.encode(): text.encode() for key, text in texts.items()})
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[list[Any]] = []
        self._blocks: list[tuple[int, Sequence[int], Array]] = []
        self.count = 0

    def add(self, row: Any) -> None:
        """Add a row, made by the columns' own readings."""
        self._waiting.append([column.read(row) for column in self._columns])
        self.count += 1
        if len(self._waiting) == GROUP:
            self._flush()

    def add_block(self, key: int, numbers: Sequence[int], values: Array) -> None:
        """Add rows of features: the claim, the numbers of its lines, and a row of values for each."""
        self._blocks.append((key, numbers, values))
        self.count += len(numbers)
        if len(self._blocks) == GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        cells: list[Any] = list(zip(*self._waiting, strict=True)) or [()] * len(self._columns)
        if self._blocks:
            cells = list(self._of_blocks())
        # What is not known is NaN in a row of features; in a table it is empty, so that SQL counts it as missing.
        arrays = [
            pa.array(column, field.type, from_pandas=True) for column, field in zip(cells, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._waiting, self._blocks = [], []

    def _of_blocks(self) -> Iterable[Any]:
        import numpy as np  # noqa: PLC0415

        yield np.array([key for key, numbers, _ in self._blocks for _ in numbers], dtype=np.int64)
        yield np.array([number for _, numbers, _ in self._blocks for number in numbers], dtype=np.int32)
        yield from np.ascontiguousarray(np.concatenate([values for _, _, values in self._blocks]).T)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._waiting or self._blocks or not self.count:
            self._flush()
        self._writer.close()


def _arrow(name: str) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    types = {"bool": pa.bool_(), "list": pa.list_(pa.string()), "list_int": pa.list_(pa.int32())}
    return types.get(name) or getattr(pa, name)()


def write_dictionary(out: Path, tables: Iterable[str] = tuple(TABLES)) -> int:
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
        for table in tables
        for column in schema()[table]
    ]
    parquet.write_table(pa.Table.from_pylist(entries), out / "dictionary.parquet")
    (out / "dictionary.md").write_text(_markdown(entries), encoding="utf-8")
    return len(entries)


def _markdown(entries: Sequence[dict[str, str]]) -> str:
    parts = ["# Data dictionary\n"]
    for table in dict.fromkeys(entry["table"] for entry in entries):
        parts += [f"\n## {table}\n\n{TABLES[table]}\n\n| column | type | meaning |\n|---|---|---|\n"]
        parts += [
            f"| `{entry['column']}` | {entry['type']} | {_cell(entry['meaning'])} |\n"
            for entry in entries
            if entry["table"] == table
        ]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

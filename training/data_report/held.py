"""The tables of a lake as the report looks at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from claims.claim import Payer
from claims.fault import Fault
from training.lake.derive import part
from training.lake.edition import Edition, Lake, editions_of, lake_of, undamaged
from training.lake.read import arranged_of, edition_of
from training.lake.records import load
from training.lake.sources import Source
from training.office_files import SENT, TrainingDataError
from training.rows import keys_of
from training.tables import schema

Chosen = npt.NDArray[np.bool_]

DIGITS = 12
"""Of a file's digest, by which it is called on the page."""
NOBODY = "without id and name"
"""A payer of which nothing stands."""


class Held(Struct, frozen=True):
    """A lake's tables (pandas), its ingests and its faults."""

    lake: Lake
    editions: list[Edition]
    faults: list[Fault]
    """What could not be read, and what bears a day that cannot be. They call a file by the first digits of its digest:
    the names of files may be those of patients."""
    names: dict[str, str]
    """What those files are called."""
    claims: Any
    """With ``answered``, ``denied`` and ``denied_charge`` of the outcome beside each claim, and its ``payer``."""
    lines: Any
    answers: Any
    """With the ``payer`` of each."""
    features: Any
    newest: Chosen
    """Of the claims, those that are held against the others."""
    newest_is: str
    """Which ones those are, in words."""


def held(store: Path | str) -> Held:
    """Read a lake.

    Raises:
        TrainingDataError: there is none, it has no tables yet, or it is damaged.
    """
    edition = edition_of(store)
    lake, editions = lake_of(edition), editions_of(edition)
    if lake.through is None:
        raise TrainingDataError(f"{store} holds claims alone, or answers alone: take in the others too")
    tables = {name: _table(edition, name, lake) for name in ("claims", "lines", "answers", "outcomes", "features")}
    outcomes = tables["outcomes"][["claim", "answered", "denied", "denied_charge"]]
    claims, answers = tables["claims"].merge(outcomes, on="claim", how="left"), tables["answers"]
    claims["payer"], answers["payer"] = _payers(claims, answers, edition, lake)
    faults, names = _faults(edition, lake)
    newest, newest_is = _newest(claims, edition, lake, editions)
    return Held(lake, editions, faults, names, claims, tables["lines"], answers, tables["features"], newest, newest_is)


def _table(edition: Path, name: str, lake: Lake) -> Any:
    """All months of a table, with the column ``month``."""
    import pandas as pd  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    parts = []
    for month in sorted(lake.inputs[name]):
        file = edition / part(name, month)
        with undamaged(file):
            rows = parquet.ParquetFile(file).read()
        parts.append(rows.append_column("month", pa.repeat(month, len(rows))))
    if not parts:  # remittances that answer no claim
        return pd.DataFrame(columns=[column.name for column in schema()[name]] + ["month"])
    return pa.concat_tables(parts).to_pandas()


def _payers(claims: Any, answers: Any, edition: Path, lake: Lake) -> tuple[Any, Any]:
    """Who each claim and each answer is of: its id, else its name."""
    if (claims["payer_id"] != "").all() and (answers["payer_id"] != "").all():
        return claims["payer_id"], answers["payer_id"]
    arranged = arranged_of(edition, lake.sources, "the lake", lake.through)
    sent = [claim.payer for claim in arranged.files.claims]  # in the order of the tables
    heard = [remittance.payer for remittance in arranged.heard for _ in remittance.claims]
    return [_called(payer) for payer in sent], [_called(payer) for payer in heard]


def _called(payer: Payer) -> str:
    return payer.id or payer.name or NOBODY


def _faults(edition: Path, lake: Lake) -> tuple[list[Fault], dict[str, str]]:
    """What could not be read, and the names of the files in which that is."""
    found: list[tuple[Source, Fault]] = []
    for source in lake.sources:
        records = load(source, edition) if source.faults else []
        found += [(source, record.fault) for record in records if record.fault is not None]
    called = {(source.kind == "claims", source.name): source for source in reversed(lake.sources)}
    found += [(called[fault.element == SENT, fault.file], fault) for fault in lake.misdated]
    names = {source.digest[:DIGITS]: source.name for source, _ in found}
    return [replace(fault, file=source.digest[:DIGITS]) for source, fault in found], names


def _newest(claims: Any, edition: Path, lake: Lake, editions: list[Edition]) -> tuple[Chosen, str]:
    """The claims of the last ingest that brought some beside others; else those of the last month."""
    for ingest in reversed(editions[1:]):
        last = set(ingest.sources["claims"])
        sources = [one for one in lake.sources if one.kind == "claims" and one.digest in last]
        sent = [record.claim for one in sources for record in load(one, edition) if record.claim is not None]
        brought: Chosen = claims["claim"].isin(keys_of(sent)).to_numpy()
        if brought.any() and not brought.all():
            return brought, f"the {int(brought.sum()):,} claims of ingest {ingest.number}, the last that brought some"
    month = claims["month"].max()
    return (claims["month"] == month).to_numpy(), f"the claims of {month}, since no ingest brought claims to others"

"""The tables of a lake as the report looks at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.fault import Fault
from training.lake.edition import Edition, Lake, editions_of, lake_of
from training.lake.read import edition_of
from training.lake.records import load
from training.office_files import TrainingDataError
from training.rows import keys_of

Chosen = npt.NDArray[np.bool_]


class Held(Struct, frozen=True):
    """A lake's tables (pandas), its ingests and its faults."""

    lake: Lake
    editions: list[Edition]
    faults: list[Fault]
    claims: Any
    """With ``answered``, ``denied`` and ``denied_charge`` of the outcome beside each claim."""
    lines: Any
    answers: Any
    features: Any
    newest: Chosen
    """Of the claims, those that are held against the others."""
    newest_is: str
    """Which ones those are, in words."""


def held(store: Path | str) -> Held:
    """Read a lake.

    Raises:
        TrainingDataError: there is none, or it has no tables yet.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import

    edition = edition_of(store)
    lake, editions = lake_of(edition), editions_of(edition)
    if lake.through is None:
        raise TrainingDataError(f"{store} holds claims alone, or answers alone: take in the others too")
    tables = {name: pd.read_parquet(edition / name) for name in ("claims", "lines", "answers", "outcomes", "features")}
    outcomes = tables["outcomes"][["claim", "answered", "denied", "denied_charge"]]
    claims = tables["claims"].merge(outcomes, on="claim", how="left")
    faults = [
        record.fault
        for source in lake.sources
        if source.faults
        for record in load(source, edition)
        if record.fault is not None
    ]
    newest, newest_is = _newest(claims, edition, lake, editions)
    rest = (tables["lines"], tables["answers"], tables["features"])
    return Held(lake, editions, faults, claims, *rest, newest, newest_is)


def _newest(claims: Any, edition: Path, lake: Lake, editions: list[Edition]) -> tuple[Chosen, str]:
    """The claims that the last ingest brought, if it is not the only one; else those of the last month."""
    last = set(editions[-1].sources["claims"]) if len(editions) > 1 else set()
    sources = [one for one in lake.sources if one.kind == "claims" and one.digest in last]
    sent = [record.claim for one in sources for record in load(one, edition) if record.claim is not None]
    brought: Chosen = claims["claim"].isin(keys_of(sent)).to_numpy()
    if brought.any() and not brought.all():
        return brought, f"the {int(brought.sum()):,} claims of the last ingest that brought some"
    month = claims["month"].astype(str)
    return (month == month.max()).to_numpy(), f"the claims of {month.max()}, since all came at once"

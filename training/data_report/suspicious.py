"""Columns that look odd: they say nothing, or the same of everyone, or more than can be true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from msgspec import Struct

from training.data_report.held import Held
from training.metrics import auroc

LEAK = 0.9
"""AUROC that a column reaches alone only if it knows the answer: models of all columns seldom do on real claims."""
UNIQUE = 0.95
"""Share of different values from which on a text names rows and not kinds of them."""
ENOUGH = 100
"""Rows below which a column is not judged."""
IDENTIFIERS = frozenset({"claim", "claim_id", "month", "line"})
"""Near-unique by what they are."""
CODES = {
    "claims": ("payer_id", "billing_npi", "place_of_service", "type_of_bill", "filing_indicator"),
    "lines": ("procedure", "modifiers", "revenue_code"),
}
"""Columns whose values a model knows or does not."""


class Suspect(Struct, frozen=True):
    """A column, and what is odd about it."""

    table: str
    column: str
    what: str
    """``empty``, ``constant``, ``near-unique`` or ``leak``."""
    told: str


def suspects(found: Held) -> Iterator[Suspect]:
    """The odd columns of claims, lines and features."""
    for table, frame in (("claims", found.claims), ("lines", found.lines), ("features", found.features)):
        of_outcome = {"answered", "denied", "denied_charge", "codes", "paid", "allowed", "state"}
        for column in (name for name in frame if name not in IDENTIFIERS | of_outcome):
            yield from _odd(table, column, frame[column])
    yield from leaks(found.lines, found.features)


def _odd(table: str, column: str, values: Any) -> Iterator[Suspect]:
    if len(values) < ENOUGH:
        return
    filled = values.dropna()
    is_text = values.dtype.kind not in "fiubM"
    if is_text:  # lists too, which are arrays here
        filled = filled.map(lambda one: tuple(one) if isinstance(one, np.ndarray) else one)
        filled = filled[[one not in {"", ()} for one in filled]]
    if not len(filled):
        yield Suspect(table, column, "empty", "no row has a value")
        return
    many = filled.nunique()
    if many == 1 and len(filled) == len(values):
        yield Suspect(table, column, "constant", "all rows say the same")
    elif is_text and many >= UNIQUE * len(filled) and len(filled) >= ENOUGH:
        yield Suspect(table, column, "near-unique", f"{many:,} values in {len(filled):,} rows")


def leaks(lines: Any, rows: Any) -> Iterator[Suspect]:
    """Columns of features that alone tell refused lines from paid ones.

    Args:
        lines: the table ``lines``, with ``denied``.
        rows: the table ``features``, or another with its key and more columns.
    """
    names = [name for name in rows if name not in IDENTIFIERS and rows[name].dtype.kind in "fiub"]
    together = lines[["claim", "line", "denied"]].dropna().merge(rows, on=["claim", "line"])
    denied = together["denied"].to_numpy(dtype=bool)
    for name in names:
        values = together[name].to_numpy(dtype=np.float64)
        values = np.where(np.isnan(values), np.nanmin(values, initial=0.0) - 1, values)
        if len(denied) >= ENOUGH and 0 < denied.sum() < len(denied):
            alone = auroc(values, denied)
            if max(alone, 1 - alone) > LEAK:
                yield Suspect("features", name, "leak", f"alone it has an AUROC of {max(alone, 1 - alone):.2f}")


class Unseen(Struct, frozen=True):
    """A value that the newest claims have, and none before."""

    column: str
    value: str
    rows: int


def unseen(found: Held) -> list[Unseen]:
    """Codes that no earlier claim had, the commonest first."""
    keys = set(found.claims["claim"][found.newest])
    listed = []
    for table, columns in CODES.items():
        frame = found.claims if table == "claims" else found.lines
        new = frame["claim"].isin(keys)
        for column in columns:
            values = frame[column].explode() if column == "modifiers" else frame[column]
            is_new = new.loc[values.index]
            before = set(values[~is_new].dropna())
            counts = values[is_new].dropna().value_counts()
            listed += [Unseen(column, str(one), int(n)) for one, n in counts.items() if one not in before and one != ""]
    return sorted(listed, key=lambda one: (-one.rows, one.column, one.value))

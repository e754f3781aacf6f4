"""Exact contributions of the embedded model: looked up in tables, and computed by LightGBM, turn by turn in one run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

import numpy as np

import claims
from claims.origin import Sourced
from models import EMBEDDED, Bundle
from models.booster import Booster, Rows
from models.tabled import tabled
from models.trees import read
from rules import office_rules
from serving.load import for_a_run
from training.office import simulate

LINES = 3
MOST = 200
"""Claims that are explained."""


class Untabled(Booster):
    """LightGBM's own contributions, by a call of its library with one thread."""

    _tables = None


def main() -> None:
    """Print microseconds a claim of each, then milliseconds and megabytes of the tables."""
    bundle = Bundle.load(EMBEDDED)
    texts = [bundle.models[hazard.file] for hazard in bundle.hazards]
    ours, theirs = [Booster(text) for text in texts], [Untabled(text) for text in texts]
    every = claims_of_three(bundle)
    apart = max(
        float(np.abs(one.contributions(rows) - other.contributions(rows)).max())
        for rows in every[:20]
        for one, other in zip(ours, theirs, strict=True)
    )
    print(f"  {len(every)} claims of {LINES} lines, one thread; at most {apart:.0e} apart")
    for lines, hazards in ((1, 1), (2, 2), (LINES, 1), (LINES, 3), (LINES, len(ours))):
        raced(every, lines, hazards, ours, theirs)
    made(texts, ours[0].features)


def claims_of_three(bundle: Bundle) -> list[Rows]:
    """Rows of claims of a made-up office, as they are scored."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(Path(folder), 2_000, 7)
        scorer = for_a_run(office_rules(), bundle)
        items = (item for file in claims.find_files([Path(folder) / "test" / "claims"]) for item in claims.read(file))
        chosen = [item for item in items if isinstance(item, Sourced) and len(item.claim.lines) == LINES][:MOST]
        walked = [scorer.walk(item) for item in chosen]
    return [bundle.select(each.rows) for each in walked if each.rows is not None]


def raced(every: Sequence[Rows], lines: int, hazards: int, ours: Sequence[Booster], theirs: Sequence[Booster]) -> None:
    """Explain the riskiest lines and likeliest hazards of each claim, with each in turn, and print what it took."""
    taken: tuple[list[float], list[float]] = [], []
    for rows in every:
        raw = np.column_stack([booster.score(rows) for booster in ours])
        chosen = np.argsort(-raw.max(axis=0))[:hazards].tolist()
        part = np.ascontiguousarray(rows[np.argsort(-raw.max(axis=1))[:lines]])
        for boosters, times in zip((ours, theirs), taken, strict=True):
            start = time.perf_counter()
            for at in chosen:
                boosters[at].contributions(part)
            times.append(time.perf_counter() - start)
    ratio = median(theirs / ours for ours, theirs in zip(*taken, strict=True))
    told = "; ".join(
        f"{name} {median(times) * 1e6:6,.0f} µs (p90 {quantiles(times, n=10)[-1] * 1e6:6,.0f})"
        for name, times in zip(("tables", "LightGBM"), taken, strict=True)
    )
    print(f"  {lines} lines x {hazards:>2} hazards: {told}: {ratio:.1f} times as long")


def made(texts: Sequence[str], features: int) -> None:
    """Make all tables and print what they cost."""
    times, sizes = [], []
    for text in texts:
        start = time.perf_counter()
        tables = tabled(read(text), features)
        times.append(time.perf_counter() - start)
        sizes.append(tables.nbytes if tables else 0)
    print(
        f"  tables of a hazard, made when it is first explained: {median(times) * 1e3:.0f} ms, "
        f"{median(sizes) / 1e6:.1f} MB; of all {len(texts)}: {sum(times) * 1e3:.0f} ms, {sum(sizes) / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()

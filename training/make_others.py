"""Make the lines of other offices anew: ``python -m training.make_others``, whenever features change.

It simulates offices of several sizes, replays each, and keeps some of the lines whose fate is known: more of the
refused than of the paid, each weighed by what it stands for. The same program gives the same file.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

import features
from claims.sent import SentBefore
from features.history import History
from rules import office_rules
from training.frame import UNKNOWN, replay
from training.maturity import states
from training.office import simulate
from training.office_files import read_files
from training.others import KEPT, Lines, packed
from training.run import known

OFFICES = tuple((seed, claims) for seed, claims in zip(range(9001, 9013), (12_000, 8_000, 16_000) * 4, strict=True))
"""Seed and first submissions of each office."""
OF_REFUSED, OF_PAID = 0.4, 0.06
"""The share of the lines that is kept."""
LEVELS = 16
"""Values that a column may have."""


def make(out: Path = KEPT, offices: tuple[tuple[int, int], ...] = OFFICES, workers: int = 2) -> Lines:
    """Simulate the offices and write their lines to ``out``."""
    with ProcessPoolExecutor(workers) as pool:
        parts = list(pool.map(_lines, *zip(*offices, strict=True)))
    lines = Lines(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.fates for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )
    np.savez_compressed(out, allow_pickle=False, **packed(lines, features.names(), LEVELS))
    return lines


def _lines(seed: int, claims: int) -> Lines:
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "office"
        simulate(office, claims, seed)
        files = read_files(office / "train" / "claims", office / "train" / "remits")
    maturity = states(files.claims, files.outcomes, files.through)
    frame = known(replay(files.claims, files.outcomes, office_rules(), History(), SentBefore()), maturity)
    share = np.where(frame.fates >= 0, OF_REFUSED, OF_PAID)
    kept = (frame.fates != UNKNOWN) & (np.random.default_rng(seed).random(len(share)) < share)
    return Lines(frame.rows[kept].astype(np.float32), frame.fates[kept], 1 / share[kept])


if __name__ == "__main__":
    made = make()
    sys.stdout.write(f"{len(made.rows):,} lines of {len(OFFICES)} offices, {KEPT.stat().st_size:,} bytes\n")

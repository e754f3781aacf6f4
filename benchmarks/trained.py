"""A made-up office and a model trained on its first year: what several benchmarks begin with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.office import simulate
from training.run import train


@contextmanager
def trained_office(claims: int, seed: int) -> Iterator[tuple[Path, Path]]:
    """The folders of an office of so many first submissions, and of the bundle; both are gone afterwards."""
    with tempfile.TemporaryDirectory() as scratch:
        home, bundle = Path(scratch) / "office", Path(scratch) / "bundle"
        simulate(home, claims, seed)
        train(home / "train" / "claims", home / "train" / "remits", bundle, track=False)
        yield home, bundle

"""Made-up offices that the tests of this folder share: making one takes seconds."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from training.office import simulate

Row = dict[str, str]
SEEDS = (21, 22, 23)


def truth(office: Path) -> list[Row]:
    with gzip.open(office / "truth.csv.gz", "rt") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = []
    for seed in SEEDS:
        found.append(tmp_path_factory.mktemp("offices") / str(seed))
        simulate(found[-1], 3_200, seed)
    return found


@pytest.fixture(scope="session")
def office(offices: list[Path]) -> Path:
    return offices[0]

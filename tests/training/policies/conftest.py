"""An office of the size at which policies show, and what its answers teach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import once
from training.office import simulate
from training.office_files import Files, read_files
from training.policies import Learnt, learn


@pytest.fixture(scope="session")
def files(shared: Path) -> Files:
    """An office of the size at which policies show."""
    office = once(shared, "office-of-policies", lambda folder: simulate(folder, 6000, 3))
    return read_files(office / "train" / "claims", office / "train" / "remits")


@pytest.fixture(scope="session")
def learnt(files: Files) -> Learnt:
    return learn(files)

"""A lake of the made-up office, made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import once
from training.lake import ingest


@pytest.fixture(scope="session")
def whole_office(shared: Path, office: Path) -> Path:
    """A lake of the training part of the office. Read only."""
    return once(shared, "lake", lambda folder: ingest(office / "train" / "claims", office / "train" / "remits", folder))

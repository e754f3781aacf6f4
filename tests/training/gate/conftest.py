"""An office with all its answers, a champion that learnt little from it, and a challenger that learnt more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models import Bundle
from models.review import Review
from tests.conftest import once
from training.gate.window import Window, window
from training.office_files import Files, read_files
from training.parameters import Parameters
from training.run import learn

LEARNT, LEARNT_MORE = date(2025, 12, 20), date(2026, 3, 1)


def sources(office: Path) -> tuple[list[Path], list[Path]]:
    return [office / part / "claims" for part in ("train", "test")], [
        office / part / "remits" for part in ("train", "test")
    ]


@pytest.fixture(scope="session")
def files(office: Path) -> Files:
    return read_files(*sources(office))


@pytest.fixture(scope="session")
def champion_dir(shared: Path, office: Path) -> Path:
    def make(folder: Path) -> None:
        known = read_files(*sources(office), LEARNT)
        learn(known, threads=1, parameters=Parameters(rounds=1, others=1), review=Review(look_cost=2.5)).bundle.save(
            folder
        )

    return once(shared, "gate-champion", make)


@pytest.fixture(scope="session")
def challenger_dir(shared: Path, office: Path) -> Path:
    def make(folder: Path) -> None:
        learn(read_files(*sources(office), LEARNT_MORE), threads=1).bundle.save(folder)

    return once(shared, "gate-challenger", make)


@pytest.fixture(scope="session")
def champion(champion_dir: Path) -> Bundle:
    return Bundle.load(champion_dir)


@pytest.fixture(scope="session")
def challenger(challenger_dir: Path) -> Bundle:
    return Bundle.load(challenger_dir)


@pytest.fixture(scope="session")
def judged(champion: Bundle, challenger: Bundle, files: Files) -> Window:
    """The claims that judge, as both models score them."""
    found = window(champion, challenger, files)
    assert isinstance(found, Window)
    return found

"""A small made-up office and a bundle trained on it, built once for all test workers."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from models import Bundle
from training.office import simulate
from training.run import train

CLAIMS = 2500
SEED = 11


def once(root: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name``, made by whichever worker comes first; the others wait for it."""
    folder, done = root / name, root / f"{name}.done"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    root = tmp_path_factory.getbasetemp()
    return root.parent if "PYTEST_XDIST_WORKER" in os.environ else root


@pytest.fixture(scope="session")
def office(shared: Path) -> Path:
    """A made-up office in the layout of ``cleanclaim simulate``: ``train``, ``test``, ``truth.csv.gz``. Read only."""
    return once(shared, "office", lambda folder: simulate(folder, CLAIMS, SEED))


@pytest.fixture(scope="session")
def bundle_dir(shared: Path, office: Path) -> Path:
    """The folder of a bundle that was trained on the office's ``train``. Read only."""
    sources = office / "train" / "claims", office / "train" / "remits"
    return once(shared, "bundle", lambda folder: train(*sources, folder, threads=1, track=False))


@pytest.fixture(scope="session")
def bundle(bundle_dir: Path) -> Bundle:
    """The bundle that was trained on the office."""
    return Bundle.load(bundle_dir)


@pytest.fixture(autouse=True, scope="session")
def _nothing_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the reference data that the developer loaded, nor writes to his store."""
    os.environ["CLEANCLAIM_REFERENCE"] = str(tmp_path_factory.mktemp("reference"))
    os.environ["CLEANCLAIM_STORE"] = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}"


@pytest.fixture(autouse=True, scope="session")
def _no_clock() -> Iterator[None]:
    """Whatever day it is, made-up offices lie in the past."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.reach.today", lambda: date(2030, 1, 1))
        yield

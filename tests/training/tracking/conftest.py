"""A training that was tracked, of an office whose files carry marks wherever a patient is told of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.serving.store.databases import postgres
from training.run import train
from training.trained import Trained

__all__ = ["postgres"]

MARK = "ZQX"
"""Begins every name and address of a patient."""


class Tracked(NamedTuple):
    home: Path
    """Holds the store, and the bundle in ``model``."""
    office: Path
    trained: Trained


@pytest.fixture(scope="session")
def tracked(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Tracked:
    home, marked = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("marked")
    shutil.copytree(office / "train" / "remits", marked / "remits")
    (marked / "claims").mkdir()
    for file in (office / "train" / "claims").iterdir():
        (marked / "claims" / file.name).write_text("~".join(_marked(file.read_text().split("~"))))
    with chdir(home), pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        trained = train(marked / "claims", marked / "remits", home / "model", threads=1)
    return Tracked(home, marked, trained)


@pytest.fixture
def home(tracked: Tracked, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory in which the training was tracked."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tracked.home)
    return tracked.home


@pytest.fixture
def trained(tracked: Tracked) -> Trained:
    return tracked.trained


def _marked(segments: list[str]) -> Iterator[str]:
    """The segments of an 837 in which names and addresses of subscribers and patients carry marks."""
    of_patient = False
    for segment in segments:
        parts = segment.split("*")
        match parts[0].strip():
            case "NM1":
                of_patient = parts[1] in {"IL", "QC"}
                if of_patient:
                    parts[3:5] = [MARK + part for part in parts[3:5]]
            case "N3" | "N4" if of_patient:
                parts[1] = MARK + parts[1]
            case "HL" | "CLM":
                of_patient = False
        yield "*".join(parts)

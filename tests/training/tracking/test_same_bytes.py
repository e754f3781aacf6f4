"""The same files, seed and versions give the same bytes: the bundle, its card, and the tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from tests.serving.server import ROOT
from training.office import simulate

CLAIMS = 1200

TRAIN = """
import sys
from pathlib import Path
from training import export_features
from training.parameters import Parameters
from training.run import train

claims, remits, out, threads = sys.argv[1:]
train(claims, remits, Path(out) / "model", threads=int(threads), parameters=Parameters(rounds=10), track=False)
export_features(claims, remits, Path(out) / "tables")
"""


def test_two_processes_with_other_hashes_and_threads_write_the_same_bytes(tmp_path: Path):
    simulate(tmp_path / "office", CLAIMS, 3)
    sources = [str(tmp_path / "office" / "train" / kind) for kind in ("claims", "remits")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TRAIN, *sources, str(tmp_path / name), threads],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )
        for name, seed, threads in (("one", "1", "1"), ("two", "4321", "2"))
    ]
    for process in processes:
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()[-2000:]
    one, two = (_files(tmp_path / name) for name in ("one", "two"))
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert {"model/bundle.json", "model/CARD.md", "model/history.npz", "tables/features.parquet"} <= one.keys()
    hazards = msgspec.json.decode(one["model/bundle.json"])["hazards"]
    assert {f"model/{hazard['file']}" for hazard in hazards} <= one.keys()


def _files(folder: Path) -> dict[str, bytes]:
    """Every file but that of times and run ids; the office's own folder is keyed anew each time."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for place in ("model", "tables")
        for file in (folder / place).rglob("*")
        if file.is_file() and file.name != "run.json"
    }

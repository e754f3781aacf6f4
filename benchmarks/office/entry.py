"""A model of somebody else, asked in a process of its own, in a folder that holds nothing but what it may know."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.quality.kept import ROOT

LONGEST = 4 * 3600
"""Seconds that an entry may take on one office."""
SAME = 1e-6
"""Odds that differ by less are the same."""


class EntryError(ValueError):
    """An entry cannot be measured, with why."""


def odds_of(entry: str, office: Path, share: float = 1.0) -> dict[str, float]:
    """The odds of the claims that were sent after training ended, by key.

    The office's claims and answers up to the cut, and the claims after it, are copied to a folder of their own: no
    answer of a test week, and nothing that the simulator alone knows, is in it.

    Args:
        entry: ``module:function``; the module is looked for where the command was called.
        office: the office's folder.
        share: of the later claims that the entry is given, the first ones.

    Raises:
        EntryError: it failed, or what it gave is no odds.
    """
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        for kind in ("claims", "remits"):
            shutil.copytree(office / "train" / kind, place / "office" / kind)
        shutil.copytree(office / "test" / "claims", place / "later")
        call = [sys.executable, "-m", "benchmarks.office.asked", entry, str(share)]
        paths = os.pathsep.join([str(Path.cwd()), str(ROOT)])
        env = os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(call, cwd=place, env=env, stderr=subprocess.PIPE, text=True, check=False, timeout=LONGEST)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
            raise EntryError(f"{entry}: {last}")
        return msgspec.json.decode((place / "odds.json").read_bytes(), type=dict[str, float])


def looks_ahead(entry: str, office: Path, whole: dict[str, float]) -> bool:
    """Whether odds change when later claims are not given: a claim may be judged by what was sent before it alone.

    A claim that is sent again tells what became of the first one.

    Args:
        entry: as above.
        office: as above.
        whole: the odds that it gave when it was given all.
    """
    return any(abs(whole[key] - p) > SAME for key, p in odds_of(entry, office, 0.5).items())

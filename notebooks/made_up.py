"""The office of the notebooks: made up by whichever of them is run first, kept in ``build/office`` for the others."""

from __future__ import annotations

import fcntl
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

from IPython import get_ipython

from training.lake import ingest, read
from training.office import simulate
from training.run import train_on

HERE = Path(__file__).resolve().parents[1] / "build" / "office"
CLAIMS, SEED = 3000, 7

warnings.filterwarnings("ignore", message="IProgress not found")  # optuna and shap would like bars that move


def lake() -> Path:
    """The folder of a lake with the first year of an office's claims and answers."""
    return _once("lake", lambda folder: _take_in("train", folder))


def later_lake() -> Path:
    """The same lake two months later, with what was sent in them, and all answers to it."""
    return _once("later-lake", lambda folder: _take_in("test", shutil.copytree(lake(), folder, symlinks=True)))


def model() -> Path:
    """The folder of a model that was trained on the first year."""
    return _once("model", lambda folder: train_on(lambda: read(lake()), folder, track=False))


def show_drawings() -> None:
    """Let the notebook show matplotlib's figures where they stand last in a cell: sharp, and on paper."""
    shell = get_ipython()
    shell.run_line_magic("matplotlib", "inline")
    shell.run_line_magic("config", "InlineBackend.figure_formats = ['retina']")
    shell.run_line_magic("config", "InlineBackend.print_figure_kwargs = {'facecolor': 'white', 'bbox_inches': 'tight'}")


def _take_in(part: str, folder: Path) -> None:
    files = _once("files", lambda files: simulate(files, CLAIMS, SEED)) / part
    ingest(files / "claims", files / "remits", folder)


def _once(name: str, make: Callable[[Path], object]) -> Path:
    """A folder, made if it is not there; whoever comes while it is made waits for it."""
    HERE.mkdir(parents=True, exist_ok=True)
    folder, done = HERE / name, HERE / f"{name}.done"
    with (HERE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder

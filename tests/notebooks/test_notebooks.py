"""Each notebook runs from top to bottom, as a data scientist would run it."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="session")
def folder(shared: Path) -> Path:
    """Where they run: with no office beside them, until the first makes one for all."""
    copied = shared / "beside" / "notebooks"
    shutil.copytree(ROOT / "notebooks", copied, ignore=shutil.ignore_patterns("*.ipynb", "__*"), dirs_exist_ok=True)
    return copied


def test_they_are_numbered_in_the_order_of_the_story():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@by_name
def test_a_notebook_is_committed_without_output(path: Path):
    cells = nbformat.read(path, as_version=4).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


@by_name
def test_a_notebook_runs_and_shows_what_it_talks_of(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    assert sum("image/png" in out.get("data", {}) for out in outputs) >= 3
    assert not [out.text for out in outputs if out.get("name") == "stderr"]


@by_name
def test_a_notebook_points_to_pages_that_are_there(path: Path):
    text = "".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    pointed = [part.split(")")[0] for part in text.split("](")[1:]]
    assert all((path.parent / one).exists() for one in pointed), pointed

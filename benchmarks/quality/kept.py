"""Results kept by what they were made from: the same sources and the same question are not worked out twice."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("claims", "rules", "features", "models", "training", "serving", "cli")
SIMULATOR = ("claims", "training/office")
READ = {".py", ".yaml", ".csv", ".tsv", ".gz", ".json", ".npz"}


@cache
def digest(*folders: str) -> str:
    """Drawn from the content of folders and files of the repository: another program gives another digest."""
    total = hashlib.sha256()
    for folder in folders:
        place = ROOT / folder
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.suffix in READ and "embedded" not in file.parts and file.is_file():
                total.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return total.hexdigest()[:12]


def kept(home: Path, name: str, made_from: Iterable[object], make: Callable[[Path], object]) -> Path:
    """The folder that ``make`` filled, now or in an earlier run; it stands whole or not at all.

    Args:
        home: where results are kept.
        name: what it is; one result stands under a name, an older one is removed.
        made_from: all that the result depends on.
        make: fills the folder that it is given.
    """
    key = hashlib.sha256(repr(list(made_from)).encode()).hexdigest()[:12]
    folder = home / f"{name}~{key}"
    if folder.exists():
        return folder
    home.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
    try:
        make(new)
        for old in home.glob(f"{name}~*"):
            shutil.rmtree(old)
        return new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)

"""What a model was made with: the program's revision, the packages, and the editions of code sets and edits."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

from rules.office import shelf_here

ROOT = Path(__file__).parents[2]


def revision(root: Path = ROOT) -> str:
    """The git commit of the source tree; where the program was installed instead, its version."""
    git = shutil.which("git")
    if git is not None and (root / ".git").exists() and (commit := _git(git, root, "rev-parse", "HEAD")):
        return f"{commit} with changes" if _git(git, root, "status", "--porcelain", "-uno") else commit
    try:
        return f"version {version('cleanclaim')}"
    except PackageNotFoundError:
        return "version unknown"


def packages() -> str:
    """Each installed package with its version, one a line: what ``pip install -r`` takes."""
    found = {(one.name.lower(), one.version) for one in distributions() if one.name}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found))


def editions() -> Iterator[dict[str, str | int]]:
    """The editions of reference data that the rules knew, those that ship and those that the office loaded."""
    for held in shelf_here().held():
        edition = held.edition
        yield {
            "kind": held.kind,
            "title": edition.title,
            "first_day": str(edition.first),
            "last_day": str(edition.last),
            "codes": edition.codes,
            "sha256": edition.digest,
            "source": edition.source,
        }


def _git(git: str, root: Path, *what: str) -> str:
    done = subprocess.run([git, "-C", root, *what], capture_output=True, text=True, check=False)  # noqa: S603  our own
    return done.stdout.strip() if done.returncode == 0 else ""

"""A check at start-up that the packages belong together: their names are plain, and others may use them too."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

PACKAGES = ("claims", "rules", "features", "models", "serving", "training", "cli")


def root_of(package: str) -> Path | None:
    """The folder that holds a package, without importing it; ``None`` where there is no such package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))).resolve().parent


def require_one_root() -> None:
    """Stop with a sentence when a package of that name comes from elsewhere than this one.

    Raises:
        click.ClickException: a package is missing, or another one of its name stands first on the import path.
    """
    home = Path(__file__).resolve().parent.parent
    for package in PACKAGES:
        found = root_of(package)
        if found is None:
            raise click.ClickException(f"the package '{package}' is missing beside {home}; install cleanclaim again")
        if found != home:
            raise click.ClickException(
                f"another package named '{package}' in {found} hides that of cleanclaim in {home}; "
                "run from another folder, or take it off PYTHONPATH"
            )

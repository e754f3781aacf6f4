"""Run all benchmarks of this folder, or those that are named; each is a module with a function ``main``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

APART = frozenset({"quality", "payments", "suggestions", "looks", "policies", "fixes", "office", "monitoring"})
"""What is no matter of speed and takes long: ``make bench-quality`` runs these; here they must be named."""


def main(names: list[str]) -> None:
    """Run benchmarks one after the other: they would spoil each other's figures."""
    here = Path(__file__).parent
    found = sorted(
        {*(path.stem for path in here.glob("[a-z]*.py")), *(path.parent.name for path in here.glob("*/__init__.py"))}
    )
    for name in names or [one for one in found if one not in APART]:
        module = import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            module.main()


if __name__ == "__main__":
    main(sys.argv[1:])

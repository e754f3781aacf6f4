"""The real command line, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def cleanclaim(*words: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run ``cleanclaim`` with these words."""
    return subprocess.run(  # noqa: PLW1510  the exit status is what tests look at
        [sys.executable, "-m", "cli", *map(str, words)],
        cwd=cwd,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "COLUMNS": "100",
            "CLEANCLAIM_REFERENCE": os.environ["CLEANCLAIM_REFERENCE"],
        },
        capture_output=True,
        text=True,
        timeout=60,
    )

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_a_day_of_an_integrator_goes_through_with_a_server_that_is_killed_in_it(
    database_url: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "docs/integrator.py", "--claims", "600", "--store", database_url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CLEANCLAIM_SPOOL": str(tmp_path / "spool")},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    assert "none lost, none twice" in done.stdout

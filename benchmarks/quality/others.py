"""Figures of other benchmarks, each run in a process of its own; what it prints goes into the report as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.quality.bench import Bench
from benchmarks.quality.kept import PRODUCT, ROOT, digest

OTHERS = {
    "payments": "money and days: expected payment, its date, the range that holds it",
    "suggestions": "suggestions, judged by the payer's true policy",
    "looks": "refusals that looks can prevent, by the payer's true policy",
    "policies": "policies inferred from history, and alarms when payers change",
    "contributions": "exact contributions, and what they cost",
}
"""Modules of :mod:`benchmarks`, and what each measures."""
LONGEST = 3600
"""Seconds that one of them may take."""


def said(bench: Bench, name: str) -> str:
    """What one of them prints, or why it does not."""
    place = ROOT / "benchmarks"
    files = [file for file in (place / f"{name}.py", place / name) if file.exists()]
    if not files:
        return f"not measured: there is no benchmarks/{name}.py"
    if bench.quick:
        return "not measured in a quick run"
    made_from = (digest(*PRODUCT, str(files[0].relative_to(ROOT))),)
    folder = bench.keep(f"other-{name}", made_from, lambda to: _run(name, to))
    return (folder / "said.txt").read_text("utf-8")


def _run(name: str, to: Path) -> None:
    call = [sys.executable, "-m", "benchmarks", name]
    try:
        done = subprocess.run(call, capture_output=True, text=True, check=False, cwd=ROOT, timeout=LONGEST)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"python -m benchmarks {name} took longer than {LONGEST} s") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        raise RuntimeError(f"python -m benchmarks {name} failed: {last}")
    lines = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith("== ")]
    (to / "said.txt").write_text("\n".join(lines) + "\n", "utf-8")

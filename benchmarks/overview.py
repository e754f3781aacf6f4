"""How long the overview takes when a server has just started, of an office with 20,000 claims and a year of answers."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import claims
from benchmarks.worklist import CLAIMS, _latest
from claims.origin import Sourced
from serving.access.caller import ANYONE
from serving.outcomes import take_file, take_submissions
from serving.store import Store
from tests.serving.api.server import served
from tests.serving.pages.browser import store_url
from tests.serving.worklist.lists import ANN, worklist
from training.office import simulate

PERIODS = ("weeks=52&until=2026-06-30", "weeks=52&until=2026-06-30", "weeks=26&until=2026-06-30")


def main() -> None:
    """Print what ``docs/worklist.md`` says of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        simulate(folder / "office", CLAIMS, 7)
        _fill(folder)
        for started in ("first", "again"):  # the first start learns all answers, and keeps what it learnt
            print(f"started {started}: seconds, and of these the processor's")
            with served(folder) as process, process.client() as client:
                client.get("/readyz").raise_for_status()
                for period in PERIODS:
                    wall, used = time.perf_counter(), _used(process.process.pid)
                    client.get(f"/overview?{period}").raise_for_status()
                    wall, used = time.perf_counter() - wall, _used(process.process.pid) - used
                    print(f"  {period}: {wall:.2f}, {used:.2f}", flush=True)
                process.stop()


def _fill(folder: Path) -> None:
    """A batch of the latest claims, all of them sent, and all answers."""
    files = list(_latest(folder / "office"))
    store = Store.open(store_url(folder))
    with worklist(store, folder) as made:
        made.take(ANN, [("year.837", [path.read_bytes() for path in files])])
        made.settle()
    for path in files:
        take_submissions(store, "main", ANYONE, [one for one in claims.read(path) if isinstance(one, Sourced)])
    for path in sorted((folder / "office").rglob("*.835")):
        take_file(store, "main", ANYONE, [path.read_bytes()])
    store.close()


def _used(pid: int) -> float:
    """Seconds that a process spent on the processor."""
    said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

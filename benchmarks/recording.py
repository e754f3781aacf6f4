"""What it costs to put results on record: for the caller, and for the thread that moves them to the database.

The mover shares the interpreter with scoring, so what counts is the processor time that it takes, of which the part
in C (compressing, the database) lets scoring go on.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import claims
from claims import canonical
from claims.origin import Sourced
from cli.formats import as_json
from models import EMBEDDED, Bundle
from rules import office_rules
from serving.load import for_a_run
from serving.store import Recorder, Scored, Store, new_id
from serving.store.claim_versions import digest_of
from serving.store.recording import encode, record
from serving.store.spool import Spool
from training.office import simulate

CLAIMS = 4_000


def main() -> None:
    """Print both, for results as they are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = made(folder)
        mean = statistics.mean(len(one.result) for one in results)
        print(f"  {len(results):,} results of {mean / 1000:.1f} kB, claims of "
              f"{statistics.mean(len(one.claim_json) for one in results) / 1000:.1f} kB")  # fmt: skip
        taking(folder, results)
        for url in (f"sqlite:///{folder / 'store.db'}", os.environ.get("CLEANCLAIM_STORE", "")):
            if url:
                moving(url, results)
        opening(f"sqlite:///{folder / 'store.db'}")


def made(folder: Path) -> list[Scored]:
    """Results of made-up claims, each with its reasons, as the API records them."""
    simulate(folder, CLAIMS, 7)
    files = claims.find_files([folder / "train" / "claims", folder / "test" / "claims"])
    sourced = [item for path in files for item in claims.read(path) if isinstance(item, Sourced)]
    scorer = for_a_run(office_rules(), Bundle.load(EMBEDDED))
    made = []
    for start in range(0, len(sourced), 500):
        some = sourced[start : start + 500]
        for item, score in zip(some, scorer.finish([scorer.walk(one) for one in some], "some"), strict=True):
            content = canonical.encode(item.claim)
            made.append(
                Scored(
                    id=new_id(), office="main", at=datetime.now(UTC), who="benchmark", request_id=new_id(), via="score",
                    as_of=date(2026, 7, 1), claim_json=content, digest=digest_of(content),
                    result=as_json(score, item), verdict=score.verdict,
                    probability=score.denial_probability, at_risk=score.dollars_at_risk or Decimal(0),
                    model="embedded", rules=score.rules.version,
                )
            )  # fmt: skip
    return made


def taking(folder: Path, results: list[Scored]) -> None:
    """Microseconds that the caller waits: with nothing else to do in the process, and while the mover works."""
    spool = Spool.make(folder / "alone")
    show("take: encode and write", [timed(lambda one=one: spool.append(encode(one))) for one in results])
    spool.remove()
    store = Store.open(f"sqlite:///{folder / 'taking.db'}")
    recorder = Recorder(store, folder / "taking")
    taken = []
    for one in results:
        taken.append(timed(lambda one=one: recorder.take(one)))
        time.sleep(0.001)
    show("take: with the mover at work", taken)
    recorder.close()
    store.close()


def moving(url: str, results: list[Scored]) -> None:
    """Microseconds of processor and of wall time that the mover takes for each result."""
    store = Store.open(url)
    wall, processor = time.perf_counter(), time.thread_time()
    for start in range(0, len(results), 200):
        with store.begin() as connection:
            record(connection, results[start : start + 200])
    wall, processor = time.perf_counter() - wall, time.thread_time() - processor
    each = 1e6 / len(results)
    backend = store.engine.dialect.name
    print(f"  move to {backend:<22} {processor * each:6.0f} µs of processor, {wall * each:6.0f} µs of time a result")
    store.close()


def opening(url: str) -> None:
    """Milliseconds to open a store that is up to date."""
    found = [timed(lambda: Store.open(url).close()) for _ in range(9)]
    print(f"  open an SQLite store             {statistics.median(found) * 1e3:6.1f} ms")


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(what: str, seconds: list[float]) -> None:
    """The middle and the tail."""
    cuts = statistics.quantiles(seconds, n=100)
    print(f"  {what:<30} {cuts[49] * 1e6:6.1f} µs in the middle, {cuts[98] * 1e6:6.1f} µs at the 99th percentile")


if __name__ == "__main__":
    main()

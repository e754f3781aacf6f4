"""Do the work that the report needs, side by side, each piece of it in a fresh process, offices first."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.quality.bench import Bench, Job
from benchmarks.quality.offices import folder_of

FRESH = multiprocessing.get_context("spawn")
"""Each piece of work has a process of its own: so that its peak of memory is its own, and its end ends no other."""


def work(bench: Bench, jobs: Iterable[Job], cores: int) -> list[str]:
    """Do all jobs, the longest first; what was done in an earlier run of the same program is not done again.

    Returns:
        What failed, and why: a piece of work that fails ends no other.
    """
    several = list({(name, office): (name, call, office) for name, call, office in jobs}.values())
    offices = {office for _, _, office in several if office and not office.folder}
    made: list[Job] = [("office", folder_of, office) for office in offices]
    if bench.quick:
        return [failed for job in [*made, *several] if (failed := _done(bench, job))]
    return [*_side_by_side(bench, made, cores), *_side_by_side(bench, several, cores)]


def _side_by_side(bench: Bench, jobs: list[Job], cores: int) -> list[str]:
    with ThreadPoolExecutor(cores) as waiting:
        failed = waiting.map(lambda job: _apart(bench, job), sorted(jobs, key=_size, reverse=True))
        return [one for one in failed if one]


def _size(job: Job) -> tuple[int, str]:
    name, _, office = job
    return (office.claims if office else 10**6, name)


def _apart(bench: Bench, job: Job) -> str:
    """Do one job in a process of its own."""
    heard, told = FRESH.Pipe(duplex=False)
    process = FRESH.Process(target=_told, args=(told, bench, job))
    process.start()
    told.close()
    try:
        return str(heard.recv())
    except EOFError:
        process.join()
        return f"{_title(job)}: its process ended with status {process.exitcode}"
    finally:
        process.join()
        heard.close()


def _told(told: multiprocessing.connection.Connection, bench: Bench, job: Job) -> None:
    told.send(_done(bench, job))


def _done(bench: Bench, job: Job) -> str:
    _, call, office = job
    start = time.perf_counter()
    try:
        call(bench, office)
    except Exception as error:  # noqa: BLE001 - one piece of work must not end the others
        traceback.print_exc()
        return f"{_title(job)}: {type(error).__name__}: {error}"
    sys.stderr.write(f"quality: {_title(job)} {time.perf_counter() - start:.0f} s\n")
    return ""


def _title(job: Job) -> str:
    name, _, office = job
    return f"{name} {office.name}" if office else name

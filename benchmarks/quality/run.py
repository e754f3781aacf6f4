"""Do the work that the report needs, side by side, each piece of it in a fresh process, offices first."""

from __future__ import annotations

import multiprocessing
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed

from benchmarks.quality.bench import Bench, Job
from benchmarks.quality.offices import folder_of


def work(bench: Bench, jobs: Iterable[Job], cores: int) -> list[str]:
    """Do all jobs, the longest first; what was done in an earlier run of the same program is not done again.

    Returns:
        What failed, and why: a piece of work that fails ends no other.
    """
    several = list({(name, office): (name, call, office) for name, call, office in jobs}.values())
    offices = {office for _, _, office in several if office and not office.folder}
    made: list[Job] = [("office", folder_of, office) for office in offices]
    if bench.quick:
        return [failed for job in [*made, *several] if (failed := _timed(bench, job))]
    return [*_side_by_side(bench, made, cores), *_side_by_side(bench, several, cores)]


def _side_by_side(bench: Bench, jobs: list[Job], cores: int) -> list[str]:
    jobs = sorted(jobs, key=_size, reverse=True)
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=fresh, max_tasks_per_child=1) as workers:
        waiting = [workers.submit(_timed, bench, job) for job in jobs]
        return [failed for one in as_completed(waiting) if (failed := one.result())]


def _size(job: Job) -> tuple[int, str]:
    name, _, office = job
    return (office.claims if office else 10**6, name)


def _timed(bench: Bench, job: Job) -> str:
    name, call, office = job
    title = f"{name} {office.name}" if office else name
    start = time.perf_counter()
    try:
        call(bench, office)
    except Exception as error:  # noqa: BLE001 - one piece of work must not end the others
        traceback.print_exc()
        return f"{title}: {type(error).__name__}: {error}"
    sys.stderr.write(f"quality: {title} {time.perf_counter() - start:.0f} s\n")
    return ""

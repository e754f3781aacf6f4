"""Jobs as durable workflows (DBOS): each step that was done is remembered, so a killed process loses one step at most.

DBOS keeps its own small tables: in PostgreSQL beside those of the store, so that it needs no right of its own; for
SQLite in a file beside the store's. It is imported by the process of the jobs alone; servers only write to the store.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from msgspec import Struct, field
from sqlalchemy import RowMapping, select, text, update
from sqlalchemy.exc import OperationalError

from models import BundleError
from serving.attempt import where
from serving.jobs.chunk import end, step
from serving.jobs.job import WAITING
from serving.jobs.reading import Reading
from serving.scorer import Scorer
from serving.store import Store, StoreError
from serving.store.engine import make_file
from serving.store.tables import job
from serving.store.url import parse
from serving.trouble import Trouble

EXECUTOR = "jobs"
"""One process at a time runs jobs, wherever it is: under this name it finds what the one before it left undone."""

FORM = "1"
"""Of the workflow. DBOS goes on only with what was begun under the same: change it when steps change their meaning."""

PATIENCE = 2.0
"""Seconds until a step is tried again while the store is away."""

_log = logging.getLogger("cleanclaim")
_stepping = threading.Lock()

_taking, _waiting = Trouble("no job is taken"), Trouble("a job waits")

QUEUE = "jobs"

AWAY = (StoreError, OperationalError)
"""The store does not answer: what was not done is tried again."""

OVER = ["SUCCESS", "ERROR", "CANCELLED"]
"""What DBOS calls workflows that it will not go on with."""

MODEL_AWAY = 120.0
"""Seconds for which a job waits for a model that cannot be had, as while the place is away that it is published at."""

LAST_STEP = 10.0
"""Seconds that a step may still take when the process is to end."""


class Work(Struct):
    """What steps work with."""

    store: Store
    scorer: Callable[[str], Scorer]
    """Makes a new scorer of an office."""
    folder: Path
    """Where the file lies of the job that runs: of this process alone."""
    reading: Reading | None = None
    """Of the one job that runs now."""
    of: str = ""
    """Which job that is."""
    closed: dict[str, float] = field(default_factory=dict)
    """Since when the models of offices could not be had."""

    def at(self, asked: RowMapping) -> Reading:
        """The file of a job, opened where it is not open."""
        if self.of != asked["id"] or self.reading is None:
            self.close()
            scorer = self.scorer(asked["office"])
            self.closed.pop(asked["office"], None)
            self.reading, self.of = Reading(self.store, asked, scorer, self.folder), asked["id"]
        return self.reading

    def close(self) -> None:
        """Let go of the file."""
        if self.reading is not None:
            self.reading.close()
        self.reading, self.of = None, ""


_work: list[Work] = []
"""One, from :func:`begin` on: DBOS calls functions by their names, and gives them what it keeps."""


def begin(work: Work, url: str) -> None:
    """Go on with what was left undone, and be ready for more."""
    _work[:] = [work]
    shutil.rmtree(work.folder, ignore_errors=True)  # what a killed process left there
    work.folder.mkdir(mode=0o700, parents=True)
    DBOS(config=_config(work.store, url))
    DBOS.launch()
    DBOS.register_queue(QUEUE, global_concurrency=1, polling_interval_sec=0.5, on_conflict="always_update")


def known() -> set[str]:
    """The jobs that DBOS knows of."""
    return {one.workflow_id for one in DBOS.list_workflows(load_input=False, load_output=False)}


def take(store: Store, known: set[str]) -> None:
    """Queue the jobs that wait, the oldest first; one that DBOS knows already is not queued twice.

    What DBOS remembers of jobs that have ended goes: their own rows say all that is asked later.

    Whatever goes wrong is logged: the next look finds the same jobs.
    """
    with _taking.survived():
        _queue(store, known)


def finish() -> None:
    """Let the step that runs end, and none begin: end the process then. The next one goes on from there."""
    _stepping.acquire(timeout=LAST_STEP)
    _work[0].close()


@DBOS.workflow()
def score_job(job_id: str) -> None:
    """Score a job, step by step."""
    number = 0
    while score_step(job_id, number):
        number += 1


@DBOS.step()
def score_step(job_id: str, number: int) -> bool:
    """Do a step; whether there is another."""
    another: bool | None = None
    while another is None:
        with _waiting.survived(), _stepping:
            another = _step(_work[0], job_id, number)
        if another is None:
            time.sleep(PATIENCE)
    return another


def _queue(store: Store, known: set[str]) -> None:
    query = select(job.c.id).where(job.c.state.in_(WAITING)).order_by(job.c.at)
    with store.reading() as connection:
        waiting = list(connection.execute(query).scalars())
    for job_id in waiting:
        if job_id not in known:
            with SetWorkflowID(job_id):
                DBOS.enqueue_workflow(QUEUE, score_job, job_id)
            known.add(job_id)
    if ended := known.difference(waiting):
        found = DBOS.list_workflows(workflow_ids=list(ended), status=OVER, load_input=False, load_output=False)
        if over := [one.workflow_id for one in found]:
            DBOS.delete_workflows(over)
            known.difference_update(over)


def _step(work: Work, job_id: str, number: int) -> bool:
    asked = _asked(work.store, job_id)
    if asked is None or asked["ended"] is not None:
        work.close()
        return False
    try:
        if asked["wanted"] and step(work.store, asked, work.at(asked), number):
            return True
    except BundleError as error:
        since = work.closed.setdefault(asked["office"], time.monotonic())
        if time.monotonic() - since < MODEL_AWAY:
            raise
        why = f"no model could be had for {MODEL_AWAY:g} seconds, send it again later: {error}"
        end(work.store, job_id, "failed", why)
    except AWAY:
        work.close()  # where the file stands is not known any more
        raise
    except Exception as error:  # noqa: BLE001  a defect of ours ends this job, and no other
        _log.error("job %s: %s", job_id, where(error))
        end(work.store, job_id, "failed", f"a defect of cleanclaim, please report these words: {where(error)}")
    else:
        _end(work.store, job_id)
    work.close()
    return False


def _end(store: Store, job_id: str) -> None:
    asked = _asked(store, job_id)
    if asked is None:
        return
    if not asked["wanted"]:
        end(store, job_id, "cancelled")
    elif asked["claims"] == 0:
        why = "no claim could be read; the results say why" if asked["faults"] else "the file holds no claim"
        end(store, job_id, "failed", why)
    else:
        end(store, job_id, "done")


def _asked(store: Store, job_id: str) -> RowMapping | None:
    """A job's row; from now on it runs."""
    with store.begin() as connection:
        first = update(job).where(job.c.id == job_id, job.c.state == "queued")
        connection.execute(first.values(state="running", started=datetime.now(UTC)))
        return connection.execute(select(job).where(job.c.id == job_id)).mappings().first()


def _config(store: Store, url: str) -> DBOSConfig:
    parsed, schema = parse(url), None
    if parsed.get_backend_name() != "sqlite":
        with store.reading() as connection:
            schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    else:
        parsed = parsed.set(database=f"{parsed.database}-jobs")
        make_file(Path(str(parsed.database)))
    return {
        "name": "cleanclaim-jobs",
        "system_database_url": parsed.render_as_string(hide_password=False),
        "dbos_system_schema": schema,
        "sys_db_pool_size": 4,
        "use_listen_notify": False,
        "executor_id": EXECUTOR,
        "application_version": FORM,
        "serializer": DBOSPortableJSONSerializer(),  # its own way would be a pickle
        "enable_otlp": False,
        "log_level": "CRITICAL",  # what it would tell of an error can quote a claim
    }

"""Large files, scored in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import BinaryIO

from sqlalchemy import Connection
from starlette.types import Send

from serving import jobs
from serving.api import parameters
from serving.api.call import Call
from serving.api.reply import Reply, as_json, encode
from serving.api.route import Route
from serving.api.schema import CLAIMS, curl, lines_of, ref
from serving.api.streamed import sent
from serving.jobs import Arriving, Asked, Job
from serving.problem import Refused, refused
from serving.store import Store

CHUNK = 1 << 18


async def submit(call: Call) -> Reply:
    """A file like that of a batch, of up to a gigabyte; it is scored in the background, whatever happens meanwhile.

    `Location` says where its state is. A job is told of what the office knew when it was taken. It survives a server
    that is killed: its results are complete, in the order of the file, none twice, and each is on record.
    """
    call.require(*CLAIMS)
    asked = Asked(
        call.caller.who,
        call.request_id,
        parameters.day(call),
        parameters.explain(call, "held"),
        parameters.suggest(call),
    )

    def keep(connection: Connection, job: Job) -> None:
        call.keep(connection, _accepted(job))

    with call.place():
        await call.hold(call.service.limits.job_bytes)
        job = await asyncio.to_thread(_arrive, call.service.store, call.caller.office, call.file, asked, keep)
    return _accepted(job)


async def listed(call: Call) -> Reply:
    """The newest hundred jobs of the office, the newest first."""
    return as_json(await asyncio.to_thread(jobs.listed, call.service.store, call.caller.office))


async def state(call: Call) -> Reply:
    """How far a job has come."""
    return as_json(
        _known(await asyncio.to_thread(jobs.find, call.service.store, call.caller.office, call.named("job")))
    )


async def results(call: Call) -> Lines:
    """The results there are so far, in the order of the file.

    While a job runs there will be more: ask again with `after`, the number of lines that you have.
    """
    store, office, job_id, after = call.service.store, call.caller.office, call.named("job"), _after(call)
    _known(await asyncio.to_thread(jobs.find, store, office, job_id))
    return Lines(jobs.results(store, office, job_id, after))


async def cancel(call: Call) -> Reply:
    """End a job, within a second or two if it runs. What it has so far stays; one that has ended stays as it is."""
    store, office = call.service.store, call.caller.office
    return as_json(_known(await asyncio.to_thread(jobs.cancel, store, office, call.named("job"))))


class Lines:
    """An answer of lines that are fetched while they are sent."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines

    async def send(self, send: Send) -> None:
        """Send them."""
        head = [(b"content-type", b"application/x-ndjson")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        while lines := await asyncio.to_thread(next, self._lines, b""):
            await sent(send, {"type": "http.response.body", "body": lines, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _accepted(job: Job) -> Reply:
    return Reply(encode(job), int(HTTPStatus.ACCEPTED), headers={"Location": f"/v1/jobs/{job.id}"})


def _arrive(store: Store, office: str, file: BinaryIO, asked: Asked, keep: Callable[[Connection, Job], None]) -> Job:
    arriving = Arriving(store, office)
    try:
        while chunk := file.read(CHUNK):
            arriving.add(chunk)
        return arriving.finish(asked, keep)
    except BaseException:
        arriving.drop()
        raise


def _known(job: Job | None) -> Job:
    if job is None:
        raise refused(HTTPStatus.NOT_FOUND, "this office has no job of that id")
    return job


def _after(call: Call) -> int:
    text = call.query.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004  no file has so many claims
        raise _no_number()
    return int(text)


def _no_number() -> Refused:
    return refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the parameter after is a number of lines, such as 1000")


JOB = {
    "name": "job",
    "in": "path",
    "required": True,
    "description": "The `id` of a job.",
    "schema": {"type": "string"},
}
AFTER = {
    "name": "after",
    "in": "query",
    "description": "Leave out the first so many lines.",
    "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0},
}

ROUTES = (
    Route(
        "POST",
        "/v1/jobs",
        submit,
        "Score a large file in the background",
        "score",
        gives={"application/json": ref("Job")},
        status=202,
        takes=CLAIMS,
        parameters=(parameters.AS_OF, parameters.explaining("held"), parameters.SUGGEST),
        keyed=True,
        patient=True,
        largest="job_bytes",
        examples=(curl("/v1/jobs", "examples/02_typical_faults.837", "application/edi-x12", "Idempotency-Key: job-1"),),
    ),
    Route(
        "GET",
        "/v1/jobs",
        listed,
        "The office's jobs",
        "score",
        gives={"application/json": {"type": "array", "items": ref("Job")}},
        examples=(curl("/v1/jobs"),),
    ),
    Route(
        "GET",
        "/v1/jobs/{job}",
        state,
        "How far a job has come",
        "score",
        gives={"application/json": ref("Job")},
        parameters=(JOB,),
        problems=(404,),
    ),
    Route(
        "GET",
        "/v1/jobs/{job}/results",
        results,
        "The results of a job",
        "score",
        gives=lines_of("Score", "Problem"),
        parameters=(JOB, AFTER),
        problems=(404, 422),
        patient=True,
    ),
    Route(
        "DELETE",
        "/v1/jobs/{job}",
        cancel,
        "Cancel a job",
        "score",
        gives={"application/json": ref("Job")},
        parameters=(JOB,),
        problems=(404,),
    ),
)

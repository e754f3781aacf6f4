"""What was sent, what came back, and what a biller did with a result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import BinaryIO

from sqlalchemy import Connection

import claims
from serving.api.body import decode, nothing
from serving.api.call import Call
from serving.api.reply import Reply, as_json
from serving.api.route import Route
from serving.api.schema import CLAIMS, curl, ref
from serving.outcomes import Feedback, Taken, take_feedback, take_file, take_submissions
from serving.outcomes.feedback import Noted
from serving.problem import refused

CHUNK = 65_536

FILES = {
    "application/edi-x12": {
        "type": "string",
        "description": "An 835 (what payers decided), or a 999, 277CA or TA1 (what the front door said); told apart by "
        "what stands in it.",
    }
}


async def submissions(call: Call) -> Reply:
    """These claims were sent: an 837, a JSON array of claims, or one claim a line.

    Each is put on record with its version and with what was advised of it, and counts from now on as sent before. The
    same claim of the same day again changes nothing, unless a front door turned it away. What cannot be read is told in
    `problems`, and the rest is taken.
    """
    call.require(*CLAIMS)
    store, caller = call.service.store, call.caller

    def take(file: BinaryIO) -> Taken:
        read = claims.read_stream(_chunks(file), "request")
        taken = take_submissions(store, caller.office, caller, read, settle_scores=call.service.recorder.settle)
        if not taken.counts["claims"] and not taken.counts["faults"]:
            raise nothing()
        return taken

    return await _taken(call, take)


async def remits(call: Call) -> Reply:
    """What came back: outcomes are recorded and join their scores, and history moves on at once.

    A front-end rejection (999, 277CA) is an outcome of its own. The same file again changes nothing. A 277CA that this
    service wrote itself is nobody's answer: it is refused, or set aside with a problem where others stand beside it.
    """
    call.require(*FILES)
    store, caller, folder = call.service.store, call.caller, call.service.recorder.folder
    return await _taken(call, lambda file: take_file(store, caller.office, caller, _chunks(file), folder))


async def feedback(call: Call) -> Reply:
    """What the biller did with a result: accepted, overridden or corrected, and why."""
    call.require("application/json")
    said = decode(await call.body(call.service.limits.claim_bytes), Feedback)
    if not said.score_id and not said.claim_id:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "name a score_id, or a claim_id", "/score_id")
    service, caller = call.service, call.caller

    def keep(connection: Connection, noted: Noted) -> None:
        call.keep(connection, as_json(noted._asdict()))

    settle = service.recorder.settle
    noted = await asyncio.to_thread(take_feedback, service.store, caller.office, caller, said, settle, keep=keep)
    return as_json(noted._asdict())


async def _taken(call: Call, take: Callable[[BinaryIO], Taken]) -> Reply:
    """What came of a file, once this process' history has moved on."""
    with call.place():
        await call.hold(call.service.limits.batch_bytes)
        taken = await asyncio.to_thread(take, call.file)
    await call.service.offices.catch_up(call.caller.office)
    return as_json(taken)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")


NOTED = {
    "application/json": {
        "type": "object",
        "required": ["id", "score_id"],
        "properties": {
            "id": {"type": "string", "description": "Of this word on record."},
            "score_id": {"type": "string", "description": "Of the result that it is about."},
        },
    }
}

ROUTES = (
    Route(
        "POST",
        "/v1/submissions",
        submissions,
        "These claims were sent",
        "outcomes",
        gives={"application/json": ref("Taken")},
        takes=CLAIMS,
        problems=(413,),
        keyed=True,
        patient=True,
        largest="batch_bytes",
        examples=(
            curl("/v1/submissions", "examples/01_clean_visits.837", "application/edi-x12", "Idempotency-Key: sent-1"),
        ),
    ),
    Route(
        "POST",
        "/v1/remits",
        remits,
        "Answers and acknowledgements came back",
        "outcomes",
        gives={"application/json": ref("Taken")},
        takes=FILES,
        keyed=True,
        patient=True,
        largest="batch_bytes",
        examples=(curl("/v1/remits", "remit.835", "application/edi-x12"),),
    ),
    Route(
        "POST",
        "/v1/feedback",
        feedback,
        "What a biller did with a result",
        "outcomes",
        gives=NOTED,
        takes={"application/json": {**ref("Feedback"), "example": {"score_id": "0" * 32, "action": "accepted"}}},
        problems=(404,),
        keyed=True,
        examples=(curl("/v1/feedback", "feedback.json"),),
    ),
)

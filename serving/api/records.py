"""What is on record."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from serving.api import parameters
from serving.api.call import Call
from serving.api.reply import Answer, Reply, as_json, encode
from serving.api.route import Route
from serving.api.schema import curl, lines_of, ref
from serving.api.streamed import Streamed
from serving.outcomes import outcomes as told
from serving.outcomes import report as counted
from serving.problem import refused
from serving.store import made_at
from serving.store.records import find_soon


async def score(call: Call) -> Reply:
    """A result as it was given, with the claim as it was asked, by whom and when, and what was in force."""
    service, score_id = call.service, call.named("score_id")
    found = None
    if made_at(score_id) is not None:
        found = await asyncio.to_thread(find_soon, service.store, service.recorder, call.caller.office, score_id)
    if found is None:
        raise refused(HTTPStatus.NOT_FOUND, "there is no result of that id on record for this office")
    return as_json(found)


async def outcomes(call: Call) -> Answer:
    """What became of each claim that was sent in a period, one a line: the advice, the acknowledgement, the answer."""
    since, until = parameters.day(call, "since"), parameters.day(call, "until")
    rows, room = told(call.service.store, call.caller.office, since, until), call.service.room
    with room.place():
        answer = await Streamed.of(encode(row) + b"\n" for row in rows)
    return room.hold(answer)


async def report(call: Call) -> Reply:
    """What the advice was worth: counts and dollars of the claims of a period, in all and by payer."""
    since, until = parameters.day(call, "since"), parameters.day(call, "until")
    return as_json(await asyncio.to_thread(counted, call.service.store, call.caller.office, since, until))


PERIOD = tuple(
    {
        "name": name,
        "in": "query",
        "description": f"The {which} day of submission.",
        "schema": {"type": "string", "format": "date"},
    }
    for name, which in (("since", "first"), ("until", "last"))
)

SCORE_ID = {
    "name": "score_id",
    "in": "path",
    "required": True,
    "description": "The `score_id` of a result.",
    "schema": {"type": "string"},
}

ROUTES = (
    Route(
        "GET",
        "/v1/scores/{score_id}",
        score,
        "One result on record",
        "patients",
        gives={"application/json": ref("OnRecord")},
        parameters=(SCORE_ID,),
        problems=(404,),
        examples=(curl("/v1/scores/$SCORE_ID"),),
    ),
    Route(
        "GET",
        "/v1/outcomes",
        outcomes,
        "What became of claims",
        "patients",
        gives=lines_of("SentClaim"),
        parameters=PERIOD,
        patient=True,
        examples=(curl("/v1/outcomes?since=2026-06-01"),),
    ),
    Route(
        "GET",
        "/v1/report",
        report,
        "What the advice was worth",
        "score",
        gives={"application/json": ref("Report")},
        parameters=PERIOD,
        examples=(curl("/v1/report?since=2026-06-01&until=2026-06-30"),),
    ),
)

"""What is on record."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from serving.api.call import Call
from serving.api.reply import Reply, as_json
from serving.api.route import Route
from serving.api.schema import curl, ref
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
)

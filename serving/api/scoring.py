"""One claim in, one result out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from http import HTTPStatus

from claims import canonical
from claims.fault import Fault
from claims.origin import Sourced
from serving import fhir
from serving.api import parameters
from serving.api.call import Call
from serving.api.reply import Reply
from serving.api.route import Route
from serving.api.schema import CLAIM, RESPONSE, curl, ref
from serving.offices import Office
from serving.problem import of_body, refused
from serving.score import Score
from serving.scorer import Scorer

ON_THE_LOOP = 8
"""Lines of a claim that is scored in place: commonly in one to two milliseconds, a risky one, for which changes are
tried, in about four, seldom in more than ten. A larger one goes to a thread, which would gain a small one nothing:
which claims are risky is known after scoring alone, and threads share one interpreter."""


async def score(call: Call) -> Reply:
    """One claim in, one result out. A claim with faults is scored all the same: what is wrong stands in the result.

    The result is put on record before it is given, under its `score_id`.
    """
    as_of, explain, suggest = parameters.day(call), parameters.explain(call, "some"), parameters.suggest(call)
    sourced = await _claim(call)
    office = await call.office()
    if len(sourced.claim.lines) > ON_THE_LOOP:
        found = await asyncio.to_thread(_in_turn, office, lambda scorer: scorer.score(sourced, as_of, explain, suggest))
    else:
        found = await call.service.gathering.score(office, sourced, as_of, explain, suggest)
    return _told(call, "score", office, sourced, as_of, found=found)


async def check(call: Call) -> Reply:
    """The rules alone, in the same shape: what only a model can say is `null` or empty."""
    as_of = parameters.day(call)
    sourced = await _claim(call)
    office = await call.office()
    if len(sourced.claim.lines) > ON_THE_LOOP:
        found = await asyncio.to_thread(_in_turn, office, lambda scorer: scorer.check(sourced, as_of))
    else:
        found = office.scorer, office.scorer.check(sourced, as_of)
    return _told(call, "check", office, sourced, as_of, found=found)


async def _claim(call: Call) -> Sourced:
    """The claim of the body."""
    call.require(*CLAIM)
    body = await call.body(call.service.limits.claim_bytes)
    if call.kind == fhir.MEDIA_TYPE:
        sourced: Sourced | Fault = _only(await asyncio.to_thread(fhir.claims_of, body))
    else:
        sourced = canonical.decode(body, "request")
        if isinstance(sourced, Fault):
            raise of_body(sourced, body)
    assert isinstance(sourced, Sourced)
    if len(sourced.claim.lines) > (most := call.service.limits.lines):
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"a claim has at most {most} lines", "/lines")
    return sourced


def _only(found: list[Sourced | Fault]) -> Sourced:
    """The one claim of a FHIR body."""
    claims = [one for one in found if isinstance(one, Sourced)]
    for fault in found:
        if isinstance(fault, Fault) and fault.loses != "nothing":
            where = f"{fault.element}: " if fault.element else ""
            expected = f"; expected {fault.expected}" if fault.expected else ""
            raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where}{fault.message}{expected}")
    if len(claims) != 1:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "send one Claim; several go to /v1/score/batch")
    return claims[0]


def _told(
    call: Call, via: str, office: Office, sourced: Sourced, as_of: date | None, *, found: tuple[Scorer, Score]
) -> Reply:
    """The answer, once the result is on record."""
    scorer, score = found
    recorded, encoded = call.record(via).put(office, scorer, sourced, as_of, score)
    if call.kind == fhir.MEDIA_TYPE:
        return Reply(fhir.response(recorded, sourced), media_type=fhir.MEDIA_TYPE)
    return Reply(encoded)


def _in_turn(office: Office, ask: Callable[[Scorer], Score]) -> tuple[Scorer, Score]:
    with office.lock:
        scorer = office.scorer
        return scorer, ask(scorer)


ROUTES = (
    Route(
        "POST",
        "/v1/score",
        score,
        "Score one claim",
        "score",
        gives={"application/json": ref("Score"), **RESPONSE},
        takes=CLAIM,
        parameters=(parameters.AS_OF, parameters.explaining("some"), parameters.SUGGEST),
        keyed=True,
        claims=1,
        examples=(curl("/v1/score", "claim.json"),),
    ),
    Route(
        "POST",
        "/v1/check",
        check,
        "Check one claim by the rules alone",
        "score",
        gives={"application/json": ref("Score"), **RESPONSE},
        takes=CLAIM,
        parameters=(parameters.AS_OF,),
        keyed=True,
        claims=1,
        examples=(curl("/v1/check", "claim.json"),),
    ),
)

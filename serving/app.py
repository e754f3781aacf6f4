"""The HTTP API: each endpoint parses, calls, returns, and declares its errors (see serving/openapi.py)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import get_args

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from claims import canonical
from claims.fault import Fault
from claims.origin import Sourced
from serving import catalogue
from serving.batch import Batch, too_large
from serving.openapi import document
from serving.problem import Guard, Problem, Refused, of_body, on_http, on_refused, refused
from serving.score import Score
from serving.scorer import Explain, Scorer, Suggest

LARGEST_CLAIM = 1 << 20
"""Bytes of one claim in JSON. One of 450 lines takes about 150 KB."""

LARGEST_BATCH = 64 << 20
"""Bytes of one batch."""

ON_THE_LOOP = 8
"""Lines of a claim that is scored in place: commonly in one to two milliseconds, a risky one, for which changes are
tried, in about four, seldom in more than ten. A larger one goes to a thread, which would gain a small one nothing:
which claims are risky is known after scoring alone, and threads share one interpreter."""

JSON = ("application/json",)
BATCHES = ("application/edi-x12", "application/json", "application/x-ndjson")

_EXPLAIN: tuple[Explain, ...] = get_args(Explain)
_SUGGEST: tuple[Suggest, ...] = get_args(Suggest)
_encode = msgspec.json.Encoder(decimal_format="string").encode


def create(scorer: Scorer) -> FastAPI:
    """The application around a scorer."""
    app = FastAPI(title="cleanclaim", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(HTTPException, on_http)
    app.add_middleware(Guard)
    _answer_about_claims(app, scorer)
    _answer_about_itself(app, scorer)
    return app


def _answer_about_claims(app: FastAPI, scorer: Scorer) -> None:
    @app.post("/v1/score")
    async def score(request: Request) -> Response:
        """One claim in, one result out. A claim with faults is scored all the same."""
        as_of, explain, suggest = _as_of(request), _explain(request, "some"), _suggest(request)
        sourced = await _claim(request)
        return await _ask(sourced, lambda: scorer.score(sourced, as_of, explain, suggest))

    @app.post("/v1/check")
    async def check(request: Request) -> Response:
        """The rules alone."""
        as_of = _as_of(request)
        sourced = await _claim(request)
        return await _ask(sourced, lambda: scorer.check(sourced, as_of))

    @app.post("/v1/score/batch")
    async def batch(request: Request) -> Response:
        """An 837, a JSON array or NDJSON in; NDJSON out."""
        as_of, explain, suggest = _as_of(request), _explain(request, "held"), _suggest(request)
        _require(request, BATCHES)
        if _announced(request) > LARGEST_BATCH:
            raise Refused(too_large(LARGEST_BATCH))
        return Batch(await _begun(request), scorer.afresh(), as_of, explain, suggest, limit=LARGEST_BATCH)


def _answer_about_itself(app: FastAPI, scorer: Scorer) -> None:
    openapi = cache(lambda: _encode(document()))

    @app.get("/v1/model")
    async def model() -> Response:
        """Which model is in use."""
        if scorer.bundle is None:
            raise refused(HTTPStatus.NOT_FOUND, "no model is in use: the rules speak alone")
        return _json(catalogue.model_of(scorer.bundle, scorer.review))

    @app.get("/v1/rules")
    async def rules() -> Response:
        """All rules in force."""
        return _json(catalogue.rules_of(scorer.ruleset))

    @app.get("/v1/rules/{rule_id}")
    async def rule(rule_id: str) -> Response:
        """One rule: why, since when, with which values."""
        found = scorer.ruleset.rules.get(rule_id)
        if found is None:
            raise refused(HTTPStatus.NOT_FOUND, "there is no rule of that id; see /v1/rules")
        return _json(catalogue.rule_of(found))

    @app.get("/healthz")
    async def healthz() -> Response:
        """The process lives."""
        return _json({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> Response:
        """It can score: rules and model are loaded, or there would be no application."""
        version = scorer.bundle.version if scorer.bundle else None
        return _json({"status": "ready", "model": version, "rules": scorer.ruleset.version})

    @app.get("/openapi.json")
    async def described() -> Response:
        """This interface, in OpenAPI 3.1."""
        return Response(openapi(), media_type="application/json")


async def _ask(sourced: Sourced, ask: Callable[[], Score]) -> Response:
    """Score where it does not keep other callers waiting."""
    if len(sourced.claim.lines) > ON_THE_LOOP:
        return _json(await asyncio.to_thread(ask))
    return _json(ask())


async def _claim(request: Request) -> Sourced:
    """The claim of the body."""
    _require(request, JSON)
    if _announced(request) > LARGEST_CLAIM:
        raise Refused(too_large(LARGEST_CLAIM))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_CLAIM:
            raise Refused(too_large(LARGEST_CLAIM))
    if not body.strip():
        raise refused(HTTPStatus.BAD_REQUEST, "the body is empty; send one claim")
    sourced = canonical.decode(bytes(body), "request")
    if isinstance(sourced, Fault):
        raise of_body(sourced, bytes(body))
    return sourced


async def _begun(request: Request) -> AsyncIterator[bytes]:
    """The chunks of a body that is known not to be empty."""
    chunks = request.stream()
    first = b""
    while not first.strip():
        try:
            first = await anext(chunks)
        except StopAsyncIteration:
            raise refused(HTTPStatus.BAD_REQUEST, "the body is empty; send claims") from None

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_them()


def _require(request: Request, kinds: tuple[str, ...]) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        raise Refused(Problem(status.phrase, int(status), f"send content-type {' or '.join(kinds)}"))


def _announced(request: Request) -> int:
    """The length that the caller announces; 0 where it does not."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _as_of(request: Request) -> date | None:
    text = request.query_params.get("as_of")
    if text is None:
        return None
    try:
        return msgspec.convert(text, date)
    except msgspec.ValidationError:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the parameter as_of is no date such as 2026-07-01") from None


def _explain(request: Request, otherwise: Explain) -> Explain:
    text = request.query_params.get("explain", otherwise)
    for known in _EXPLAIN:
        if text == known:
            return known
    raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the parameter explain is one of {', '.join(_EXPLAIN)}")


def _suggest(request: Request) -> Suggest:
    text = request.query_params.get("suggest", "risky")
    for known in _SUGGEST:
        if text == known:
            return known
    raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the parameter suggest is one of {', '.join(_SUGGEST)}")


def _json(content: object) -> Response:
    return Response(_encode(content), media_type="application/json")

"""The API's description, OpenAPI 3.1: its paths are the routes, its components the domain's own structures."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from claims.claim import Claim
from serving.api import catalogue, words
from serving.api.fields import documented
from serving.api.route import Route
from serving.api.schema import ref
from serving.jobs import Job
from serving.outcomes import Feedback, Report, SentClaim, Taken
from serving.problem import MEDIA_TYPE, Problem
from serving.score import Score
from serving.store.records import OnRecord

AMOUNT = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
"""Dollars or units."""

Document = dict[str, Any]

COMPONENTS: tuple[type, ...] = (
    Claim,
    Score,
    Problem,
    OnRecord,
    Job,
    Taken,
    Feedback,
    SentClaim,
    Report,
    catalogue.ModelCard,
    catalogue.RuleList,
    catalogue.RulePage,
)


def document(routes: Sequence[Route], more: Iterable[type] = ()) -> Document:
    """The whole description of some routes; ``more`` are structures beside those that are always there."""
    structures = (*COMPONENTS, *more)
    _, components = msgspec.json.schema_components(structures, ref_template="#/components/schemas/{name}")
    paths: dict[str, Document] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cleanclaim",
            "version": _version(),
            "summary": "Which claims will be refused, why, and what to change, before they are sent.",
            "description": words.INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": _with_amounts(documented(components, structures)),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": words.KEY}},
            "headers": words.HEADERS,
        },
    }


def operation(route: Route) -> Document:
    """One call."""
    described: Document = {
        "operationId": _name(route),
        "summary": route.summary,
        "description": inspect.cleandoc(route.does.__doc__ or "") + _allowed(route),
        "responses": {
            str(route.status): _answer("Done.", route.gives, ("X-Request-Id", *_replayed(route)))
            | ({"links": route.links} if route.links else {}),
            **{str(status): _problem(status) for status in sorted(set(_statuses(route)))},
        },
    }
    parameters = [*route.parameters, words.REQUEST_ID, *((words.IDEMPOTENCY_KEY,) if route.keyed else ())]
    described["parameters"] = parameters
    if route.takes:
        content = {kind: _body(schema) for kind, schema in route.takes.items()}
        described["requestBody"] = {"required": True, "content": content}
    if route.scope:
        described["security"] = [{"key": [route.scope]}, {}]
    if route.examples:
        described["x-codeSamples"] = [{"lang": "Shell", "source": example} for example in route.examples]
    return described


def _statuses(route: Route) -> Iterator[int]:
    """All that a refusal of this call may be."""
    yield 500
    yield from route.problems
    if route.scope:
        yield from (401, 403, 421, 429, 503)
        if not route.patient:
            yield 504
    if route.takes:
        yield from (400, 408, 413, 415, 422, 507)
    if any(parameter["in"] == "query" for parameter in route.parameters):
        yield 422
    if route.keyed:
        yield from (409, 422)


def _answer(says: str, content: Mapping[str, Any], headers: Iterable[str]) -> Document:
    return {
        "description": says,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {kind: {"schema": dict(schema)} for kind, schema in content.items()},
    }


def _problem(status: int) -> Document:
    headers = ("X-Request-Id", *words.HEADERS_OF.get(status, ()))
    return _answer(words.PROBLEMS[status], {MEDIA_TYPE: ref("Problem")}, headers)


def _replayed(route: Route) -> tuple[str, ...]:
    return ("Idempotency-Replayed",) if route.keyed else ()


def _body(schema: Mapping[str, Any]) -> Document:
    """A body's schema, with its example beside it."""
    plain = {key: value for key, value in schema.items() if key != "example"}
    return {"schema": plain} | ({"example": schema["example"]} if "example" in schema else {})


def _allowed(route: Route) -> str:
    return f"\n\nScope: `{route.scope}`." if route.scope else "\n\nNobody is asked who calls."


def _name(route: Route) -> str:
    """Such as ``post_score_batch``."""
    words_of = [part.strip("{}").replace(".", "_") for part in route.path.split("/") if part not in {"", "v1"}]
    return "_".join((route.method.lower(), *words_of))


def _with_amounts(schema: Any) -> Any:
    """The schema with the form of an amount wherever a decimal stands: a number is taken too, a string is given."""
    if isinstance(schema, list):
        return [_with_amounts(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {**schema, "type": ["string", "number"], "pattern": AMOUNT}
    return {key: _with_amounts(value) for key, value in schema.items()}


def _version() -> str:
    try:
        return version("cleanclaim")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0"

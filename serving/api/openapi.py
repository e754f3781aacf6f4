"""The API's description, OpenAPI 3.1: its components are the domain's own structures."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any, get_args

import msgspec

from claims.claim import Claim
from serving.api.catalogue import ModelCard, RuleList, RulePage
from serving.problem import MEDIA_TYPE, Problem
from serving.score import Score
from serving.scorer import Suggest

AMOUNT = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
"""Dollars or units."""

_COMPONENTS = (Claim, Score, Problem, ModelCard, RuleList, RulePage)

Document = dict[str, Any]

_PROBLEMS = {
    "400": "The body is empty or is no JSON.",
    "404": "There is none of that name.",
    "413": "The body is too large.",
    "415": "The content type is another.",
    "422": "A field or parameter is not of its form; the pointer says which.",
    "500": "A defect of cleanclaim.",
}
_AS_OF = {
    "name": "as_of",
    "in": "query",
    "description": "Today, for claims without a submission date; without it, the clock's day.",
    "schema": {"type": "string", "format": "date"},
}

_SUGGEST = {
    "name": "suggest",
    "in": "query",
    "description": "Claims for which changes that lower the risk are searched: none, or all but those of little risk.",
    "schema": {"type": "string", "enum": list(get_args(Suggest)), "default": "risky"},
}


def document() -> Document:
    """The whole description."""
    _, components = msgspec.json.schema_components(_COMPONENTS, ref_template="#/components/schemas/{name}")
    components = _with_amounts(components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cleanclaim",
            "version": _version(),
            "description": "Which claims will be refused, why, and what to change, before they are sent.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {"schemas": components},
    }


def _with_amounts(schema: Any) -> Any:
    """The schema with the form of an amount wherever a decimal stands: a number is taken too, a string is given."""
    if isinstance(schema, list):
        return [_with_amounts(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {**schema, "type": ["string", "number"], "pattern": AMOUNT}
    return {key: _with_amounts(value) for key, value in schema.items()}


def _paths() -> Document:
    claim = {"application/json": {"schema": _ref("Claim")}}
    claims = {
        "application/edi-x12": {"schema": {"type": "string", "description": "An 837 file, 005010."}},
        "application/json": {
            "schema": {"type": "array", "items": {}, "description": "Claims; each is judged by itself, see Claim."}
        },
        "application/x-ndjson": {"schema": {"type": "string", "description": "One claim a line."}},
    }
    lines = {
        "application/x-ndjson": {
            "schema": {"type": "string", "description": "One Score a line; a claim that cannot be read has a Problem."}
        }
    }
    writes = ("400", "413", "415", "422", "500")
    return {
        "/v1/score": {
            "post": _operation("Score one claim", _json("Score"), writes, claim, [_AS_OF, _explain("some"), _SUGGEST])
        },
        "/v1/score/batch": {
            "post": _operation("Score a batch, streaming", lines, writes, claims, [_AS_OF, _explain("held"), _SUGGEST])
        },
        "/v1/check": {
            "post": _operation("Check one claim by the rules alone", _json("Score"), writes, claim, [_AS_OF])
        },
        "/v1/model": {"get": _operation("The model in use", _json("ModelCard"), ("404", "500"))},
        "/v1/rules": {"get": _operation("All rules in force", _json("RuleList"), ("500",))},
        "/v1/rules/{rule_id}": {
            "get": _operation(
                "One rule",
                _json("RulePage"),
                ("404", "500"),
                parameters=[{"name": "rule_id", "in": "path", "required": True, "schema": {"type": "string"}}],
            )
        },
        "/healthz": {"get": _operation("Whether the process lives", _object(), ("500",))},
        "/readyz": {"get": _operation("Whether it can score", _object(), ("500",))},
        "/openapi.json": {"get": _operation("This description", _object(), ("500",))},
    }


def _operation(
    summary: str,
    content: Document,
    problems: tuple[str, ...],
    body: Document | None = None,
    parameters: list[Document] | None = None,
) -> Document:
    operation: Document = {
        "summary": summary,
        "responses": {"200": {"description": "Done.", "content": content}}
        | {
            status: {"description": _PROBLEMS[status], "content": {MEDIA_TYPE: {"schema": _ref("Problem")}}}
            for status in problems
        },
    }
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = {"required": True, "content": body}
    return operation


def _explain(default: str) -> Document:
    return {
        "name": "explain",
        "in": "query",
        "description": "Reasons of no claim; of claims to fix or review; of every claim; of every claim every effect.",
        "schema": {"type": "string", "enum": ["none", "held", "some", "all"], "default": default},
    }


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str) -> Document:
    return {"application/json": {"schema": _ref(name)}}


def _object() -> Document:
    return {"application/json": {"schema": {"type": "object"}}}


def _version() -> str:
    try:
        return version("cleanclaim")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0"

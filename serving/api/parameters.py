"""The parameters of a query that several calls take: what they are, and how the description tells of them."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, TypeVar, get_args

import msgspec

from serving.api.call import Call
from serving.problem import refused
from serving.scorer import Explain, Suggest

T = TypeVar("T", bound=str)

_EXPLAIN: tuple[Explain, ...] = get_args(Explain)
_SUGGEST: tuple[Suggest, ...] = get_args(Suggest)

AS_OF = {
    "name": "as_of",
    "in": "query",
    "description": "Today, for claims without a submission date; without it, the clock's day.",
    "schema": {"type": "string", "format": "date"},
    "example": "2026-07-01",
}

FORM = {
    "name": "format",
    "in": "query",
    "description": "How results are written: as the claims came (FHIR to FHIR, else a `Score` a line); or as an X12 "
    "277CA (005010X214), which rejects the claims to fix and those that cannot be read, and accepts all others.",
    "schema": {"type": "string", "enum": ["277ca"]},
}

SUGGEST = {
    "name": "suggest",
    "in": "query",
    "description": "Claims for which changes that lower the risk are searched: none, or all but those of little risk.",
    "schema": {"type": "string", "enum": list(_SUGGEST), "default": "risky"},
}


def explaining(default: Explain) -> dict[str, Any]:
    """The description of ``explain`` where this is taken by itself."""
    return {
        "name": "explain",
        "in": "query",
        "description": "Reasons of no claim; of claims to fix or review; of every claim; of every claim every effect.",
        "schema": {"type": "string", "enum": list(_EXPLAIN), "default": default},
    }


def day(call: Call, name: str = "as_of") -> date | None:
    """A day that is asked for.

    Raises:
        Refused: 422, it is none.
    """
    text = call.query.get(name)
    if text is None:
        return None
    try:
        return msgspec.convert(text, date)
    except msgspec.ValidationError:
        detail = f"the parameter {name} is no date such as 2026-07-01"
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from None


def explain(call: Call, otherwise: Explain) -> Explain:
    """Whose reasons are asked for.

    Raises:
        Refused: 422.
    """
    return _one_of(call, "explain", _EXPLAIN, otherwise)


def suggest(call: Call) -> Suggest:
    """For whom changes are asked for.

    Raises:
        Refused: 422.
    """
    return _one_of(call, "suggest", _SUGGEST, "risky")


def acknowledged(call: Call) -> bool:
    """Whether a 277CA is asked for.

    Raises:
        Refused: 422, something else is.
    """
    return "format" in call.query and bool(_one_of(call, "format", ("277ca",), "277ca"))


def _one_of(call: Call, name: str, values: tuple[T, ...], otherwise: T) -> T:
    text = call.query.get(name)
    if text is None:
        return otherwise
    for value in values:
        if text == value:
            return value
    raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"the parameter {name} is one of {', '.join(values)}")

"""Whether a resource is FHIR R4 at all: fhir.resources says, we say where and what, without what stands there.

Its R4B models serve: between R4 (4.0.1) and R4B (4.3.0) ``Claim``, ``ClaimResponse`` and ``Bundle`` did not change.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

MOST = 25
"""Problems of one resource that are told."""

WORDS = {
    "missing": ("R4 requires this element", "a value"),
    "extra_forbidden": ("R4 has no such element", "an element of R4"),
    "list_type": ("this is no list", "a list"),
    "model_type": ("this is no object", "an object"),
    "string_type": ("this is no text", "a text"),
    "bool_type": ("this is neither true nor false", "true or false"),
    "bool_parsing": ("this is neither true nor false", "true or false"),
    "int_type": ("this is no whole number", "a whole number"),
    "int_parsing": ("this is no whole number", "a whole number"),
    "decimal_parsing": ("this is no number", "a number"),
    "json_invalid": ("this is no object", "an object"),
}
"""What is wrong and what should stand there, by type of pydantic's error."""

OF_VALUES = {
    "date": ("this is no date", "a date such as 2026-07-01"),
    "datetime": ("this is no date", "a date such as 2026-07-01"),
    "decimal": ("this is no number", "a number"),
    "url": ("this is no URL", "a URL"),
    "uri": ("this is no URI", "a URI"),
    "code": ("this is no code", "a code"),
    "id": ("this is no id", "letters, digits, hyphens and points, at most 64"),
}
"""The same for errors of fhir.resources itself, by the first word of what it says."""


class Invalid(NamedTuple):
    """One thing that R4 does not allow."""

    path: str
    message: str
    expected: str


def problems(content: bytes, kind: str) -> list[Invalid]:
    """What R4 does not allow in a resource, by element path such as ``Claim.item[0].servicedDate``."""
    from pydantic import ValidationError  # noqa: PLC0415 - only for those who send FHIR

    try:
        _model(kind).model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [_said(one, kind) for one in found[:MOST]]
    except (LookupError, TypeError):  # fhir.resources looks a resource's kind up without asking whether there is one
        return [Invalid(f"{kind}.contained", "R4 knows no such kind of resource", "resources that R4 knows")]
    return []


@cache
def _model(kind: str) -> Any:
    """The model of a kind of resource. Its import costs 0.2 s, so it waits until somebody sends one."""
    from importlib import import_module  # noqa: PLC0415 - as above

    return getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)


def _said(error: Any, kind: str) -> Invalid:
    path = place(kind, error["loc"])
    if error["type"] in WORDS:
        return Invalid(path, *WORDS[error["type"]])
    word = str(error["msg"]).removeprefix("Value error, ").partition(" ")[0].lower()
    return Invalid(path, *OF_VALUES.get(word, ("this is not as R4 asks for", "a value of the element's type")))


def place(kind: str, steps: Iterable[str | int]) -> str:
    """``item``, ``0``, ``net`` as ``Claim.item[0].net``. Names that R4 does not know are not repeated at length."""
    path = kind
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step}" if step.isascii() and step.replace("_", "").isalnum() and len(step) <= 40 else ".?"  # noqa: PLR2004
    return path

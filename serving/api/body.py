"""Bodies in JSON other than claims."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TypeVar

import msgspec

from claims.nul import ESCAPED, SAID, holders
from serving.problem import Refused, refused

T = TypeVar("T")

AT = re.compile(r"(?P<said>.*?)(?: - at `\$(?P<path>[^`]*)`)?", re.DOTALL)


def decode(body: bytes, kind: type[T]) -> T:
    """A structure.

    Raises:
        Refused: 400, it is no JSON; 422, it does not fit. Neither repeats what was sent.
    """
    try:
        decoded = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        found = AT.fullmatch(str(error))
        assert found is not None
        said = re.sub(r"( '.*'|unknown field `.*`)", " that is unknown", found["said"], flags=re.DOTALL)
        pointer = re.sub(r"[.\[]", "/", found["path"] or "").replace("]", "")
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"this does not fit: {said}", pointer) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise refused(HTTPStatus.BAD_REQUEST, "the body is no JSON") from None
    except RecursionError:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the JSON is nested too deep") from None
    empty = next(holders(decoded), None) if ESCAPED in body else None
    if empty is not None:
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, SAID, empty)
    return decoded


def nothing() -> Refused:
    """The refusal of a body in which no claim stands, nor anything that could not be read."""
    detail = "the body holds no claim: an empty list, or an 837 of envelopes alone; send one claim or more"
    return refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)

"""What a caller gets who cannot be served: ``application/problem+json`` (RFC 9457), without patient data."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from msgspec import Struct

from claims.fault import Fault

MEDIA_TYPE = "application/problem+json"


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request, or one claim of a batch, could not be served (RFC 9457)."""

    title: str
    """What kind of problem it is; the same for all of its kind."""
    status: int
    """The HTTP status; of a claim in a batch, the status that it would get alone."""
    detail: str = ""
    """What is wrong here, and what to do."""
    pointer: str = ""
    """JSON pointer (RFC 6901) to the field of the request's body."""
    segment: int = 0
    """Which segment of an 837, counted from 1; for JSON, the line."""
    element: str = ""
    """Loop and element of an 837."""
    loses: str = ""
    """Of what could not be read in a batch: ``nothing``, ``field``, ``claim``, ``transaction``, ``interchange`` or
    ``file``."""


class Refused(Exception):  # noqa: N818  an answer to a caller, not an error of ours
    """Raised where a request cannot be served."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Make a refusal.

        Args:
            problem: the body of the answer.
            headers: what the answer carries beside, such as ``Retry-After`` or ``WWW-Authenticate``.
        """
        super().__init__(problem.title)
        self.problem = problem
        self.headers = dict(headers or {})


def refused(status: HTTPStatus, detail: str, pointer: str = "", *, headers: Mapping[str, str] | None = None) -> Refused:
    """A refusal, to be raised."""
    return Refused(Problem(status.phrase, int(status), detail, pointer), headers)


def of_fault(fault: Fault) -> Problem:
    """The problem of one claim of a batch that could not be read or scored."""
    expected = f"; expected {fault.expected}" if fault.expected else ""
    found = f" (found {fault.found})" if fault.found else ""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
        int(HTTPStatus.UNPROCESSABLE_ENTITY),
        f"{fault.message}{found}{expected}",
        pointer=fault.element if fault.element.startswith("/") else "",
        segment=fault.segment,
        element="" if fault.element.startswith("/") else f"{fault.loop} {fault.element}".strip(),
        loses=fault.loses,
    )


def of_body(fault: Fault, body: bytes) -> Refused:
    """The refusal of a body that is no claim. What was sent is not repeated: it may name a patient."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if _is_json(body) else HTTPStatus.BAD_REQUEST
    expected = f"; expected {fault.expected}" if fault.expected else ""
    return refused(status, f"{fault.message}{expected}", fault.element)


def too_large(limit: int) -> Problem:
    """The problem of a body that is larger than what is taken."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return Problem(status.phrase, int(status), f"at most {limit:,} bytes are taken; send several smaller batches")


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    except RecursionError:
        return True
    return True

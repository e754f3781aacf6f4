"""One claim from JSON, or a refusal that points at the field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus

import msgspec

from claims.claim import Claim
from serving.problem import of_json, refused

DIGITS = 15
"""Before or behind the point: no amount has more."""

_SUSPICIOUS = re.compile(rb'"[+-]?(?:s?nan|inf)|[0-9]e[+-]?[0-9]|[0-9.]{16}|\\u', re.IGNORECASE)
_decode = msgspec.json.Decoder(Claim).decode


def decode(body: bytes | bytearray) -> Claim:
    """Read one canonical claim.

    Raises:
        Refused: it is no JSON, no claim, or an amount in it is no number of dollars or units.
    """
    try:
        claim = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise of_json(error) from None
    if _SUSPICIOUS.search(body):
        for pointer in odd_amounts(claim, ""):
            raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"an amount has at most {DIGITS} digits", pointer)
    return claim


def odd_amounts(value: object, pointer: str) -> Iterator[str]:
    """Pointers to decimals that are not finite, or too large or too small to be an amount."""
    if isinstance(value, Decimal):
        if not value.is_finite() or (value and abs(value.adjusted()) >= DIGITS):
            yield pointer
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from odd_amounts(getattr(value, name), f"{pointer}/{name}")
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from odd_amounts(each, f"{pointer}/{at}")

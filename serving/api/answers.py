"""Answers in JSON."""

from __future__ import annotations

import msgspec
from fastapi.responses import Response

encode = msgspec.json.Encoder(decimal_format="string").encode


def as_json(content: object) -> Response:
    """The answer that carries a structure."""
    return Response(encode(content), media_type="application/json")

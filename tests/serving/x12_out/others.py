"""Other people's readers of X12, asked what they have to say of a file."""

from __future__ import annotations

import io
import json
from typing import Any

import pyx12.params
import pyx12.x12n_document
from x12sdk.io import X12ModelReader


def complaints(data: bytes) -> list[str]:
    """What pyx12 finds wrong by the maps of its implementation guides: segments, elements, loops, HL and counts."""
    out = io.StringIO()
    valid = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), io.StringIO(data.decode()), None, None, fd_json=out
    )
    found = _errors(json.loads(out.getvalue() or "{}"))
    return found or ([] if valid else ["not valid"])


def transactions(data: bytes) -> list[Any]:
    """The transactions that x12sdk makes models of; it raises where it cannot, and knows no CR at the end of a line."""
    with X12ModelReader(data.decode().replace("\r\n", "\n")) as reader:
        return list(reader.models())


def _errors(found: Any) -> list[str]:
    if isinstance(found, dict):
        if "err_str" in found:
            return [" ".join(str(found[key]) for key in ("err_cde", "err_str", "err_val") if found.get(key))]
        found = list(found.values())
    return [each for value in found for each in _errors(value)] if isinstance(found, list) else []

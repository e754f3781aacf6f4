"""The NUL character (U+0000), which no claim holds: PostgreSQL and what is written in C take it for the end of a text.

It comes from memory that was exported unfilled. What holds it is told by place, and never gets into a claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

NUL = "\0"
ESCAPED = rb"\u0000"
"""The only form in which JSON can have it."""

SUBSTITUTE = "\x1a"
"""What stands for it in segments of X12, so that each stays in its place: ASCII has this character (SUB) for that."""

SAID = "this text holds a NUL character (U+0000)"
EXPECTED = "text without it: the export filled a field with nothing"


def holders(value: Any, path: str = "") -> Iterator[str]:
    """JSON pointers to the texts within a value that hold one; a key that does is told by the object it stands in."""
    if isinstance(value, str):
        if NUL in value:
            yield path
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from holders(getattr(value, field), f"{path}/{field}")
    elif isinstance(value, tuple | list):
        for at, item in enumerate(value):
            yield from holders(item, f"{path}/{at}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if NUL in str(key):
                yield path
            else:
                yield from holders(item, f"{path}/{key}")

"""What the server has to do with scoring on the page: how long a claim may be, and who counts the claims."""

from __future__ import annotations

import sys
from collections.abc import Callable

from msgspec import Struct

from serving.score import Score


class Watch(Struct, frozen=True):
    """The server's limits and counts."""

    lines: int = sys.maxsize
    """Service lines of a claim, at most: one of more is not scored, and told as a fault."""
    scored: Callable[[Score, str], None] = lambda _score, _via: None
    """Is told each result that was given, and the way in."""


UNWATCHED = Watch()

"""What we sent somebody to a sign-in service with, so that its answer is known to be theirs."""

from __future__ import annotations

import base64

import msgspec
from msgspec import Struct

SECONDS = 600
"""That somebody may take there."""


class Question(Struct, frozen=True):
    """Kept in their browser until they are back."""

    state: str
    nonce: str
    verifier: str
    back: str
    """The page that they wanted."""

    @property
    def cookie(self) -> str:
        """As the browser keeps it."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")

    @classmethod
    def of(cls, cookie: str) -> Question | None:
        """From the browser; ``None`` where it keeps none, or something else."""
        try:
            return msgspec.json.decode(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)), type=cls)
        except (ValueError, msgspec.DecodeError):
            return None

"""What keeps something from being done on the worklist. Each says what and what to do, and names no patient."""

from __future__ import annotations

from collections.abc import Sequence

WANTED = {
    "score": "score claims",
    "outcomes": "record what was sent",
    "patients": "see data of patients",
    "override": "send what is held, or give work to others",
    "admin": "run the service",
}


class NotHere(LookupError):  # noqa: N818  as the page says it
    """There is no such batch, claim, event or view in this office."""


class NotAllowed(PermissionError):  # noqa: N818  as the page says it
    """Whoever looks lacks a scope."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"this needs the right to {WANTED[scope]} (scope {scope}); ask a lead or an administrator")
        self.scope = scope


class NotNow(ValueError):  # noqa: N818  as the page says it
    """It cannot be done with this claim, or not yet; the message says what to do."""


class Invalid(ValueError):  # noqa: N818  as the page says it
    """What was entered makes no claim."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer
        """The field, as a JSON pointer into the canonical claim; empty where none is known."""


class Conflict(RuntimeError):  # noqa: N818  as the page says it
    """Somebody else changed the claim in the meantime."""

    def __init__(self, said: Sequence[str]) -> None:
        super().__init__("; ".join(said) or "the claim was changed in the meantime; look at it again")
        self.said = tuple(said)
        """What the others did, one sentence each."""

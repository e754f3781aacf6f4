"""What the routes work with."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from serving.scorer import Scorer


class Office(Protocol):
    """What a process holds of one office."""

    @property
    def scorer(self) -> Scorer:
        """The scorer now in use; it is swapped whole."""


class Offices(Protocol):
    """All offices of a process."""

    def of(self, name: str) -> Office:
        """The office of a name; it is made at first use."""


class Service(Struct, frozen=True):
    """All that the routes need, made by ``serving.server``."""

    offices: Offices


class OneOffice(Struct, frozen=True):
    """One scorer for everybody, whose history stands still."""

    scorer: Scorer

    def of(self, name: str) -> OneOffice:  # noqa: ARG002  there is one
        """This office, whatever the name."""
        return self


def around(scorer: Scorer) -> Service:
    """A service of one scorer."""
    return Service(OneOffice(scorer))

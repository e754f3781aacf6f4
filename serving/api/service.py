"""What the routes work with."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from serving.access import Access, Rate
from serving.api.limits import Limits
from serving.api.metrics import Metrics
from serving.api.room import Room
from serving.scorer import Scorer
from serving.store import Recorder, Store


class Office(Protocol):
    """What a process holds of one office."""

    @property
    def name(self) -> str:
        """Its short name."""

    @property
    def scorer(self) -> Scorer:
        """The scorer now in use; it is swapped whole."""

    @property
    def position(self) -> int:
        """The number of the last event that its history knows."""

    @property
    def lock(self) -> AbstractContextManager[object]:
        """Held by who scores off the event loop, and by who lets history move on."""


class Offices(Protocol):
    """All offices of a process."""

    async def open(self, name: str) -> Office:
        """The office of a name; it is made at first use."""

    def all(self) -> tuple[Office, ...]:
        """Those that were opened so far."""


class Service(Struct, frozen=True):
    """All that the routes need, made by ``serving.server``."""

    store: Store
    recorder: Recorder
    offices: Offices
    access: Access
    rate: Rate
    limits: Limits
    metrics: Metrics
    room: Room


class _One:
    """An office whose history stands still."""

    def __init__(self, scorer: Scorer) -> None:
        self.name, self.scorer, self.position, self.lock = "main", scorer, 0, threading.Lock()


class OneOffice:
    """One scorer for everybody."""

    def __init__(self, scorer: Scorer) -> None:
        self._office = _One(scorer)

    async def open(self, name: str) -> Office:  # noqa: ARG002  there is one
        """The office, whatever the name."""
        return self._office

    def all(self) -> tuple[Office, ...]:
        """The office."""
        return (self._office,)

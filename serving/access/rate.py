"""How much each caller may ask for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from math import ceil

from serving.access.caller import Caller
from serving.access.settings import WORKERS, limits_here
from serving.problem import Problem, Refused

MOST = 10_000
"""Callers whose use is remembered, at most: beyond that, those who asked for nothing of late are forgotten."""


class Rate:
    """Token buckets by key: so many requests a second, so many claims a minute.

    A bucket holds what may be used in a second (requests), or in a minute (claims), and fills steadily. How many claims
    a batch has is known when it was read: it is let in whole, and the key waits until that is made good.

    Each server process counts for itself, and is given its share of the limit. A caller who keeps to one connection
    meets one process, and so gets that share; one who opens several is spread over the processes.
    """

    def __init__(
        self,
        requests_a_second: float = 0,
        claims_a_minute: float = 0,
        workers: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the limits; 0 is none. ``workers`` is the number of processes that share them."""
        self._requests = _Buckets(requests_a_second / workers, max(1.0, requests_a_second / workers), clock)
        self._claims = _Buckets(claims_a_minute / workers / 60, max(1.0, claims_a_minute / workers), clock)

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> Rate:
        """The limits that the settings say, divided among the processes of this server.

        Raises:
            SettingError: a setting is no number.
        """
        limits = limits_here(environment)
        return cls(limits.requests_a_second, limits.claims_a_minute, int(environment.get(WORKERS, "1")))

    def admit(self, caller: Caller, claims: int = 0) -> None:
        """Let one request in, of so many claims as are known now.

        Raises:
            Refused: 429 with Retry-After, in seconds.
        """
        if self._requests.rate and (wait := self._requests.take(caller.key, 1)):
            raise _too_many(f"this key may make {self._requests.rate:g} requests a second here", wait)
        if self._claims.rate and (wait := self._claims.take(caller.key, claims)):
            raise _too_many(f"this key may send {self._claims.rate * 60:g} claims a minute here", wait)

    def count(self, caller: Caller, claims: int) -> None:
        """Count claims of a request that was let in, as they are read."""
        if self._claims.rate:
            self._claims.draw(caller.key, claims)


class _Buckets:
    """A bucket a key: what it held when it was last looked at, and when that was."""

    def __init__(self, rate: float, most: float, clock: Callable[[], float]) -> None:
        self.rate, self._most, self._clock = rate, most, clock
        self._held: dict[str, tuple[float, float]] = {}

    def take(self, key: str, amount: int) -> float:
        """Take the amount if there is one to be had, even where that overdraws; else the seconds until there is."""
        now = self._clock()
        level, then = self._held.get(key, (self._most, now))
        level = min(self._most, level + (now - then) * self.rate)
        if level < 1:
            return (1 - level) / self.rate
        self._held[key] = (level - amount, now)
        if len(self._held) > MOST:
            self._forget(now)
        return 0

    def draw(self, key: str, amount: int) -> None:
        """Take the amount, come what may."""
        now = self._clock()
        level, then = self._held.get(key, (self._most, now))
        self._held[key] = (min(self._most, level + (now - then) * self.rate) - amount, now)

    def _forget(self, now: float) -> None:
        """Forget the buckets that are full again."""
        self._held = {
            key: (level, then)
            for key, (level, then) in self._held.items()
            if level + (now - then) * self.rate < self._most
        }


def _too_many(detail: str, wait: float) -> Refused:
    status = HTTPStatus.TOO_MANY_REQUESTS
    problem = Problem(status.phrase, int(status), f"{detail}; try again when Retry-After says so")
    return Refused(problem, {"Retry-After": str(ceil(wait))})

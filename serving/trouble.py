"""What goes wrong in a loop that must not end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from serving.attempt import where
from serving.store import StoreError

_log = logging.getLogger("cleanclaim")


class Trouble:
    """One loop's: what is raised in a round is logged by kind and place, and the next round finds it over or not."""

    def __init__(self, says: str) -> None:
        """Make one; ``says`` tells those who run the server what stands still meanwhile."""
        self._says = says
        self._told = ""

    @contextmanager
    def survived(self) -> Iterator[None]:
        """A round. What ends it is told once, not at each round in which it is the same."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever it is: the loop lives
            self.tell(error)
        else:
            self._told = ""

    def tell(self, error: Exception) -> None:
        """Log it, unless it was the last to be logged."""
        if (place := where(error)) != self._told:
            level = logging.WARNING if isinstance(error, StoreError) else logging.ERROR
            _log.log(level, "%s: %s", self._says, place)
        self._told = place

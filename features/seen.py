"""What payers were seen to take: the last part of the keys under which their answers were counted.

A cell of ``payer_procedure_modifiers`` is named ``payer|procedure|modifiers``: so it tells which modifiers a payer was
sent with a procedure, how often, and how many of those lines it refused.
"""

from __future__ import annotations

from threading import Lock

from msgspec import Struct

from features.history import AT, PLACES, History
from features.keys import ANY

ENOUGH = 2.0
"""Answers from which on something counts as seen."""

MOST = 4_000
"""Look-ups that are remembered."""


class Sent(Struct, frozen=True, gc=False):
    """One way in which lines were sent, and what became of them."""

    what: str
    """The modifiers, joined by ``+``, the diagnosis, the place, the units …, as the key writes them."""
    answers: float
    """Lines answered, the older the less they count."""
    refused: float
    """Share of them that was refused, 0 to 1."""


class Seen:
    """Looks up a history by the beginning of its keys, as it stands: an answer that comes in costs no new index."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._names: dict[str, dict[str, list[str]]] = {}
        self._known: dict[str, int] = {}
        """How many names of each key are in the index."""
        self._lock = Lock()
        self._found: dict[tuple[str, str], tuple[int, list[Sent]]] = {}

    def under(self, key: str, *beginning: str) -> list[Sent]:
        """All that was seen under a key that begins so, the most often seen first; nothing for a key not kept."""
        if key not in AT or ANY not in PLACES[AT[key]].families:
            return []
        asked, learnt = (key, "|".join(beginning)), self._history.learnt
        known = self._found.get(asked)
        if known is None or known[0] != learnt:
            names = self._index(key).get(asked[1], [])
            found = [Sent(name.rpartition("|")[2], *self._history.count(key, name)) for name in names]
            found.sort(key=lambda one: (-one.answers, one.what))
            if len(self._found) >= MOST:
                self._found.clear()
            known = self._found[asked] = (learnt, found)
        return known[1]

    def refused(self, key: str, *name: str) -> float | None:
        """The share that was refused of what is named so; ``None`` where too little was seen of it to tell."""
        *beginning, what = name
        found = (one for one in self.under(key, *beginning) if one.what == what and one.answers >= ENOUGH)
        return next((one.refused for one in found), None)

    def _index(self, key: str) -> dict[str, list[str]]:
        """The names under a key by their beginnings; names are never taken away, so only new ones are added."""
        with self._lock:  # two threads would add a name twice
            index = self._names.setdefault(key, {})
            for name in self._history.names(key, self._known.get(key, 0)):
                index.setdefault(name.rpartition("|")[0], []).append(name)
                self._known[key] = self._known.get(key, 0) + 1
        return index

"""What payers were seen to take: the last part of the keys under which their answers were counted.

A cell of ``payer_procedure_modifiers`` is named ``payer|procedure|modifiers``: so it tells which modifiers a payer was
sent with a procedure, how often, and how many of those lines it refused.
"""

from __future__ import annotations

from msgspec import Struct

from features.history import History

ENOUGH = 2.0
"""Answers from which on something counts as seen."""


class Sent(Struct, frozen=True, gc=False):
    """One way in which lines were sent, and what became of them."""

    what: str
    """The modifiers, joined by ``+``, the diagnosis, the place, the units …, as the key writes them."""
    answers: float
    """Lines answered, the older the less they count."""
    refused: float
    """Share of them that was refused, 0 to 1."""


class Seen:
    """Looks up a history by the beginning of its keys. Threads may share it."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._indices: dict[str, tuple[int, dict[str, list[Sent]]]] = {}

    def under(self, key: str, *beginning: str) -> list[Sent]:
        """All that was seen under a key that begins so, the most often seen first; nothing for a key not kept."""
        return self._index(key).get("|".join(beginning), [])

    def refused(self, key: str, *name: str) -> float | None:
        """The share that was refused of what is named so; ``None`` where too little was seen of it to tell."""
        *beginning, what = name
        found = (one for one in self.under(key, *beginning) if one.what == what and one.answers >= ENOUGH)
        return next((one.refused for one in found), None)

    def _index(self, key: str) -> dict[str, list[Sent]]:
        learnt = self._history.learnt
        known = self._indices.get(key)
        if known is None or known[0] != learnt:
            index: dict[str, list[Sent]] = {}
            for name, answers, refused in self._history.counts(key):
                beginning, _, what = name.rpartition("|")
                index.setdefault(beginning, []).append(Sent(what, answers, refused))
            for found in index.values():
                found.sort(key=lambda one: (-one.answers, one.what))
            known = self._indices[key] = (learnt, index)
        return known[1]

"""Claims of callers who ask at the same time are scored together: the same results for less.

NumPy's calls cost as much for one claim as for eight, so that eight callers get half as many answers again. Each lets
the event loop turn once; the first whose turn it is again scores all that came meanwhile. Nobody waits for a claim that
is not here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from claims.origin import Sourced
from serving.offices import Office
from serving.score import Score
from serving.scorer import Explain, Scorer, Suggest, Walked

TOGETHER = 8
"""Claims that are scored at once. More gain little, and the first would wait for the last."""

Way = tuple[Office, Explain, Suggest]


class _Asked(Struct):
    """A claim that waits for its turn, and what came of it."""

    sourced: Sourced
    as_of: date | None
    found: tuple[Scorer, Score] | Exception | None = None


class Gathering:
    """Scores single claims on the event loop, those together that wait for the same office and ask for the same."""

    def __init__(self) -> None:
        self._waiting: dict[Way, list[_Asked]] = {}

    async def score(
        self, office: Office, sourced: Sourced, as_of: date | None, explain: Explain, suggest: Suggest
    ) -> tuple[Scorer, Score]:
        """The result of one claim and the scorer that gave it. A defect in one claim is none of the others'."""
        asked, way = _Asked(sourced, as_of), (office, explain, suggest)
        waiting = self._waiting.setdefault(way, [])
        waiting.append(asked)
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            waiting[:] = [one for one in waiting if one is not asked]
            self._let_go(way)
            raise
        if asked.found is None:
            some, waiting[:] = waiting[:TOGETHER], waiting[TOGETHER:]
            self._let_go(way)
            _score(office.scorer, some, explain, suggest)
        assert asked.found is not None
        if isinstance(asked.found, Exception):
            raise asked.found
        return asked.found

    def _let_go(self, way: Way) -> None:
        """Hold no office for which nobody waits."""
        if not self._waiting.get(way, True):
            del self._waiting[way]


def _score(scorer: Scorer, asked: Sequence[_Asked], explain: Explain, suggest: Suggest) -> None:
    walked: list[tuple[_Asked, Walked]] = []
    for one in asked:
        try:
            walked.append((one, scorer.walk(one.sourced, one.as_of)))
        except Exception as error:  # noqa: BLE001  it is raised to him who asked
            one.found = error
    try:
        scores = scorer.finish([each for _, each in walked], explain, suggest)
    except Exception as error:  # noqa: BLE001  whose it is shows when they are scored one by one
        if len(walked) == 1:
            walked[0][0].found = error
        else:
            for one, _ in walked:
                _score(scorer, [one], explain, suggest)
        return
    for (one, _), score in zip(walked, scores, strict=True):
        one.found = scorer, score

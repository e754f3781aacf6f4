"""A scorer that follows an office, and how far it has come."""

from __future__ import annotations

import gc
import time

from serving.offices.counted import counted
from serving.offices.events import Event, after
from serving.scorer import Scorer
from serving.store import Store

AT_ONCE = 1000
"""Events that are read at once."""

WORK, REST = 0.001, 0.0005
"""Seconds that a thread works, and rests, in turn, while the process serves."""


class Live:
    """A scorer and the number of the last event that it knows."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.position = 0

    def take(self, event: Event) -> None:
        """Let the scorer know of one event; of a claim that a purge took away nothing can be learnt any more.

        An answer is learnt as it was known first. Where another answer corrects it later, it is not unlearnt: the
        history counts, and counts cannot be told apart again. Training, which sees all answers, counts it rightly.
        """
        if event.id <= self.position:
            return
        if event.sent is not None:
            claim = event.claim
            assert claim.submission_date is not None
            if event.kind == "submitted":
                self.scorer.submitted(claim, claim.submission_date)
            elif event.kind == "rejected":
                self.scorer.rejected(claim, claim.submission_date)
            else:
                outcome = event.outcome
                self.scorer.submitted(claim, claim.submission_date)  # perhaps it was turned away before, by mistake
                self.scorer.answered(claim, outcome, learn=not counted(self.scorer, outcome))
        self.position = event.id

    def replay(self, store: Store, office: str, *, gently: bool = False) -> int:
        """Take all events that there are; no other may use the scorer meanwhile.

        Args:
            store: where they stand.
            office: whose.
            gently: rest again and again, so that other threads get their turn at the interpreter at once.

        Returns:
            How many there were.
        """
        taken = 0
        while found := after(store, office, self.position, AT_ONCE):
            until = time.perf_counter() + WORK
            taken += len(found)
            for event in found:
                self.take(event)
                if gently and time.perf_counter() >= until:
                    time.sleep(REST)
                    until = time.perf_counter() + WORK
        gc.freeze()  # many small lists that stay: the collector's walk through them would keep callers waiting
        return taken

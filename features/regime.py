"""Since when a payer answers as it does now: a change of rate in a stream of dated yes/no answers.

Two cumulative sums (Page 1954) watch the log-likelihood ratio of a rate whose odds are ``RATIO`` times those so far,
and of one whose odds are as many times smaller. While a sum is above zero, the answers since it left zero are a
*run*: they may belong to a new regime, and the rate that they are held against is that of the answers before them. A
sum that falls back to zero gives its run back to the regime; one that reaches ``THRESHOLD`` makes the run the regime,
provided that the answers before it are enough to prove a difference.

A regime begins with the first answer of a day and holds every answer dated on that day or later, whatever the order in
which they came in: so its counts can be looked up in the files.
"""

from __future__ import annotations

import math

RATIO = 9.0
"""How many times the odds of a refusal must rise or fall to be worth noticing."""

THRESHOLD = 6.0
"""A sum that reaches it tells of a change."""

PROOF = 4.0
"""Log of how much likelier two rates must be than one, any rate being as likely beforehand: where little stands before
a run, its sum alone proves little."""

ENOUGH = 2.0
"""A run so many times longer than what stands before it, and still without proof, goes back to the regime."""

PRIOR_RATE, PRIOR = 0.05, 2.0
"""The rate that is expected of a stream without a past, and how many answers this expectation is worth."""

FLOOR = 0.1
"""A rate below it has nowhere to fall from that a biller would notice."""

UP, DOWN = 0, 1


class Run:
    """Answers that may belong to a new regime, and the sum that says how strongly."""

    __slots__ = ("answers", "refused", "since", "sum")

    def __init__(self) -> None:
        self.sum = 0.0
        self.since = self.answers = self.refused = 0


class Regime:
    """The answers of today's rate: since when, how many, how many of them refusals; and what was before."""

    __slots__ = ("answers", "before", "day", "proof", "refused", "runs", "since", "today", "today_refused")

    def __init__(self, since: int = 0, answers: int = 0, day: int = 0, today: int = 0, *, proof: float = PROOF) -> None:
        """A regime that has seen no refusal yet.

        Args:
            since: day of the first answer, as an ordinal.
            answers: how many there were.
            day: day of the last one.
            today: how many were dated on that day.
            proof: how much proof a change needs, see ``PROOF``; more gives fewer false alarms, and later ones.
        """
        self.since = since
        self.answers = answers
        self.refused = 0
        self.before: tuple[int, int] | None = None
        """Answers and refusals of the regime before this one; ``None`` where this one is the first."""
        self.day = day
        """The latest day of which there is an answer."""
        self.today = today
        self.today_refused = 0
        self.proof = proof
        self.runs = (Run(), Run())

    def add(self, day: int, *, refused: bool) -> bool:
        """Count an answer, and say whether it made known that a new regime has begun.

        An answer that comes in late, dated before the latest day, is counted where it belongs and raises no alarm.
        """
        if not self.answers:
            self.since = self.day = day
        elif day < self.since:
            if self.before is not None:
                self.before = (self.before[0] + 1, self.before[1] + refused)
                return False
            self.since = day
        self.answers += 1
        self.refused += refused
        if day < self.day:
            for run in self.runs:
                if run.sum > 0 and day >= run.since:
                    run.answers += 1
                    run.refused += refused
            return False
        if day > self.day:
            self.day, self.today, self.today_refused = day, 0, 0
        self.today += 1
        self.today_refused += refused
        up, down = self.runs
        # A sum at zero stays there where the answer speaks against its change, or there is nothing to fall from.
        return ((refused or up.sum > 0) and self._changed(UP, refused=refused)) or (
            (down.sum > 0 or (not refused and self.refused > FLOOR * (self.answers - self.today)))
            and self._changed(DOWN, refused=refused)
        )

    def _changed(self, way: int, *, refused: bool) -> bool:
        """Move one sum on by an answer of the latest day."""
        run = self.runs[way]
        if run.sum > 0:
            run.answers += 1
            run.refused += refused
            earlier, earlier_refused = self.answers - run.answers, self.refused - run.refused
        else:
            earlier, earlier_refused = self.answers - self.today, self.refused - self.today_refused
        if way == DOWN and earlier_refused <= FLOOR * earlier:
            run.sum = 0.0
            return False
        gain = _gain(earlier, earlier_refused, way, refused_now=refused)
        if run.sum <= 0 < gain:
            run.since, run.answers, run.refused = self.day, self.today, self.today_refused
        run.sum = min(max(0.0, run.sum + gain), THRESHOLD)
        if run.sum < THRESHOLD:
            return False
        if likelier(earlier, earlier_refused, run.answers, run.refused) < self.proof:
            run.sum = 0.0 if run.answers > ENOUGH * earlier else THRESHOLD
            return False
        self.before = (earlier, earlier_refused)
        self.since, self.answers, self.refused = run.since, run.answers, run.refused
        for one in self.runs:
            one.sum = 0.0
        return True


def _gain(answers: int, refused: int, way: int, *, refused_now: bool) -> float:
    """What one answer adds to a sum: the log of how much likelier it is at the changed rate than at that of before."""
    rate = (refused + PRIOR * PRIOR_RATE) / (answers + PRIOR)
    ratio = RATIO if way == UP else 1.0 / RATIO
    scale = 1.0 - rate + rate * ratio  # with odds r times as high, a rate p becomes p r / (1 - p + p r)
    return math.log(ratio / scale) if refused_now else -math.log(scale)


def likelier(answers: int, refused: int, later: int, later_refused: int) -> float:
    """Log of how much likelier a rate of its own for the later answers is than one rate for all (Bayes factor)."""
    together = _evidence(answers + later, refused + later_refused)
    return _evidence(answers, refused) + _evidence(later, later_refused) - together


def _evidence(answers: int, refused: int) -> float:
    """Log of the chance of a stream of so many answers with so many refusals, any rate being as likely beforehand."""
    return math.lgamma(refused + 1) + math.lgamma(answers - refused + 1) - math.lgamma(answers + 2)

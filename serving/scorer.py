"""The walk from a claim to its score: rules, features, odds, reasons. All ways into the product take this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date
from typing import Literal

from msgspec import Struct

import rules
from claims.claim import Claim
from claims.origin import Sourced
from claims.sent import SentBefore
from serving.place import placed
from serving.score import DaySource, Position, RuleSet, Score
from serving.verdict import summary, verdict

Explain = Literal["none", "held", "some", "all"]
"""Whose reasons are given: nobody's, of claims to fix or to review, of every claim, or of every claim every effect."""


class Walked(Struct, frozen=True):
    """A claim half way: what was known of it in its turn, before any model is asked."""

    sourced: Sourced
    today: date
    day_source: DaySource
    checked: rules.Checked


class Scorer:
    """Scores claims with one rule set and at most one model.

    What was sent before is what it was told of by :meth:`sent`.
    """

    def __init__(
        self,
        ruleset: rules.RuleSet,
        *,
        clock: Callable[[], date] = date.today,
    ) -> None:
        """Make a scorer.

        Args:
            ruleset: the rules in force.
            clock: tells the day for claims that carry none, where none is asked for.
        """
        self.bundle = None
        self.ruleset = ruleset
        self._sent = SentBefore()
        self._clock = clock
        self._rules = RuleSet(ruleset.version)

    def afresh(self) -> Scorer:
        """The same scorer for another batch: what this one was told of by :meth:`sent` is not known to it."""
        fresh = copy(self)
        fresh._sent = SentBefore()  # noqa: SLF001  its own kind
        return fresh

    def score(self, sourced: Sourced, as_of: date | None = None, explain: Explain = "some") -> Score:
        """Score one claim: what is certainly wrong, the odds, and why."""
        return self.finish([self.walk(sourced, as_of)], explain)[0]

    def check(self, sourced: Sourced, as_of: date | None = None) -> Score:
        """Ask the rules alone; what only a model can say is ``None`` or empty."""
        today, day_source = self.day(sourced.claim, as_of)
        return self._result(Walked(sourced, today, day_source, self._checked(sourced, today)))

    def sent(self, claim: Claim, today: date) -> None:
        """Take note that a claim goes out on a day, so that a later one can be told to be its duplicate."""
        self._sent.add(claim, today)

    def day(self, claim: Claim, as_of: date | None) -> tuple[date, DaySource]:
        """The day that counts as today for a claim, and where it came from."""
        if claim.submission_date is not None:
            return claim.submission_date, "claim"
        if as_of is not None:
            return as_of, "asked"
        return self._clock(), "clock"

    def walk(self, sourced: Sourced, as_of: date | None = None) -> Walked:
        """The first half, which depends on what was sent before: rules and features."""
        claim = sourced.claim
        today, day_source = self.day(claim, as_of)
        checked = self._checked(sourced, today)
        return Walked(sourced, today, day_source, checked)

    def finish(self, walked: Sequence[Walked], explain: Explain = "some") -> list[Score]:
        """The second half, for many claims at once: odds, verdict and reasons."""
        del explain
        return [self._result(each) for each in walked]

    def _checked(self, sourced: Sourced, today: date) -> rules.Checked:
        context = rules.Context(today=today, sent=self._sent, faults=sourced.faults)
        return self.ruleset.check(sourced.claim, context)

    def _result(self, walked: Walked) -> Score:
        """The result as far as the rules go."""
        claim, origin, checked = walked.sourced.claim, walked.sourced.origin, walked.checked
        decided = verdict(checked.findings, worth_a_look=False)
        return Score(
            claim_id=claim.claim_id,
            file=origin.file,
            position=Position(origin.transaction, origin.segment),
            frequency_code=claim.frequency_code,
            payer_id=claim.payer.id,
            as_of=walked.today,
            as_of_source=walked.day_source,
            summary=summary(decided, checked.findings),
            verdict=decided,
            denial_probability=None,
            dollars_at_risk=None,
            lines=(),
            denial_codes=(),
            expected_payment=None,
            findings=tuple(placed(finding, origin) for finding in checked.findings),
            not_checked=checked.not_checked,
            reasons=(),
            explained=(),
            suggestions=(),
            evidence=None,
            model=None,
            rules=self._rules,
        )

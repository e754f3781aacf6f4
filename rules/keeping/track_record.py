"""What rules are worth on an office's own claims: how often each fired, and what the payer then did.

A scrubber dies of noise: a rule that fires on claims which are paid all the same is shown here, for demotion.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import sqrt

from msgspec import Struct

from claims.answer import Outcome, Remittance
from claims.claim import Claim
from claims.outcomes.matching import match
from claims.sent import SentBefore
from rules.context import Context
from rules.finding import Finding, Severity
from rules.ruleset import RuleSet

ENOUGH = 20
"""Answered claims below which a rule is not judged."""

Z = 1.96
"""Standard deviations of a 95 % interval."""

SHARE_OF_ERRORS = 0.5
SHARE_OF_WARNINGS = 0.05


class Record(Struct, frozen=True):
    """One rule at one payer."""

    rule: str
    severity: Severity
    payer_id: str
    fired: int
    """Claims that were sent with the fault."""
    answered: int
    """Of these, those that the payer has answered."""
    same_code: int
    """Of these, refused with the CARC that the rule names."""
    other_code: int
    """Refused with others alone."""
    paid: int
    """Not refused at all."""

    @property
    def noisy(self) -> bool:
        """Whether payers let pass more than the severity promises, even by the upper end of a 95 % interval.

        An error promises that half of its claims or more are refused, a warning that one in twenty is refused with the
        code that it names.
        """
        if self.answered < ENOUGH:
            return False
        if self.severity == "error":
            return upper(self.same_code + self.other_code, self.answered) < SHARE_OF_ERRORS
        return self.severity == "warning" and upper(self.same_code, self.answered) < SHARE_OF_WARNINGS


def upper(hits: int, of: int) -> float:
    """The upper end of Wilson's 95 % interval of a share (Wilson 1927, JASA 22)."""
    share, square = hits / of, Z * Z / of
    middle = share + square / 2
    return (middle + Z * sqrt(share * (1 - share) / of + square / (4 * of))) / (1 + square)


def track_record(ruleset: RuleSet, claims: Sequence[Claim], remits: Iterable[Remittance]) -> list[Record]:
    """Each rule at each payer, the noisiest first.

    Claims are checked in the order in which they were sent, each with what was known on its day: claims sent before,
    and answers that had arrived.

    Args:
        ruleset: the rules.
        claims: what was sent; those without a submission date are left out.
        remits: what came back.
    """
    sent = sorted(
        (claim for claim in claims if claim.submission_date), key=lambda claim: claim.submission_date or _NEVER
    )
    outcomes = match(sent, remits).outcomes
    counts: dict[tuple[str, Severity, str], Counter[str]] = {}
    for claim, outcome, findings in _checked(ruleset, sent, outcomes):
        worst: dict[str, Finding] = {}
        for finding in findings:
            worst.setdefault(finding.rule, finding)  # findings come errors first
        for finding in worst.values():
            codes = {of_rule.denial_code.partition("-")[2] for of_rule in findings if of_rule.rule == finding.rule}
            count = counts.setdefault((finding.rule, finding.severity, claim.payer.id), Counter())
            count["fired"] += 1
            count[_fate(outcome, codes)] += 1
    found = [
        Record(
            rule, severity, payer, count["fired"], count["fired"] - count["unanswered"], count["same"], count["other"],
            count["paid"],
        )
        for (rule, severity, payer), count in counts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda record: (not record.noisy, -record.paid, record.rule, record.payer_id))


_NEVER = date.max


def _fate(outcome: Outcome | None, codes: set[str]) -> str:
    if outcome is None:
        return "unanswered"
    if not outcome.denied:
        return "paid"
    return "same" if codes & {code.partition("-")[2] for code in outcome.codes} else "other"


def _checked(
    ruleset: RuleSet, claims: Sequence[Claim], outcomes: Sequence[Outcome | None]
) -> Iterator[tuple[Claim, Outcome | None, tuple[Finding, ...]]]:
    """Each claim in its turn, checked against what was sent and answered before."""
    sent = SentBefore()
    waiting: list[tuple[date, int]] = []
    for at, (claim, outcome) in enumerate(zip(claims, outcomes, strict=True)):
        today = claim.submission_date or _NEVER
        while waiting and waiting[0][0] < today:
            known = outcomes[heapq.heappop(waiting)[1]]
            assert known is not None
            sent.answered(known)
        yield claim, outcome, ruleset.check(claim, Context(today, sent, shelf=ruleset.shelf)).findings
        sent.add(claim, today)
        if outcome and outcome.answered:
            heapq.heappush(waiting, (outcome.answered, at))

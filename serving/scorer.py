"""The walk from a claim to its score: rules, features, odds, reasons. All ways into the product take this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

import features
import rules
from claims.answer import Outcome
from claims.claim import Claim
from claims.origin import Sourced
from claims.sent import SentBefore
from features.history import History
from features.seen import Seen
from features.situation import Situation
from models import Bundle
from models.contract import Contract
from models.explaining import ExplainedLine, Wanted
from models.odds import Odds
from models.review import STANDARD, Review
from serving.codes import denial_codes
from serving.evidence import evidence
from serving.expected import expected_payment
from serving.money import at_risk
from serving.place import placed
from serving.reasons import everything, leading, scores
from serving.reasons.facts import Fact, facts_of
from serving.score import DaySource, Evidence, LineOdds, ModelName, Position, Reason, RuleSet, Score, Verdict
from serving.suggest import Again, Risky, search
from serving.unheld import SAID, let_go
from serving.verdict import chance, summary, verdict

Explain = Literal["none", "held", "some", "all"]
"""Whose reasons are given: nobody's, of claims to fix or to review, of every claim, or of every claim every effect."""

Suggest = Literal["none", "risky"]
"""For which claims changes are searched: for none, or for those to fix or to review and those of some risk."""

RISKY = 0.1
"""The probability of refusal from which on a claim is of some risk."""

T = TypeVar("T")

LINES, KINDS = 4, 2
"""How many lines and kinds of refusal are explained at most, where not all are asked for: the riskiest line and the
likeliest kind, and the next of each that come near. The sentences cost more than the shares that they tell of."""
NEAR = 0.5
"""What is at least so many times as probable as the foremost comes near it."""


class Walked(Struct, frozen=True):
    """A claim half way: what was known of it in its turn, before any model is asked."""

    sourced: Sourced
    today: date
    day_source: DaySource
    checked: rules.Checked
    rows: npt.NDArray[np.float64] | None
    """One row a line; ``None`` where no model is in use."""
    situations: Sequence[Situation] = ()
    """The circumstances of each line, likewise."""


class Judged(NamedTuple):
    """A claim after the odds: what each line brings if it is not refused, the dollars at risk, and the verdict."""

    walked: Walked
    odds: Odds
    worth: Sequence[float]
    dollars: Decimal
    decided: Verdict
    unheld: bool


class Scorer:
    """Scores claims with one rule set and at most one model.

    What was sent before is the office's index, as :meth:`submitted` and :meth:`answered` move it on, and what it was
    told of by :meth:`sent`, which lasts for a batch.
    """

    def __init__(
        self,
        bundle: Bundle | None,
        ruleset: rules.RuleSet,
        *,
        sent: SentBefore | None = None,
        contract: Contract | None = None,
        clock: Callable[[], date] = date.today,
        review: Review | None = None,
        unheld: float = 0.0,
    ) -> None:
        """Make a scorer.

        Args:
            bundle: the model; without one the rules speak alone.
            ruleset: the rules in force.
            sent: what the office sent before; without it only what :meth:`sent` tells is known, and what the model
                would ask of a patient's earlier claims is missing.
            contract: what contracts allow, in place of what was learnt.
            clock: tells the day for claims that carry none, where none is asked for.
            review: when a look is worth its cost; else as the bundle says.
            unheld: the share of the claims worth a look that is let go, see :mod:`serving.unheld`.
        """
        self.bundle = bundle
        self.review = review or (bundle.review if bundle else STANDARD)
        self._unheld = unheld
        self.ruleset = ruleset
        self.trained_on = sent
        """The index as it was given, which stays as it is: what training knew."""
        self._office = sent.fork() if sent is not None else SentBefore()
        self._sent = self._office
        self._history = bundle.history() if bundle else None
        self._seen = Seen(self._history) if self._history else None
        self._contract = contract
        self._clock = clock
        self._rules = RuleSet(ruleset.version)
        self._later_rules = set(ruleset.ids).difference(bundle.rule_ids) if bundle else set()
        self._model = ModelName(bundle.name, bundle.version, bundle.trained_through) if bundle else None

    def afresh(self) -> Scorer:
        """The same scorer for another batch: what this one was told of by :meth:`sent` is not known to it."""
        fresh = copy(self)
        fresh._sent = self._office  # noqa: SLF001  its own kind
        return fresh

    def on(self, day: date) -> Scorer:
        """The same scorer, for which it is that day wherever a claim has none and none is asked for."""
        fixed = copy(self)
        fixed._clock = lambda: day  # noqa: SLF001  its own kind
        return fixed

    def score(
        self, sourced: Sourced, as_of: date | None = None, explain: Explain = "some", suggest: Suggest = "risky"
    ) -> Score:
        """Score one claim: what is certainly wrong, the odds, why, and what would lower them."""
        return self.finish([self.walk(sourced, as_of)], explain, suggest)[0]

    def check(self, sourced: Sourced, as_of: date | None = None) -> Score:
        """Ask the rules alone; what only a model can say is ``None`` or empty."""
        today, day_source = self.day(sourced.claim, as_of)
        return self._result(Walked(sourced, today, day_source, self._checked(sourced, today), None))

    def sent(self, claim: Claim, today: date) -> None:
        """Take note that a claim goes out on a day, so that a later one can be told to be its duplicate."""
        if self._sent is self._office:
            self._sent = self._office.fork()
        self._sent.add(claim, today)

    def submitted(self, claim: Claim, day: date) -> None:
        """Take note for good that a claim was sent; the same claim of the same day again changes nothing.

        A batch that is under way keeps to what was known when it began. Where no index stands beside the model, what
        is submitted serves the rules alone: a few claims of a patient do not tell the model what came before them.
        """
        self._office.add(claim, day)

    def rejected(self, claim: Claim, day: date) -> None:
        """Take note for good that a claim sent on a day was turned away unread: no payer has it, so nothing repeats it.

        It is no payer's refusal, and no history learns from it.
        """
        self._office.withdraw(claim, day)

    def answered(self, claim: Claim, outcome: Outcome, *, learn: bool = True) -> None:
        """Let index and history move on by an answer, for good; what was learnt once is not unlearnt.

        Args:
            claim: as it was sent.
            outcome: what the payer made of it.
            learn: whether the history is told; not where training counted the answer already.
        """
        if learn and self._history is not None:
            self._history.answered(claim, outcome, self._office if self.trained_on is not None else None)
        self._office.answered(outcome)

    @property
    def known(self) -> tuple[History | None, SentBefore]:
        """What it knows by now of answers and of claims that were sent; whoever keeps it changes neither."""
        return self._history, self._office

    def resume(self, history: History | None, sent: SentBefore) -> None:
        """Go on from what another scorer with the same model knew."""
        self._history, self._office, self._sent = history, sent, sent
        self._seen = Seen(history) if history else None

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
        if self._history is None:
            return Walked(sourced, today, day_source, checked, None)
        past = self._past(claim, today)
        rows = features.rows(claim, self._as_learnt(checked.answers), past)
        return Walked(sourced, today, day_source, checked, rows, past.situations)

    def finish(self, walked: Sequence[Walked], explain: Explain = "some", suggest: Suggest = "risky") -> list[Score]:
        """The second half, for many claims at once: odds, verdict, reasons and suggestions."""
        if self.bundle is None:
            return [self._result(each) for each in walked]
        claims = [each.sourced.claim for each in walked]
        rows = [each.rows for each in walked if each.rows is not None]
        odds = self.bundle.odds_of(rows, [claim.payer.id for claim in claims])
        judged = [self._judged(each, odd) for each, odd in zip(walked, odds, strict=True)]
        explained = self._explained(judged, explain)
        facts = facts_of(explained, self.bundle) if explain != "all" else [[] for _ in explained]
        found = [self._scored(*each, explain) for each in zip(judged, explained, facts, strict=True)]
        return found if suggest == "none" else self._suggested(found, walked, odds)

    def _suggested(self, found: Sequence[Score], walked: Sequence[Walked], odds: Sequence[Odds]) -> list[Score]:
        """The results, those of risky claims with what would lower their risk."""
        places = [
            at
            for at, score in enumerate(found)
            if not score.unheld and (score.verdict != "ready" or odds[at].claim >= RISKY)
        ]
        risky = [Risky(walked[at].sourced, walked[at].today, walked[at].checked, odds[at]) for at in places]
        suggestions = dict(zip(places, search(risky, self._again()), strict=True))
        return [
            msgspec.structs.replace(score, suggestions=suggestions[at]) if suggestions.get(at) else score
            for at, score in enumerate(found)
        ]

    def _again(self) -> Again:
        """How changed claims are scored: as the claims themselves."""
        assert self.bundle is not None
        assert self._seen is not None
        return Again(
            self._checked,
            self._rows,
            partial(self.bundle.odds_of, codes=False),
            lambda claim, chances: at_risk(chances, self._worth(claim)),
            self._seen,
            self._context,
            self.ruleset.payer_kind,
        )

    def _rows(self, claim: Claim, today: date, answers: Mapping[str, rules.Answer]) -> npt.NDArray[np.float64]:
        """The model's input, from what the office knows on the day."""
        return features.rows(claim, self._as_learnt(answers), self._past(claim, today))

    def _past(self, claim: Claim, today: date) -> features.Past:
        assert self._history is not None
        known = self._sent if self.trained_on is not None else None  # a run alone is no patient's history
        return self._history.past(claim, today, known)

    def _worth(self, claim: Claim) -> list[float]:
        """Dollars that each line brings if it is not refused."""
        assert self.bundle is not None
        return self.bundle.payments.lines(claim, self._contract.of(claim) if self._contract else ())

    def _as_learnt(self, answers: Mapping[str, rules.Answer]) -> Mapping[str, rules.Answer]:
        """The answers of the rules that the model was trained with: it is not told what later rules find."""
        if not self._later_rules:
            return answers
        learnt = dict(answers)
        for rule in self._later_rules:
            learnt.pop(rule, None)
        return learnt

    def _checked(self, sourced: Sourced, today: date) -> rules.Checked:
        return self.ruleset.check(sourced.claim, self._context(sourced, today))

    def _context(self, sourced: Sourced, today: date) -> rules.Context:
        return rules.Context(today, self._sent, sourced.faults, self.ruleset.shelf, sourced.origin)

    def _result(self, walked: Walked) -> Score:
        """The result as far as the rules go."""
        findings = walked.checked.findings
        decided = verdict(findings, worth_a_look=False)
        return self._begun(walked, decided, summary(decided, findings))

    def _begun(self, walked: Walked, decided: Verdict, said: str) -> Score:
        """A result with what rules find, for what a model tells to be added."""
        claim, origin, checked = walked.sourced.claim, walked.sourced.origin, walked.checked
        return Score(
            claim_id=claim.claim_id,
            file=origin.file,
            position=Position(origin.transaction, origin.segment),
            frequency_code=claim.frequency_code,
            payer_id=claim.payer.id,
            as_of=walked.today,
            as_of_source=walked.day_source,
            summary=said,
            verdict=decided,
            denial_probability=None,
            dollars_at_risk=None,
            lines=(),
            denial_codes=(),
            expected_payment=None,
            findings=tuple([placed(finding, origin) for finding in checked.findings]),
            not_checked=checked.not_checked,
            reasons=(),
            explained=(),
            suggestions=(),
            evidence=None,
            model=self._model,
            rules=self._rules,
        )

    def _judged(self, walked: Walked, odds: Odds) -> Judged:
        """What is at risk, and the verdict."""
        worth = self._worth(walked.sourced.claim)
        dollars = at_risk(odds.lines, worth)
        look = self.review.worth_a_look(odds.claim, float(dollars))
        decided = verdict(walked.checked.findings, worth_a_look=look)
        unheld = decided == "review" and let_go(walked.sourced.claim, self._unheld)
        return Judged(walked, odds, worth, dollars, "ready" if unheld else decided, unheld)

    def _explained(self, judged: Sequence[Judged], explain: Explain) -> list[list[ExplainedLine]]:
        """The scores worth an explanation, with what each feature adds to them; of all claims at once."""
        assert self.bundle is not None
        wanted = [
            at
            for at, one in enumerate(judged)
            if one.odds.lines and (explain in {"some", "all"} or (explain == "held" and one.decided != "ready"))
        ]
        every = self.bundle.hazard_names if explain == "all" else None
        asked = [_wanted(judged[at], every) for at in wanted]
        found: list[list[ExplainedLine]] = [[] for _ in judged]
        for at, explained in zip(wanted, self.bundle.explain_each(asked), strict=True):
            found[at] = explained
        return found

    def _scored(
        self, judged: Judged, explained: Sequence[ExplainedLine], facts: Sequence[Fact], explain: Explain
    ) -> Score:
        """The whole result; of a claim without lines, at which the model has nothing to look, the usual odds."""
        assert self.bundle is not None
        walked, odds, worth, dollars, decided, unheld = judged
        assert walked.rows is not None
        if not odds.lines:
            return self._without_lines(walked)
        claim, findings, rows = walked.sourced.claim, walked.checked.findings, walked.rows
        codes = denial_codes(odds, findings)
        if explain == "all":
            reasons = everything(claim, self.bundle, rows, explained)
        else:
            reasons = self._reasons(walked, facts) if facts else []
        riskiest = max(range(len(odds.lines)), key=odds.lines.__getitem__)
        said = summary(decided, findings, probability=odds.claim, at_risk=dollars, codes=codes, reasons=reasons)
        if unheld:
            said = f"{SAID}: {chance(odds.claim)} chance of refusal."
        return msgspec.structs.replace(
            self._begun(walked, decided, said),
            denial_probability=odds.claim,
            dollars_at_risk=dollars,
            lines=tuple(
                [
                    LineOdds(line.number or at, chance)
                    for at, (line, chance) in enumerate(zip(claim.lines, odds.lines, strict=True), start=1)
                ]
            ),
            denial_codes=codes,
            expected_payment=expected_payment(claim, walked.today, odds, worth, self.bundle.pay_days),
            reasons=tuple(reasons),
            explained=scores(claim, explained, reasons),
            evidence=evidence(rows[riskiest], None if self.trained_on is None else len(self._office)),
            unheld=unheld,
        )

    def _without_lines(self, walked: Walked) -> Score:
        """What the rules say, and the share of all lines that were refused."""
        assert self._history is not None
        return msgspec.structs.replace(
            self._result(walked),
            denial_probability=self._history.count("everything", "*")[1],
            dollars_at_risk=Decimal("0.00"),
            evidence=Evidence(0, 0, "the claim has no lines: the share of all lines that were refused stands in"),
        )

    def _reasons(self, walked: Walked, facts: Sequence[Fact]) -> list[Reason]:
        """The leading reasons, told by what the office knows today."""
        assert self.bundle is not None
        assert self._history is not None
        assert walked.rows is not None
        claim, record, situations = walked.sourced.claim, self._history.record, walked.situations
        return leading(claim, self.bundle, walked.rows, facts, record=record, situations=situations)


def _wanted(judged: Judged, every: Sequence[str] | None) -> Wanted:
    """Every score of a claim, or those of the riskiest line and the likeliest kind, and of what comes near them."""
    rows, odds = judged.walked.rows, judged.odds
    assert rows is not None
    if every is not None:
        return Wanted(rows, every, range(len(rows)))
    return Wanted(rows, _foremost(odds.hazards, KINDS), _foremost(dict(enumerate(odds.lines)), LINES))


def _foremost(chances: Mapping[T, float], most: int) -> list[T]:
    """The most probable, and those that come near it."""
    ranked = sorted(chances, key=lambda name: -chances[name])[:most]
    return [name for name in ranked if chances[name] >= NEAR * chances[ranked[0]]]

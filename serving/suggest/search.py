"""The search: every change is applied, the changed claim scored through rules and model anew, and the best are kept.

All changes of many claims are asked of the model at once, first with the answers that the rules gave to the claim as
it is; the rules are asked anew about the few that lead, and the odds that are told are those after that.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims import canonical
from claims.claim import Claim
from claims.origin import Sourced
from features.seen import Seen
from models.odds import Odds
from rules.context import Context
from rules.finding import Answer
from rules.ruleset import Checked
from serving.score import Suggestion
from serving.suggest.given import Change, Given
from serving.suggest.kinds import KINDS, Kind
from serving.suggest.patch import apply
from serving.suggest.placeholder import filled

OFFERED = 3
"""Suggestions for one claim, at most."""
TRIALS = 60
"""Changes tried for one claim, at most."""
AGAIN = 3
"""Changes for one cause about which the rules are asked, at most."""
LEAST = 0.02
"""The claim's probability must fall by so much."""
SHARE = 0.2
"""And by so large a share of its risk, -log(1 - p): where two causes stand, each is a part of that sum."""
AT_PLAY = 0.02
"""The probability from which on a kind of refusal is worth a search for what prevents it."""
SURE = 1 - 1e-9
REST = "other"
"""The hazard that holds all kinds of refusal without one of their own."""
ALIKE = 0.01
"""Changes for one cause whose probabilities differ by less are alike: the first in order, the more usual, is kept."""

Rows = npt.NDArray[np.float64]


class Again(NamedTuple):
    """How a changed claim is scored: with the same rules, model and history as the claim itself."""

    check: Callable[[Sourced, date], Checked]
    rows: Callable[[Claim, date, Mapping[str, Answer]], Rows]
    odds: Callable[[Sequence[Rows], Sequence[str]], list[Odds]]
    worth: Callable[[Claim, Sequence[float]], Decimal]
    """Dollars at risk, from the claim and the probability of each of its lines."""
    seen: Seen
    context: Callable[[Sourced, date], Context]
    payer_kind: Callable[[Claim], str]


class Risky(Struct, frozen=True):
    """A claim that is worth a search."""

    sourced: Sourced
    today: date
    checked: Checked
    odds: Odds


class Trial(Struct):
    """One change of one claim, applied."""

    kind: Kind
    change: Change
    claim: Claim
    after: Odds
    """At first by the rules' answers to the claim as it is."""
    checked: Checked | None = None


def search(risky: Sequence[Risky], again: Again) -> list[tuple[Suggestion, ...]]:
    """For each claim the suggestions that were found, the best first."""
    leading = [_leading(one, trials, again) for one, trials in zip(risky, _tried(risky, again), strict=True)]
    _score_anew(risky, leading, again)
    return [tuple(_offered(one, trials, again)) for one, trials in zip(risky, leading, strict=True)]


def _tried(risky: Sequence[Risky], again: Again) -> list[list[Trial]]:
    """All changes of all claims, with the odds after each."""
    changed = [list(islice(_changed(one, again), TRIALS)) for one in risky]
    rows = [
        again.rows(claim, one.today, one.checked.answers)
        for one, several in zip(risky, changed, strict=True)
        for _, _, claim in several
    ]
    odds = iter(again.odds(rows, [claim.payer.id for several in changed for _, _, claim in several]))
    return [[Trial(kind, change, claim, next(odds)) for kind, change, claim in several] for several in changed]


def _changed(one: Risky, again: Again) -> Iterator[tuple[Kind, Change, Claim]]:
    """The changes that may help a claim, and the claim after each."""
    claim = one.sourced.claim
    document: Any = msgspec.json.decode(canonical.encode(claim))
    given = Given(
        claim,
        document,
        seen=again.seen,
        context=again.context(one.sourced, one.today),
        payer_kind=again.payer_kind(claim),
    )
    for kind in KINDS:
        if _is_at_play(kind, one):
            for change in kind.changes(given):
                after = msgspec.convert(apply(document, filled(change.patch)), Claim)
                if after != claim:
                    yield kind, change, after


def _is_at_play(kind: Kind, one: Risky) -> bool:
    """Whether what a kind of change may prevent is probable, or what it may mend was found."""
    return any(one.odds.hazards[name] >= AT_PLAY for name in _prevented(kind, one.odds)) or any(
        one.checked.answers.get(rule) == "fail" for rule in kind.rules
    )


def _prevented(kind: Kind, odds: Odds) -> set[str]:
    """The model's hazards that a kind of change may lower; families without one of their own are in the rest."""
    return {family if family in odds.hazards else REST for family in kind.families} & odds.hazards.keys()


def _leading(one: Risky, trials: list[Trial], again: Again) -> list[Trial]:
    """The best change of each kind to which the rules have nothing to say, as far as it mends a fault or helps."""
    faulty = _errors(one.checked) > Counter()
    found = []
    for kind in KINDS:
        ranked = _ranked([trial for trial in trials if trial.kind is kind])
        for trial in ranked if faulty else [each for each in ranked[:AGAIN] if _helps(one.odds, each)]:
            trial.checked = again.check(_with(one.sourced, trial.claim), one.today)
            if _is_clean(one.checked, trial.checked) and (
                _mends(one.checked, trial.checked) or _helps(one.odds, trial)
            ):
                found.append(trial)
                break
    return found


def _ranked(trials: list[Trial]) -> list[Trial]:
    """Changes for one cause, the least risk after them first; of those that are alike, as they were listed."""
    left, ranked = trials, []
    while left:
        least = min(trial.after.claim for trial in left)
        ranked.append(next(trial for trial in left if trial.after.claim < least + ALIKE))
        left = [trial for trial in left if trial is not ranked[-1]]
    return ranked


def _score_anew(risky: Sequence[Risky], leading: Sequence[list[Trial]], again: Again) -> None:
    """The odds after those changes that are left, by the rules' answers to them."""
    rows = [
        again.rows(trial.claim, one.today, trial.checked.answers)
        for one, trials in zip(risky, leading, strict=True)
        for trial in trials
        if trial.checked is not None
    ]
    every = [trial for trials in leading for trial in trials]
    for trial, odds in zip(every, again.odds(rows, [trial.claim.payer.id for trial in every]), strict=True):
        trial.after = odds


def _offered(one: Risky, trials: list[Trial], again: Again) -> Iterator[Suggestion]:
    """What mends a fault, then what takes away most dollars at risk; nothing that does neither."""
    assert all(trial.checked is not None for trial in trials)
    claim, before = one.sourced.claim, one.odds
    at_risk = again.worth(claim, before.lines)

    def gain(trial: Trial) -> tuple[bool, Decimal, float]:
        lines = trial.after.lines
        saved = at_risk - again.worth(claim, lines) if len(lines) == len(before.lines) else Decimal(0)
        mends = trial.checked is not None and _mends(one.checked, trial.checked)
        return mends, saved, before.claim - trial.after.claim

    ranked = sorted(((gain(trial), trial) for trial in trials), key=lambda pair: pair[0], reverse=True)
    kept = [
        trial
        for (mends, _, _), trial in ranked
        if _helps(before, trial) or (mends and trial.after.claim <= before.claim)
    ]
    for trial in kept[:OFFERED]:
        yield Suggestion(trial.change.text, trial.change.patch, trial.after.claim)


def _helps(before: Odds, trial: Trial) -> bool:
    """Whether the risk falls by enough to be worth a biller's time, and by what the change is for."""
    after = trial.after
    if before.claim - after.claim < LEAST:
        return False
    fallen = sum(_risk(before.hazards[name]) - _risk(after.hazards[name]) for name in _prevented(trial.kind, before))
    return fallen >= SHARE * sum(map(_risk, before.hazards.values()))


def _risk(chance: float) -> float:
    """A probability on the scale on which independent causes add up."""
    return -math.log1p(-min(chance, SURE))


def _errors(checked: Checked) -> Counter[str]:
    return Counter(finding.rule for finding in checked.findings if finding.severity == "error")


def _mends(before: Checked, after: Checked) -> bool:
    """Whether an error is gone."""
    return bool(_errors(before) - _errors(after))


def _is_clean(before: Checked, after: Checked) -> bool:
    """Whether no rule finds more than it found before."""
    found, known = (
        Counter((finding.rule, finding.severity) for finding in checked.findings if finding.severity != "info")
        for checked in (after, before)
    )
    return not found - known


def _with(sourced: Sourced, claim: Claim) -> Sourced:
    return Sourced(claim, sourced.origin, sourced.faults)

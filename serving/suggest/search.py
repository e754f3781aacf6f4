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
from features.families import family_of
from features.seen import Seen
from models.odds import Odds
from rules.context import Context
from rules.finding import Answer
from rules.ruleset import Checked
from serving.score import Suggestion
from serving.suggest.after import after
from serving.suggest.given import Change, Given
from serving.suggest.kinds import KINDS, Kind
from serving.suggest.placeholder import filled

OFFERED = 3
"""Suggestions for one claim, at most."""
TRIALS = 60
"""Changes tried for one claim, at most."""
AGAIN = 3
"""Changes for one cause about which the rules are asked, at most."""
LEAST = 0.03
"""The claim's probability must fall by so much."""
SHARE = 0.2
"""And by so large a share of its risk, -log(1 - p): where two causes stand, each is a part of that sum."""
AT_PLAY = 0.05
"""The share of a claim's risk from which on a kind of refusal is worth a search for what prevents it."""
SURE = 1 - 1e-9
ENOUGH_OF_REST = 0.25
"""The share of the codes of the rest from which on a change for them has all the credit."""
REST = "other"
"""The hazard that holds all kinds of refusal without one of their own."""
ALIKE = 0.01
"""Changes for one cause whose probabilities differ by less are alike: what the payer was seen to take leads."""

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
    kinds = _at_play(one)
    if not kinds:
        return
    claim = one.sourced.claim
    document: Any = msgspec.json.decode(canonical.encode(claim))
    given = Given(
        claim,
        document,
        seen=again.seen,
        context=again.context(one.sourced, one.today),
        payer_kind=again.payer_kind(claim),
    )
    for kind in kinds:
        for change in kind.changes(given):
            changed = after(claim, filled(change.patch, document))
            if changed != claim:
                yield kind, change, changed


def _at_play(one: Risky) -> list[Kind]:
    """The kinds of change that may lower the risk by enough, or mend a fault: only those are worth a trial."""
    odds, may_mend = one.odds, bool(_errors(one.checked))
    if odds.claim < LEAST and not may_mend:
        return []
    enough = SHARE * sum(map(_risk, odds.hazards.values()))
    chances = [(family_of(code), chance) for code, chance in odds.codes.items()]
    failed = {finding.rule for finding in one.checked.findings}
    return [
        kind
        for kind in KINDS
        if (may_mend or _most(kind, odds) >= enough)
        and (not failed.isdisjoint(kind.rules) or _is_probable(kind, chances, AT_PLAY * odds.claim))
    ]


def _most(kind: Kind, odds: Odds) -> float:
    """By how much a kind of change may lower the risk at most: if nothing of its own were left."""
    return sum(share * _risk(odds.hazards[name]) for name, share in _credit(kind, odds).items())


def _is_probable(kind: Kind, chances: Sequence[tuple[str, float]], least: float) -> bool:
    """Whether what a kind of change may prevent is; ``chances`` are those of the codes, with the kind of each."""
    return sum([chance for family, chance in chances if family in kind.families]) >= least


def _credit(kind: Kind, odds: Odds) -> dict[str, float]:
    """How much of each hazard's fall is to a kind of change's credit.

    All of a hazard of its own; of the one that holds the rest, all where its codes are a good part of them, else less.
    What a change does to other refusals is chance, or the model's extrapolation, and proves nothing.
    """
    credit = {name: 1.0 for name in kind.families if name in odds.hazards}
    if REST in odds.hazards and len(credit) < len(kind.families):
        rest = {code: chance for code, chance in odds.codes.items() if family_of(code) not in odds.hazards}
        own = sum(chance for code, chance in rest.items() if family_of(code) in kind.families)
        credit[REST] = min(1.0, own / (ENOUGH_OF_REST * sum(rest.values()) or 1.0))
    return credit


def _leading(one: Risky, trials: list[Trial], again: Again) -> list[Trial]:
    """The best change of each kind to which the rules have nothing to say: what mends a fault, else what helps."""
    found = []
    for kind in KINDS:
        ranked = _ranked([trial for trial in trials if trial.kind is kind])
        helping = [trial for trial in ranked if _helps(one.odds, trial)][:AGAIN]
        best = next((trial for trial in ranked if _mends(one, trial, again)), None) if _errors(one.checked) else None
        best = best or next((trial for trial in helping if _is_clean(one, trial, again)), None)
        if best is not None:
            found.append(best)
    return found


def _ranked(trials: list[Trial]) -> list[Trial]:
    """Changes for one cause, the least risk after them first.

    Of those that are alike the one leads that this payer was seen to take most often, else the one listed first.
    """
    left, ranked = trials, []
    while left:
        least = min(trial.after.claim for trial in left)
        alike = [trial for trial in left if trial.after.claim < least + ALIKE]
        ranked.append(max(alike, key=lambda trial: trial.change.taken))
        left = [trial for trial in left if trial is not ranked[-1]]
    return ranked


def _score_anew(risky: Sequence[Risky], leading: Sequence[list[Trial]], again: Again) -> None:
    """The odds after those changes that are left, by the rules' answers to them where these are others."""
    rows, other = [], []
    for one, trials in zip(risky, leading, strict=True):
        for trial in trials:
            answers = _checked(one, trial, again).answers
            if answers != one.checked.answers:
                rows.append(again.rows(trial.claim, one.today, answers))
                other.append(trial)
    for trial, odds in zip(other, again.odds(rows, [trial.claim.payer.id for trial in other]), strict=True):
        trial.after = odds


def _offered(one: Risky, trials: list[Trial], again: Again) -> Iterator[Suggestion]:
    """What mends a fault, then what lowers the risk most, in probability and then in dollars; nothing that worsens."""
    if not trials:
        return
    claim, before = one.sourced.claim, one.odds
    at_risk = again.worth(claim, before.lines)
    ranked = []
    for nth, trial in enumerate(trials):
        mends = _mends(one, trial, again)
        if _helps(before, trial) or (mends and trial.after.claim <= before.claim):
            saved = at_risk - again.worth(claim, trial.after.lines)
            ranked.append((mends, before.claim - trial.after.claim, saved, -nth, trial))
    for *_, trial in sorted(ranked, key=lambda one: one[:-1], reverse=True)[:OFFERED]:
        yield Suggestion(trial.change.text, trial.change.patch, trial.after.claim)


def _helps(before: Odds, trial: Trial) -> bool:
    """Whether the risk falls by enough to be worth a biller's time, and by what the change is for."""
    after = trial.after
    if before.claim - after.claim < LEAST:
        return False
    fallen = sum(
        share * (_risk(before.hazards[name]) - _risk(after.hazards[name]))
        for name, share in _credit(trial.kind, before).items()
    )
    return fallen >= SHARE * sum(map(_risk, before.hazards.values()))


def _risk(chance: float) -> float:
    """A probability on the scale on which independent causes add up."""
    return -math.log1p(-min(chance, SURE))


def _errors(checked: Checked) -> Counter[str]:
    return Counter(finding.rule for finding in checked.findings if finding.severity == "error")


def _mends(one: Risky, trial: Trial, again: Again) -> bool:
    """Whether an error is gone, and no rule finds more than before."""
    return _is_clean(one, trial, again) and bool(_errors(one.checked) - _errors(_checked(one, trial, again)))


def _is_clean(one: Risky, trial: Trial, again: Again) -> bool:
    """Whether no rule finds more than it found before."""
    found, known = (
        Counter((finding.rule, finding.severity) for finding in checked.findings if finding.severity != "info")
        for checked in (_checked(one, trial, again), one.checked)
    )
    return not found - known


def _checked(one: Risky, trial: Trial, again: Again) -> Checked:
    """What the rules say of the changed claim, asked once."""
    if trial.checked is None:
        trial.checked = again.check(Sourced(trial.claim, one.sourced.origin, one.sourced.faults), one.today)
    return trial.checked

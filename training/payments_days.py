"""When payers answer, learnt from answers and from silence.

An answer that comes on a Friday was ready at some day since the payer's day of payment before: its delay is known to
lie in an interval. A claim without an answer waits longer than its age, or for ever, and whether it will be refused is
not known either. The likeliest distribution over delays, kinds of answer and silence is found by expectation and
maximization over all of these (Turnbull, Journal of the Royal Statistical Society B, 1976), so that claims too young
to be answered slowly do not make the payer look quick.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from msgspec import Struct, structs

from claims.answer import Outcome
from claims.claim import Claim
from models.holidays import bank_holidays
from models.payments import Payments
from models.rhythm import RANGE, WORKING_WEEK, PayDays, Rhythm, narrowest

LONGEST = 400
"""Days after which no first answer is waited for."""
STEPS = 60
"""Rounds of expectation and maximization."""
FEWEST = 30
"""Answers from which on a payer has days of payment of its own."""
USUAL = 0.03
"""The share of a payer's answers from which on a weekday is one of its days of payment."""
PRIOR = 5.0
"""Claims that the delays of all payers are worth for one of them."""
UNSEEN = 5e-4
"""The last share of answers, which a table of delays leaves out."""
ASKED = 200
"""Claims of a payer on which its ranges are set."""
BOUNDS = tuple(at / 400 for at in range(180, 381))
"""What a single claim's range may be asked to hold."""

Mass = npt.NDArray[np.float64]


class Wait(Struct, frozen=True, gc=False):
    """One claim's wait for its first answer."""

    sent: date
    answered: date | None
    denied: bool
    age: int
    """Days from submission until today."""


def learn_rhythms(claims: Sequence[Claim], outcomes: Sequence[Outcome | None], through: date) -> dict[str, Rhythm]:
    """Each payer's rhythm, ``""`` for any."""
    by_payer: dict[str, list[Wait]] = defaultdict(list)
    for claim, outcome in zip(claims, outcomes, strict=True):
        sent = claim.submission_date
        if sent is None:
            continue
        answered = outcome.answered if outcome else None
        denied = bool(outcome and outcome.denied)
        by_payer[claim.payer.id].append(Wait(sent, answered, denied, (through - sent).days))
    weekdays = {payer: _weekdays(waits) for payer, waits in by_payer.items()}
    if not any(wait.answered for waits in by_payer.values() for wait in waits):
        return {}
    everyone = _likeliest([(wait, weekdays[payer]) for payer, waits in by_payer.items() for wait in waits], None)
    rhythms = {"": _rhythm(everyone, WORKING_WEEK, on_holidays=False)}
    for payer, waits in sorted(by_payer.items()):
        own = _likeliest([(wait, weekdays[payer]) for wait in waits], everyone)
        rhythms[payer] = _rhythm(own, weekdays[payer], on_holidays=_on_holidays(waits, weekdays[payer]))
    return rhythms


def _weekdays(waits: Sequence[Wait]) -> tuple[int, ...]:
    """The days of the week on which a payer pays."""
    seen = Counter(wait.answered.weekday() for wait in waits if wait.answered)
    total = seen.total()
    if total < FEWEST:
        return WORKING_WEEK
    return tuple(day for day in range(7) if seen[day] >= USUAL * total)


def _on_holidays(waits: Sequence[Wait], weekdays: tuple[int, ...]) -> bool:
    """Whether a payer paid on most of the bank holidays that fell on its days."""
    days = {wait.answered for wait in waits if wait.answered}
    if not days:
        return False
    first, last = min(days), max(days)
    met = [
        day
        for year in range(first.year, last.year + 1)
        for day in bank_holidays(year)
        if first < day < last and day.weekday() in weekdays
    ]
    return 2 * sum(day in days for day in met) > len(met)


def _likeliest(waits: Sequence[tuple[Wait, tuple[int, ...]]], broader: Mass | None) -> Mass:
    """Probability of each outcome: rows paid and denied by days of delay; the last column is never, in row 0.

    ``broader`` counts as so many claims.
    """
    intervals: Counter[tuple[int, int, int]] = Counter()
    silent: Counter[int] = Counter()
    for wait, weekdays in waits:
        if wait.answered is None:
            silent[min(max(wait.age, -1), LONGEST)] += 1
            continue
        delay = min(max((wait.answered - wait.sent).days, 0), LONGEST)
        before = next(back for back in range(1, 8) if (wait.answered - timedelta(days=back)).weekday() in weekdays)
        intervals[int(wait.denied), max(delay - before, -1) + 1, delay + 1] += 1
    kinds, lows, highs = np.array(list(intervals), dtype=np.intp).reshape(-1, 3).T
    counts = np.array(list(intervals.values()), dtype=np.float64)
    ages = np.array(list(silent), dtype=np.intp) + 1
    unanswered = np.array(list(silent.values()), dtype=np.float64)
    longest = int(highs.max(initial=1))
    mass = np.zeros((2, LONGEST + 2))
    mass[:, :longest] = 0.49 / longest
    mass[0, -1] = 0.02
    prior = np.zeros_like(mass) if broader is None else PRIOR * broader
    if broader is not None:
        mass = 0.9 * mass + 0.1 * broader
    for _ in range(STEPS):
        below = np.concatenate([np.zeros((2, 1)), mass.cumsum(axis=1)], axis=1)
        weights = np.zeros((2, LONGEST + 3))
        each = counts / np.maximum(below[kinds, highs] - below[kinds, lows], 1e-300)
        np.add.at(weights, (kinds, lows), each)
        np.add.at(weights, (kinds, highs), -each)
        later = unanswered / np.maximum((below[:, -1:] - below[:, ages]).sum(axis=0), 1e-300)
        for kind in (0, 1):
            np.add.at(weights[kind], ages, later)
        mass = mass * weights[:, :-1].cumsum(axis=1) + prior
        mass /= mass.sum()
    return mass


def _rhythm(mass: Mass, weekdays: tuple[int, ...], *, on_holidays: bool) -> Rhythm:
    answers = mass[:, :-1]
    shares = answers.cumsum(axis=1) / np.maximum(answers.sum(axis=1, keepdims=True), 1e-300)
    if not answers[1].sum() > 0:
        shares[1] = shares[0]
    some, all_but_few = shares.max(axis=0) >= UNSEEN, shares.min(axis=0) >= 1 - UNSEEN
    first, last = int(some.argmax()), int(all_but_few.argmax()) if all_but_few.any() else shares.shape[1] - 1
    table = shares[:, first : last + 1].round(4)
    table[:, -1] = 1.0
    return Rhythm(
        first=first,
        paid=tuple(table[0].tolist()),
        denied=tuple(table[1].tolist()),
        weekdays=weekdays,
        on_holidays=on_holidays,
        answered=round(1.0 - float(mass[:, -1].sum()), 4),
    )


def with_ranges(payments: Payments, claims: Sequence[Claim], odds: Sequence[float]) -> Payments:
    """The same, with ranges that over each payer's claims hold what they should.

    Args:
        payments: as learnt.
        claims: what was sent lately.
        odds: the probability of each claim's refusal, from a model that had not seen it.
    """
    if not payments.rhythms:
        return payments
    pay_days = PayDays(payments.rhythms)
    asked: dict[str, list[tuple[list[int], list[float]]]] = defaultdict(list)
    for claim, denied in zip(claims, odds, strict=True):
        if claim.submission_date is None:
            continue
        coming, chances = pay_days.chances(claim.payer.id, claim.submission_date, denied)
        days = [day.toordinal() for day in coming]
        mixed = np.cumsum(chances).tolist()
        asked[""].append((days, mixed))
        asked[claim.payer.id].append((days, mixed))
    bounds: Mapping[str, float] = {payer: _bound(waits) for payer, waits in asked.items()}
    rhythms = {
        payer: structs.replace(rhythm, holds=bounds.get(payer, bounds.get("", RANGE)))
        for payer, rhythm in payments.rhythms.items()
    }
    return structs.replace(payments, rhythms=rhythms)


def _bound(waits: Sequence[tuple[list[int], list[float]]]) -> float:
    """The bound with which the narrowest ranges of single claims hold, on the average, what they should."""
    some = waits[:: max(1, len(waits) // ASKED)]

    def held(bound: float) -> float:
        total = 0.0
        for days, mixed in some:
            low, high = narrowest(days, mixed, bound)
            total += mixed[high] - (mixed[low - 1] if low else 0.0)
        return total / len(some)

    over = bisect_left(BOUNDS, RANGE, key=held)  # what is held grows with the bound
    return min(BOUNDS[max(0, over - 1) : over + 1], key=lambda bound: abs(held(bound) - RANGE))

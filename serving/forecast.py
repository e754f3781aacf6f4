"""What money will come when: the claims that are out, summed by week and by payer, with a range.

Each claim is answered on one of its payer's days of payment, or never. With its odds it is refused, and then brings
what its lines that are not refused bring; otherwise it brings all. What is known by the day of the forecast counts: a
claim that should have been answered long ago is likelier to be refused, or never to be answered. The sums are
expectations. The range is that of many draws of all claims together: each claim falls by itself, and all claims of one
payer share one error of its prices and odds, which no number of claims averages away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.claim import Claim
from models.rhythm import PayDays
from serving.score import Score

DRAWS = 1000
SEED = 0
LOW, HIGH = 0.1, 0.9
"""The range holds 80 %."""
SHARED = 0.06
"""Standard deviation of the error that all of a payer's claims share, as a part of their money."""

DAY = timedelta(days=1)
TOGETHER = 1000
"""Claims that are drawn at once, at most."""
TINY = 1e-12
TAIL = 0.005
"""The last weeks, which together hold no larger share of the money than this, are told as one."""
LATER = "later"
NAMELESS = "(no payer named)"

Array = npt.NDArray[np.float64]


class Outstanding(Struct, frozen=True):
    """One claim that is out, or about to go. Money is in dollars."""

    payer_id: str
    payer: str
    sent: date
    denied: float
    """The probability that a line is refused."""
    amount: float
    """The expected first payment, if an answer comes."""
    at_risk: float
    """What refusals are expected to take from it: together with ``amount`` what it brings when nothing is refused."""


def outstanding(score: Score, claim: Claim) -> Outstanding | None:
    """What a forecast needs of a result; ``None`` where it holds no expected payment."""
    if score.expected_payment is None:
        return None
    return Outstanding(
        payer_id=score.payer_id,
        payer=claim.payer.name,
        sent=score.as_of,
        denied=score.denial_probability or 0.0,
        amount=float(score.expected_payment.amount),
        at_risk=float(score.dollars_at_risk or 0),
    )


class Sum(Struct, frozen=True):
    """The money of one week, one payer, or all, in dollars."""

    name: str
    """The ISO week, such as ``2026-W28``, or ``later`` for the last ones together; the payer; or ``all``."""
    begins: date | None
    """The Monday of a week; of ``later``, of its first."""
    expected: float
    low: float
    high: float
    answers: float
    """How many claims are expected to be answered."""


class Cell(Struct, frozen=True):
    """The expected money of one payer in one week, in dollars."""

    week: str
    payer_id: str
    """Its name where its claims bear no identifier."""
    expected: float


class Forecast(Struct, frozen=True):
    """Expected money, with ranges that hold 80 %."""

    after: date
    """What comes after this day."""
    claims: int
    weeks: tuple[Sum, ...]
    payers: tuple[Sum, ...]
    total: Sum
    cells: tuple[Cell, ...]
    """By week, then payer; they sum to the weeks, and to the payers."""
    never_answered: float
    """Dollars of claims that are expected never to be answered; no part of the sums."""
    replaced: int = 0
    """Claims that were left out since a later one of those given replaces them."""
    without_payment: int = 0
    """Claims that were left out since no payment could be expected of them."""


class _Group:
    """Claims of one payer and one day of submission: the same days of payment, each with its own odds and money."""

    def __init__(self, several: Sequence[Outstanding], pay_days: PayDays, after: date) -> None:
        payer, sent = several[0].payer_id, several[0].sent
        ever = pay_days.answered(payer)
        days, paid = pay_days.chances(payer, sent, 0.0)
        denied = pay_days.chances(payer, sent, 1.0)[1]
        self.days = days
        by_day = np.array([paid, denied]) * np.array([day > after for day in days])
        left = by_day.sum(axis=1)
        self.by_day = by_day / np.maximum(left[:, None], TINY)
        """Chances of each day, of an answer without a refusal and of one with."""
        odds = np.array([one.denied for one in several])
        never = np.full(len(odds), max(1 - ever, TINY))
        weights = np.array([(1 - odds) * left[0] * ever, odds * left[1] * ever, never])
        self.fates = weights / weights.sum(axis=0)
        """By claim: the chance to be answered without a refusal, to be answered with one, never to be answered."""
        whole = np.array([one.amount + one.at_risk for one in several])
        lost = np.array([one.at_risk / one.denied if one.denied > 0 else 0.0 for one in several])
        self.money = np.array([whole, np.maximum(whole - lost, 0.0)])


def forecast(claims: Sequence[Outstanding], pay_days: PayDays, after: date) -> Forecast:
    """Sum the money of claims that are out.

    Args:
        claims: what is out and not answered; in any order.
        pay_days: when payers answer.
        after: the day of the forecast. What should have come by then did not.
    """
    ordered = sorted(claims, key=lambda one: (*_payer(one), one.sent, one.amount, one.denied, one.at_risk))
    names = {_payer(one): one.payer or one.payer_id or NAMELESS for one in ordered}
    payers = list(names)
    groups, of_payer = [], []
    for (payer, _), same in groupby(ordered, key=lambda one: (_payer(one), one.sent)):
        several = list(same)
        for first in range(0, len(several), TOGETHER):
            groups.append(_Group(several[first : first + TOGETHER], pay_days, after))
            of_payer.append(payers.index(payer))
    tomorrow = _monday(min(after, date.max - DAY) + DAY)
    mondays = sorted({_monday(day) for group in groups for day in group.days if day > after} or {tomorrow})
    column = {monday: at for at, monday in enumerate(mondays)}
    expected = np.zeros((len(payers), len(mondays)))
    answers = np.zeros_like(expected)
    never = 0.0
    for row, group in zip(of_payer, groups, strict=True):
        weeks = [column.get(_monday(day), 0) for day in group.days]
        for fate in (0, 1):
            np.add.at(expected[row], weeks, group.by_day[fate] * (group.fates[fate] @ group.money[fate]))
            np.add.at(answers[row], weeks, group.by_day[fate] * group.fates[fate].sum())
        never += float(group.fates[2] @ group.money[0])
    draws = _draw(groups, of_payer, column, expected.shape)
    own = _told_apart(expected.sum(axis=0))
    labels = [_name(monday) for monday in mondays[:own]] + [LATER] * (own < len(mondays))
    expected, answers, draws = (_together(one, own) for one in (expected, answers, draws))
    week_draws, payer_draws = draws.sum(axis=1), draws.sum(axis=2)
    return Forecast(
        after=after,
        claims=len(claims),
        weeks=tuple(
            _sum(label, mondays[at], expected[:, at], week_draws[:, at], answers[:, at])
            for at, label in enumerate(labels)
        ),
        payers=tuple(
            _sum(names[payer], None, expected[at], payer_draws[:, at], answers[at]) for at, payer in enumerate(payers)
        ),
        total=_sum("all", None, expected, draws.sum(axis=(1, 2)), answers),
        cells=tuple(
            Cell(label, payer_id or name, round(float(expected[row, at]), 2))
            for at, label in enumerate(labels)
            for row, (payer_id, name) in enumerate(payers)
            if expected[row, at] > 0
        ),
        never_answered=round(never, 2),
    )


def _payer(one: Outstanding) -> tuple[str, str]:
    """By what its claims are summed: the identifier, or the name of a payer that bears none."""
    return one.payer_id, "" if one.payer_id else one.payer


def _told_apart(by_week: Array) -> int:
    """How many weeks are told one by one, from the first; what is left is told as one, if it is several."""
    left = by_week[::-1].cumsum()[::-1]
    own = max(1, int((left > TAIL * left[0]).sum()))
    return own if len(by_week) - own > 1 else len(by_week)


def _together(table: Array, own: int) -> Array:
    """The last axis with all that stands behind its first columns summed up in one."""
    if own == table.shape[-1]:
        return table
    return np.concatenate([table[..., :own], table[..., own:].sum(axis=-1, keepdims=True)], axis=-1)


def _draw(groups: Sequence[_Group], of_payer: Sequence[int], column: dict[date, int], shape: tuple[int, ...]) -> Array:
    """Money by draw, payer and week."""
    rng = np.random.default_rng(SEED)
    draws = np.zeros((DRAWS, *shape))
    flat = draws.reshape(DRAWS * shape[0], shape[1])
    for payer, group in zip(of_payer, groups, strict=True):
        weeks = np.array([column.get(_monday(day), 0) for day in group.days])
        size = (DRAWS, group.fates.shape[1])
        which, when = rng.random(size), rng.random(size)
        rows = np.broadcast_to(np.arange(DRAWS)[:, None] * shape[0] + payer, size)
        refused = (which >= group.fates[0]) & (which < group.fates[0] + group.fates[1])
        for fate, here in ((0, which < group.fates[0]), (1, refused)):
            day = np.minimum(np.searchsorted(group.by_day[fate].cumsum(), when[here]), len(weeks) - 1)
            money = np.broadcast_to(group.money[fate], size)[here]
            np.add.at(flat, (rows[here], weeks[day]), money)
    errors = np.exp(rng.normal(0.0, SHARED, (DRAWS, shape[0])) - SHARED**2 / 2)
    return draws * errors[:, :, None]


def _sum(name: str, begins: date | None, expected: Array, draws: Array, answers: Array) -> Sum:
    low, high = np.quantile(draws, [LOW, HIGH])
    return Sum(
        name,
        begins,
        round(float(expected.sum()), 2),
        round(float(low), 2),
        round(float(high), 2),
        round(float(answers.sum()), 1),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"

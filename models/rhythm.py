"""When a payer answers: how many days after submission, and on which days of the week it pays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from models.holidays import is_bank_holiday

WORKING_WEEK = (0, 1, 2, 3, 4)
RANGE = 0.8
"""The share of first answers that the range is to hold."""


class Rhythm(Struct, frozen=True):
    """How one payer answers. Delays are in days from submission until its next day of payment would do."""

    first: int
    """The delay of the first entry of ``paid`` and ``denied``."""
    paid: tuple[float, ...]
    """The share of answers without a refusal that are ready by each delay, of those that ever come."""
    denied: tuple[float, ...]
    """The same for answers with a refused line."""
    weekdays: tuple[int, ...] = WORKING_WEEK
    """On which it pays; Monday is 0."""
    on_holidays: bool = False
    """Whether it pays on bank holidays as on other days; else on the next working day."""
    answered: float = 1.0
    """The share of claims that it ever answers."""
    holds: float = RANGE
    """The least share that a single claim's range must hold. Days of payment are few, so that a range holds more or
    less than was asked; with this bound the ranges of all claims together hold what was asked."""


class Answer(Struct, frozen=True, gc=False):
    """The day of the first answer, if one comes: as likely before it as after it, and the range around it."""

    day: date
    low: date
    high: date


class Coming(Struct, frozen=True):
    """The coming days of payment of one payer after one day of submission."""

    days: list[date]
    numbers: list[int]
    """The days, counted as :meth:`datetime.date.toordinal` does: to compare numbers takes a fifth of the time."""
    paid: list[float]
    """The probability of an answer by each of them, to a claim of which nothing is refused."""
    more: list[float]
    """What is added to it for a claim that is refused."""
    holds: float

    def by(self, denied: float) -> list[float]:
        """The probability of an answer by each day to a claim that is refused with probability ``denied``."""
        return [paid + denied * more for paid, more in zip(self.paid, self.more, strict=True)]


class PayDays:
    """The coming days of payment of every payer; those of a payer and a day of submission are worked out once."""

    def __init__(self, rhythms: Mapping[str, Rhythm]) -> None:
        self._rhythms = rhythms
        self.of = lru_cache(4096)(self._of)

    def answer(self, payer_id: str, sent: date, denied: float) -> Answer:
        """When the first answer comes to a claim that is refused with probability ``denied``."""
        coming = self.of(payer_id, sent)
        days, shares = coming.days, coming.by(denied)
        low, high = narrowest(coming.numbers, shares, coming.holds)
        return Answer(days[bisect_left(shares, 0.5 - 1e-9)], days[low], days[high])

    def answered(self, payer_id: str) -> float:
        """The share of claims that a payer ever answers."""
        return (self._rhythms.get(payer_id) or self._rhythms[""]).answered

    def chances(self, payer_id: str, sent: date, denied: float) -> tuple[list[date], list[float]]:
        """The coming days of payment, and the probability of a first answer on each; they sum to 1."""
        coming = self.of(payer_id, sent)
        return coming.days, [after - before for before, after in pairwise([0.0, *coming.by(denied)])]

    def _of(self, payer_id: str, sent: date) -> Coming:
        rhythm = self._rhythms.get(payer_id) or self._rhythms[""]
        last = rhythm.first + len(rhythm.paid) - 1
        days: list[date] = []
        paid: list[float] = []
        more: list[float] = []
        delay = -1
        while delay < last:
            delay = next_pay_day(rhythm.weekdays, sent, delay)
            at = min(delay, last) - rhythm.first
            if at < 0 or not (rhythm.paid[at] or rhythm.denied[at]):
                continue
            day = sent + timedelta(days=delay)
            day = day if rhythm.on_holidays else working_day(day)
            days.append(
                max(day, days[-1]) if days else day
            )  # a Friday's run that moved to Monday takes Saturday's along
            paid.append(rhythm.paid[at])
            more.append(rhythm.denied[at] - rhythm.paid[at])
        return Coming(days, [day.toordinal() for day in days], paid, more, rhythm.holds)


def next_pay_day(weekdays: tuple[int, ...], sent: date, delay: int) -> int:
    """The first delay after ``delay`` that ends on a day of payment."""
    weekday = (sent.weekday() + delay + 1) % 7
    return delay + 1 + min((day - weekday) % 7 for day in weekdays)


def working_day(day: date) -> date:
    """The day itself; for a bank holiday, the next day on which banks work."""
    if not is_bank_holiday(day):
        return day
    day += timedelta(days=1)
    while day.weekday() >= len(WORKING_WEEK) or is_bank_holiday(day):
        day += timedelta(days=1)
    return day


def narrowest(days: Sequence[int], shares: Sequence[float], holds: float) -> tuple[int, int]:
    """The shortest run of days whose probability is at least ``holds``; of equally short ones the likeliest.

    Args:
        days: as numbers, ascending.
        shares: the probability of an answer by each of them; the last is 1.
        holds: up to 1.
    """
    found = (0, len(days) - 1)
    shortest, likeliest = date.max.toordinal(), 0.0
    enough = holds - 1e-9
    before, high = 0.0, 0
    for low, share in enumerate(shares):
        while high < len(days) and shares[high] - before < enough:
            high += 1
        if high == len(days):
            break
        long, likely = days[high] - days[low], shares[high] - before
        if long < shortest or (long == shortest and likely > likeliest):
            shortest, likeliest, found = long, likely, (low, high)
        before = share
    return found

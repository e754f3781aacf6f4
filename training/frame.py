"""The training frame: one row a service line, as it was known on the day its claim was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from msgspec import Struct, structs

import features
from claims.answer import Outcome
from claims.claim import Claim
from claims.sent import SentBefore
from features.families import FAMILIES, family_of
from features.history import History
from features.record import Answered, Record
from rules import Context, RuleSet
from training.progress import track

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

Arrival = tuple[date, int, Outcome]
"""The day on which an answer becomes known, which claim it is of, and the answer."""

ONE_DAY = timedelta(days=1)

FORGOTTEN = 10
"""One claim in how many is learnt from as if nothing were known of its patient."""

UNKNOWN = -2
PAID = -1


class Frame(Struct, frozen=True):
    """Rows of features with what became of them. The lines of a claim stand together, claims in order of submission."""

    rows: Array
    """Shape (lines, features), as :func:`features.rows` gives them."""
    starts: Index
    """The first row of each claim."""
    claims: Index
    """Which claim of the files each one is; claims without lines have no rows and are not here."""
    days: Index
    """Each claim's day of submission, as an ordinal."""
    fates: Index
    """Of each row: the kind of refusal (index into ``FAMILIES``), ``PAID`` or ``UNKNOWN``."""

    @property
    def sizes(self) -> Index:
        """How many rows each claim has."""
        return np.diff(np.append(self.starts, len(self.rows)))

    def lines_of(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which rows belong to the chosen claims."""
        return np.repeat(chosen, self.sizes)

    def only(self, chosen: npt.NDArray[np.bool_]) -> Frame:
        """The chosen claims alone."""
        lines, sizes = self.lines_of(chosen), self.sizes[chosen]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp) if len(sizes) else sizes
        return Frame(self.rows[lines], starts, self.claims[chosen], self.days[chosen], self.fates[lines])

    def denied(self) -> npt.NDArray[np.bool_]:
        """Which claims had one or more lines refused."""
        return np.logical_or.reduceat(self.fates >= 0, self.starts) if len(self.starts) else np.zeros(0, dtype=bool)


def walk(
    claims: Sequence[Claim],
    ruleset: RuleSet,
    history: History,
    sent: SentBefore,
    arrivals: Iterable[Arrival],
    *,
    first: int = 0,
    learnt: date = date.min,
) -> Iterator[Array]:
    """Live through days on which claims were sent, and give each claim's rows as they were known on its day.

    Args:
        claims: in order of submission, each with its date.
        ruleset: the rules in force.
        history: what is known before the first claim; it is moved on, in the end by all arrivals.
        sent: what was sent before the first claim; it is moved on.
        arrivals: answers in order of the days on which they become known, see :func:`by_arrival`.
        first: the first claim whose rows are wanted; those before it are remembered as sent, and no more.
        learnt: the history knows all answers dated on this day or before; only ``sent`` is told of them.
    """
    pending = iter(arrivals)
    waiting = next(pending, None)
    for at, claim in enumerate(track(claims, "Living through the history", len(claims))):
        today = claim.submission_date
        assert today is not None
        while waiting is not None and waiting[0] <= today:
            if waiting[0] - ONE_DAY > learnt:
                history.answered(claims[waiting[1]], waiting[2], sent)
            sent.answered(waiting[2])
            waiting = next(pending, None)
        if at < first:
            sent.add(claim, today)
            continue
        checked = ruleset.check(claim, Context(today=today, sent=sent, shelf=ruleset.shelf))
        yield features.rows(claim, checked.answers, history.past(claim, today, sent))
        sent.add(claim, today)
    while waiting is not None:
        if waiting[0] - ONE_DAY > learnt:
            history.answered(claims[waiting[1]], waiting[2], sent)
        sent.answered(waiting[2])
        waiting = next(pending, None)


class _Unrecorded(Record):
    """Keeps none of the plain counts behind reasons: feature rows do without them, and a walk takes three quarters."""

    def add(self, answered: Sequence[Answered], day: int) -> None:
        """Pass over what was answered."""


def for_rows() -> History:
    """An empty history that tells feature rows, and no reasons."""
    history = History()
    history.record = _Unrecorded()
    return history


def by_arrival(outcomes: Sequence[Outcome | None]) -> Iterator[Arrival]:
    """Answers in order of the day on which they become known: the day after they are dated; then of submission."""
    arrived = [
        (outcome.answered + ONE_DAY, at)
        for at, outcome in enumerate(outcomes)
        if outcome is not None and outcome.answered is not None
    ]
    for day, at in sorted(arrived):
        outcome = outcomes[at]
        assert outcome is not None
        yield day, at, outcome


def replay(
    claims: Sequence[Claim],
    outcomes: Sequence[Outcome | None],
    ruleset: RuleSet,
    history: History,
    sent: SentBefore | None = None,
) -> Frame:
    """The whole of an office's history as a frame.

    ``history`` begins empty and ends with all answers, ``sent`` with all claims.
    """
    walked = walk(claims, ruleset, history, SentBefore() if sent is None else sent, by_arrival(outcomes))
    return _frame(claims, outcomes, walked)


def as_strangers(
    claims: Sequence[Claim], outcomes: Sequence[Outcome | None], ruleset: RuleSet, history: History
) -> Frame:
    """The claims of an office of which nothing is known but ``history``, which another office made."""
    return _frame(claims, outcomes, walk(claims, ruleset, history, SentBefore(), ()))


def _frame(claims: Sequence[Claim], outcomes: Sequence[Outcome | None], walked: Iterable[Array]) -> Frame:
    rows: list[Array] = []
    places, days, fates = [], [], []
    for at, (claim, outcome, block) in enumerate(zip(claims, outcomes, walked, strict=True)):
        if not len(block):
            continue
        assert claim.submission_date is not None
        rows.append(block)
        places.append(at)
        days.append(claim.submission_date.toordinal())
        fates.extend(line_fates(claim, outcome))
    table = np.concatenate(rows) if rows else np.empty((0, len(features.names())))
    starts = np.cumsum([0, *(len(block) for block in rows)])[:-1]
    return Frame(table, starts.astype(np.intp), *(np.array(x, dtype=np.intp) for x in (places, days, fates)))


def forgetful(frame: Frame, seed: int) -> Frame:
    """The frame with what the patient's earlier claims tell taken out of one claim in ``FORGOTTEN``, at random.

    A model meets claims of offices that keep no index of what was sent: it must have learnt what their odds are then.
    """
    chosen = np.random.default_rng(seed).random(len(frame.starts)) < 1 / FORGOTTEN
    rows = frame.rows.copy()
    rows[np.ix_(frame.lines_of(chosen), np.array([one.of_the_patient for one in features.catalogue()]))] = np.nan
    return structs.replace(frame, rows=rows)


def joined(frames: Sequence[Frame]) -> Frame:
    """Several frames as one, to fit on; days and claims of different offices stand side by side in it."""
    lines = np.cumsum([0, *(len(frame.rows) for frame in frames)])
    return Frame(
        np.concatenate([frame.rows for frame in frames]),
        np.concatenate([frame.starts + before for frame, before in zip(frames, lines[:-1], strict=True)]),
        np.concatenate([frame.claims for frame in frames]),
        np.concatenate([frame.days for frame in frames]),
        np.concatenate([frame.fates for frame in frames]),
    )


def line_fates(claim: Claim, outcome: Outcome | None) -> list[int]:
    """What became of each line: the kind of its main refusal (index into ``FAMILIES``), ``PAID`` or ``UNKNOWN``."""
    if outcome is None:
        return [UNKNOWN] * len(claim.lines)
    by_number = {line.number: line for line in outcome.lines}
    found = []
    for line in claim.lines:
        fate = by_number.get(line.number)
        if fate is None:
            found.append(UNKNOWN)
        elif not fate.denied:
            found.append(PAID)
        else:
            found.append(FAMILIES.index(family_of(fate.codes[0]) if fate.codes else "other"))
    return found

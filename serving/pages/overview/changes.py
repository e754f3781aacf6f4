"""Policy changes that the office's own answers show: since when a payer refuses a service more often, or less.

They are the regimes of the history's plain counts (:mod:`features.record`), the same that stand behind the reasons. A
kind of refusal that speaks of a thing a claim went without is looked for among the lines without it alone: an office
that forgets more often is no change of the payer. Where no line was met with the thing before the payer changed, none
are counted apart, and all lines of the procedure are looked at. Kinds that move with the calendar or with patients
(coverage that ended, claims filed late) are not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from features.circumstances import EVERY
from features.record import Cell, Record
from features.regime import Regime, likelier

OF_A_THING: Mapping[str, str] = {
    "authorization": "authorization", "referral": "referral", "records": "attachment", "bundling": "", "modifier": "",
    "place": "", "diagnosis": "", "necessity": "", "units": "", "information": "", "benefit": "", "person": "",
}  # fmt: skip
"""The kinds of refusal that are looked at, each with the thing that the lines in question go without."""

FEWEST_BEFORE, FEWEST_REFUSED = 5, 3
"""Answers before a change, and refusals on its worse side, at least."""

LEAST_STEP = 0.15
"""How far a rate must move to be told."""

MOST = 20

SURE, VERY_SURE = 1_000, 1_000_000
"""How many times likelier a change must be than none to be called so; from some 55 on it is told at all."""

MOST_CERTAIN = 50.0
"""The largest logarithm of it that is reckoned with."""


class Change(Struct, frozen=True):
    """A payer answers otherwise than before."""

    payer: str
    procedure: str
    kind: str
    """Of refusal."""
    without: str
    """What the lines in question go without; empty where all of the procedure count."""
    since: date
    """The day of the first answer at the new rate."""
    refused: int
    answers: int
    refused_before: int
    answers_before: int
    brought: bool
    """Whether the model brought answers of this payer and procedure with it; else all are the office's since."""

    @property
    def step(self) -> float:
        """How far the rate of refusal rose, or fell."""
        return self.refused / self.answers - self.refused_before / self.answers_before

    @property
    def odds(self) -> float:
        """How many times likelier two rates are than one, by the answers before and since."""
        counts = self.answers_before, self.refused_before, self.answers, self.refused
        return math.exp(min(likelier(*counts), MOST_CERTAIN))

    @property
    def sure(self) -> str:
        """The same in words."""
        return "very sure" if self.odds >= VERY_SURE else "sure" if self.odds >= SURE else "likely"


def changes(record: Record, since: date, until: date, *, own_first: bool = False) -> list[Change]:
    """Those that began within a period, both days included, the latest first.

    Args:
        record: the history's plain counts.
        since: the first day.
        until: the last.
        own_first: begin with those of which the model brought nothing with it, as where what it brought is made up.
    """
    found = [one for one in _changes(record) if since <= one.since <= until]
    found.sort(key=lambda one: (-one.since.toordinal(), -abs(one.step), one.payer, one.procedure))
    if own_first:
        found.sort(key=lambda one: one.brought)
    return found[:MOST]


def _changes(record: Record) -> Iterator[Change]:
    for base, cells in record.cells["procedure"].items():
        payer, _, procedure = base.partition("|")
        if payer == EVERY:
            continue
        for kind, thing in OF_A_THING.items():
            regime, without = _regime(cells, kind, thing)
            if regime is None or not regime.before or not regime.answers:
                continue
            before, refused_before = regime.before
            if before < FEWEST_BEFORE or max(refused_before, regime.refused) < FEWEST_REFUSED:
                continue
            began = date.fromordinal(regime.since)
            counts = (regime.refused, regime.answers, refused_before, before)
            change = Change(payer, procedure, kind, without, began, *counts, brought=("procedure", base) in record.cut)
            if abs(change.step) >= LEAST_STEP:
                yield change


def _regime(cells: Mapping[str, Cell], kind: str, thing: str) -> tuple[Regime | None, str]:
    """How the lines of a procedure without a thing are answered now, and what they go without, as far as it is known.

    Lines without it are counted apart from the first line on that was met with it: where that came after the payer
    changed, or never, nobody had the thing then, and the change stands among all lines.
    """
    every, having, lacking = cells.get(""), cells.get(f"+{thing}"), cells.get(f"-{thing}") if thing else None
    of_all = every.regimes.get(kind) if every else None
    if lacking is None:
        return of_all, ""
    of_those = lacking.regimes.get(kind)
    told = of_those is not None and of_those.before is not None
    if not told and of_all is not None and having is not None and of_all.since < having.first:
        return of_all, ""
    return of_those, thing

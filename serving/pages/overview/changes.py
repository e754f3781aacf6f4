"""Policy changes that the office's own answers show: since when a payer refuses a service more often, or less.

They are the regimes of the history's plain counts (:mod:`features.record`), the same that stand behind the reasons. A
kind of refusal that speaks of a thing a claim went without is looked for among the lines without it alone: an office
that forgets more often is no change of the payer. Kinds that move with the calendar or with patients (coverage that
ended, claims filed late) are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from features.circumstances import EVERY
from features.record import Record

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

    @property
    def step(self) -> float:
        """How far the rate of refusal rose, or fell."""
        return self.refused / self.answers - self.refused_before / self.answers_before


def changes(record: Record, since: date, until: date) -> list[Change]:
    """Those that began within a period, both days included, the latest first."""
    found = [one for one in _changes(record) if since <= one.since <= until]
    return sorted(found, key=lambda one: (-one.since.toordinal(), -abs(one.step), one.payer, one.procedure))[:MOST]


def _changes(record: Record) -> Iterator[Change]:
    for base, cells in record.cells["procedure"].items():
        payer, _, procedure = base.partition("|")
        if payer == EVERY:
            continue
        for kind, thing in OF_A_THING.items():
            cell = cells.get(f"-{thing}" if thing else "")
            regime = cell.regimes.get(kind) if cell else None
            if regime is None or not regime.before or not regime.answers:
                continue
            before, refused_before = regime.before
            if before < FEWEST_BEFORE or max(refused_before, regime.refused) < FEWEST_REFUSED:
                continue
            began = date.fromordinal(regime.since)
            counts = (regime.refused, regime.answers, refused_before, before)
            change = Change(payer, procedure, kind, thing, began, *counts)
            if abs(change.step) >= LEAST_STEP:
                yield change

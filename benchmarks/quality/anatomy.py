"""What the model still loses to the oracle, by cause: which policy, how often it was seen, how long it was in force.

A claim's loss to the oracle is the Kullback-Leibler divergence of our odds from the true ones: the log loss that our
odds cost more than the oracle's, in the mean over what may happen. It is put to the account of the policy that most
likely refuses the claim; a claim that goes against none but those that nobody can see coming (coverage that has
ended, reasons that nobody finds) is put to the account of needless alarm.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
from msgspec import Struct

from benchmarks.quality.offices import CAUSES, Causes
from benchmarks.quality.own import Own
from benchmarks.quality.truth import Floats, Row, Truth, rows_of

UNSEEN = frozenset({"eligibility", "noise"})
"""Kinds of policy that may strike any claim."""
NONE = "no policy: needless alarm"
NEVER, SELDOM = "never", "1 to 5 times"
SEEN = ((0, NEVER), (5, SELDOM), (20, "6 to 20 times"), (10**9, "more often"))
"""Refusals by the policy that were answered before training ended, up to each count."""
FORCE = ((30, "up to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"), (10**9, "longer"))
"""Days from the policy's start to the submission, up to each count."""


class Share(Struct, frozen=True):
    """One group of claims."""

    group: str
    claims: int
    denied: int
    share: float
    """Of the loss to the oracle."""
    costs: float
    """Skill that is lost here: what knowing the true odds of these claims would add."""


class Anatomy(Struct, frozen=True):
    """One office's remaining loss, cut in three ways."""

    kinds: list[Share]
    seen: list[Share]
    force: list[Share]
    chance: float
    """Of the base rate's log loss, the share that the oracle is left with: chance itself."""

    @property
    def within_reach(self) -> float:
        """The skill of one who knew all but the policies of which no refusal was ever answered."""
        return 1.0 - self.costs_of(NEVER)

    def costs_of(self, group: str) -> float:
        """Skill that is lost in a group of ``seen``."""
        return sum(one.costs for one in self.seen if one.group == group)


class Met(Struct, frozen=True):
    """Which policy each measured claim of a simulated office goes against, and what our odds of it cost."""

    policies: dict[str, dict[str, str]]
    """By id, as ``policies.json`` has them."""
    main: list[str]
    """Of each claim the policy that most likely refuses it; empty where only those are left that may strike any."""
    answered: Counter[str]
    """Refusals by each policy that were answered before the test months."""
    lost: Floats
    """Nats that our odds of each claim cost more than the true ones."""
    base: float
    """Nats that the base rate costs more, over all claims."""
    until: date
    """The day on which the test months begin."""


def met(own: Own, folder: Path) -> Met:
    """What the simulator alone knows of the measured claims."""
    causes: Causes = json.loads((folder / CAUSES).read_text("utf-8"))
    policies = {one["id"]: one for one in json.loads((folder / "policies.json").read_text("utf-8"))["policies"]}
    rows = rows_of(folder)
    first = min(row["submitted"] for row in rows if row["split"] == "test")
    truth = own.truth
    return Met(
        policies,
        [_main(causes[key], policies) for key in truth.keys],
        _answered(rows, causes, first),
        divergence(truth.oracle, own.p),
        float(divergence(truth.oracle, np.full(len(truth.oracle), truth.base_rate)).sum()),
        date.fromisoformat(first),
    )


def anatomy(own: Own, folder: Path) -> Anatomy:
    """Cut up what is lost on one simulated office."""
    known = met(own, folder)
    policies, main, lost = known.policies, known.main, known.lost
    days = [date.fromisoformat(key.rpartition(" ")[2]) for key in own.truth.keys]
    force = [
        (day - date.fromisoformat(policies[one]["since"])).days if one else 0
        for one, day in zip(main, days, strict=True)
    ]

    def cut(groups: list[str], order: list[str]) -> list[Share]:
        names = np.array(groups)
        chosen = ((name, names == name) for name in order)
        return [
            Share(
                name,
                int(some.sum()),
                int(own.truth.denied[some].sum()),
                float(lost[some].sum() / lost.sum()),
                float(lost[some].sum() / known.base),
            )
            for name, some in chosen
            if some.any()
        ]

    kinds = [policies[one]["kind"] if one else NONE for one in main]
    by_loss = sorted(set(kinds), key=lambda kind: -lost[np.array(kinds) == kind].sum())
    return Anatomy(
        kinds=cut(kinds, by_loss),
        seen=cut(
            [_band(known.answered[one], SEEN) if one else NONE for one in main], [*(name for _, name in SEEN), NONE]
        ),
        force=cut(
            [_band(days, FORCE) if one else NONE for one, days in zip(main, force, strict=True)],
            [*(name for _, name in FORCE), NONE],
        ),
        chance=_chance(own.truth),
    )


def divergence(oracle: Floats, p: Floats) -> Floats:
    """Nats that odds ``p`` cost more than the true ones, in the mean over what may happen."""
    p, q = np.clip(p, 1e-5, 1 - 1e-5), np.clip(oracle, 1e-5, 1 - 1e-5)
    return np.asarray(q * np.log(q / p) + (1 - q) * np.log((1 - q) / (1 - p)))


def _main(found: list[tuple[str, float, bool]], policies: dict[str, dict[str, str]]) -> str:
    """The policy that most likely refuses the claim; empty where only those are left that may strike any claim."""
    certain = [(chance, policy) for policy, chance, _ in found if policies[policy]["kind"] not in UNSEEN]
    return max(certain)[1] if certain else ""


def _answered(rows: list[Row], causes: Causes, first: str) -> Counter[str]:
    """How often each policy's refusals were answered before a day."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row["remit_date"] and row["remit_date"] < first:
            refused = causes.get(f"{row['claim_id']} {row['submitted']}", [])
            counts.update(policy for policy, _, struck in refused if struck)
    return counts


def _band(count: int, bands: tuple[tuple[int, str], ...]) -> str:
    return next(name for most, name in bands if count <= most)


def _chance(truth: Truth) -> float:
    """The share of the base rate's expected log loss that the true odds do not save."""
    q = np.clip(truth.oracle, 1e-5, 1 - 1e-5)
    left = -(q * np.log(q) + (1 - q) * np.log(1 - q)).sum()
    return float(left / (left + divergence(truth.oracle, np.full(len(q), truth.base_rate)).sum()))

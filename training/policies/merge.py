"""Policies of one kind that differ in nothing but the codes that they name are one policy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import log

import numpy as np
from msgspec.structs import replace

from training.policies.chance import log_likelihood
from training.policies.hypothesis import Hypothesis
from training.policies.kinds import AspectName

SLACK = 1.0
"""What one policy in place of two may explain less, beside what its fewer days and rates are worth."""
NEVER = frozenset({"clinician", "payer"})
SAME = ("units", "earlier", "stay", "lag", "age", "specialty")
"""What must be alike for two policies to be one."""
SHARED = ("modifiers", "place", "beside", "only for", "not for", "revenue", "principal")
"""What must have something in common."""


def merged(found: Sequence[tuple[Hypothesis, float]]) -> list[tuple[Hypothesis, float]]:
    """Pairs are joined, the most alike first, while the joint policy explains the refusals as well as the two."""
    groups: dict[tuple[str, str, str], list[tuple[Hypothesis, float]]] = {}
    for one, q in found:
        groups.setdefault((one.payer, one.kind.name, one.about), []).append((one, q))
    return [pair for key in sorted(groups) for pair in _merged(groups[key])]


def _merged(group: list[tuple[Hypothesis, float]]) -> list[tuple[Hypothesis, float]]:
    group = list(group)
    while True:
        best: tuple[float, int, int, Hypothesis] | None = None
        for (at, (one, _)), (to, (other, _)) in combinations(enumerate(group), 2):
            joint = _joint(one, other) if _may_join(one, other) else None
            if joint and (worth := _worth(one, other, joint)) >= 0 and (best is None or worth > best[0]):
                best = (worth, at, to, joint)
        if best is None:
            return group
        _, at, to, joint = best
        q = max(group[at][1], group[to][1])  # joint, they are as well shown as the weaker of them
        group = [pair for position, pair in enumerate(group) if position not in (at, to)]
        group.append((joint, q))


def _may_join(one: Hypothesis, other: Hypothesis) -> bool:
    if one.about in NEVER or set(one.subjects) & set(other.subjects):
        return False
    known = [one.kind.main in found.values for found in (one, other)]
    if one.kind.main and not (all(known) if one.kind.main == "only for" else any(known)):
        return False  # it is not known what they turn on: nothing says that it is the same
    shapes = [{*found.values} - {"modifiers", "only for"} for found in (one, other)]
    if shapes[0] != shapes[1]:
        return False
    for name in SAME:
        if one.values.get(name) != other.values.get(name) or one.limits.get(name) != other.limits.get(name):
            return False
    return all(_alike(name, one, other) for name in SHARED)


def _alike(name: AspectName, one: Hypothesis, other: Hypothesis) -> bool:
    first, second = set(one.values.get(name, ())), set(other.values.get(name, ()))
    if not first or not second:
        return True
    return len(first & second) >= (0.3 if name == "only for" else 0.5) * min(len(first), len(second))


def _joint(one: Hypothesis, other: Hypothesis) -> Hypothesis:
    names = dict.fromkeys([*one.values, *other.values])
    return replace(
        one,
        subjects=(*one.subjects, *other.subjects),
        rows=(*one.rows, *other.rows),
        hit=np.concatenate([one.hit, other.hit]),
        values={name: tuple(sorted({*one.values.get(name, ()), *other.values.get(name, ())})) for name in names},
        p=min(one.p, other.p),
        gain=one.gain + other.gain,
    ).read_again()


def _worth(one: Hypothesis, other: Hypothesis, joint: Hypothesis) -> float:
    """What the joint policy's fewer days and rates are worth (BIC), less what it explains worse."""
    apart, days = 0.0, 0
    for found in (one, other):
        apart += _likelihood(found)
        days += bool(found.since) + bool(found.until)
    days -= bool(joint.since) + bool(joint.until)
    cases = int((joint.means & joint.lacks).sum())
    fewer = 1 + 2 * days  # a rate, and for each day another rate and the day itself
    return _likelihood(joint) - apart + fewer * 0.5 * log(max(cases, 2)) + SLACK


def _likelihood(found: Hypothesis) -> float:
    """Of all claims that go against it but for the time, at one rate within its days and one outside."""
    cases = found.means & found.lacks
    inside = cases & found.in_force
    outside = cases & ~found.in_force
    return float(sum(log_likelihood(int((found.hit & part).sum()), int(part.sum())) for part in (inside, outside)))

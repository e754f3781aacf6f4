"""What is learnt of payers: counts that can be looked up, nothing out of noise, the same answer twice."""

from __future__ import annotations

import msgspec
import numpy as np

from claims.answer import Outcome
from claims.claim import Claim
from training.office_files import Files
from training.policies import Learnt, LearntPolicy, learn
from training.policies.kinds import KINDS
from training.policies.table import Line, read_lines

FEWEST = 10
"""Policies that the made-up office shows, at least: fewer would prove nothing."""


def means(policy: LearntPolicy, line: Line) -> bool:
    """Whether a policy is about a line, but for what it wants; read off its fields, as a biller would."""
    subject = line.payer if policy.about == "payer" else getattr(line, policy.about)
    codes = (policy.payer,) if policy.about == "payer" else policy.codes
    categories = {code[:3] for code in line.diagnoses}
    narrowed = policy.kind not in ("not covered", "level of care")
    return (
        line.payer == policy.payer
        and subject in codes
        and (policy.since is None or line.day >= policy.since.toordinal())
        and (policy.until is None or line.day < policy.until.toordinal())
        and (policy.kind == "place" or not policy.places or (line.place or line.bill) in policy.places)
        and (policy.over_units is None or line.units > policy.over_units)
        and (policy.after_services is None or line.earlier >= policy.after_services)
        and not (narrowed and policy.not_for and categories.isdisjoint(policy.not_for))
        and not (policy.kind == "bundling" and policy.modifiers and set(policy.beside).isdisjoint(line.partners))
    )


def test_the_counts_of_every_policy_can_be_looked_up(learnt: Learnt, files: Files) -> None:
    lines = read_lines(files.claims, files.outcomes)
    kinds = {kind.name: kind for kind in KINDS}
    assert len(learnt.policies) >= FEWEST
    looked_up = 0
    for policy in learnt.policies:
        kind = kinds[policy.kind]
        if not kind.lacks:
            continue
        looked_up += 1
        claims: dict[tuple[int, str], list[Line]] = {}
        for line in lines:
            if means(policy, line) and kind.takes(line):
                claims.setdefault((line.claim, getattr(line, policy.about)), []).append(line)
        against, complied = [], []
        for mine in claims.values():
            lacking = [line for line in mine if kind.lacks in line.missing]
            (against if lacking else complied).append(any(map(kind.speaks, lacking or mine)))
        assert (sum(against), len(against)) == (policy.refused, policy.against), policy.text
        assert (sum(complied), len(complied)) == (policy.refused_complying, policy.complying), policy.text
    assert looked_up >= 3


def test_every_sentence_names_its_counts_and_its_day(learnt: Learnt) -> None:
    for policy in learnt.policies:
        assert f"{policy.refused} of {policy.against} refused" in policy.text
        if policy.complying:
            assert f"{policy.refused_complying} of {policy.complying} " in policy.text
        if policy.since:
            assert f"from about {policy.since}" in policy.text


def test_the_same_files_give_the_same_policies(learnt: Learnt, files: Files) -> None:
    assert msgspec.json.encode(learn(files)) == msgspec.json.encode(learnt)


def shuffled(files: Files, seed: int) -> Files:
    """The same claims, each payer's answers dealt out anew: nothing about a line tells what became of it."""
    rng = np.random.default_rng(seed)
    fates: dict[str, list[tuple[int, int]]] = {}
    outcomes: list[Outcome | None] = list(files.outcomes)
    for at, outcome in enumerate(outcomes):
        for position in range(len(outcome.lines) if outcome else 0):
            fates.setdefault(files.claims[at].payer.id, []).append((at, position))
    dealt: dict[tuple[int, int], tuple[int, int]] = {}
    for mine in fates.values():
        dealt.update(zip(mine, (mine[to] for to in rng.permutation(len(mine)).tolist()), strict=True))
    for at, outcome in enumerate(files.outcomes):
        if outcome is None:
            continue
        lines = []
        for position, line in enumerate(outcome.lines):
            to, there = dealt[at, position]
            other = files.outcomes[to]
            assert other is not None
            fate = other.lines[there]
            lines.append(
                msgspec.structs.replace(
                    line, denied=fate.denied, reduced=fate.reduced, codes=fate.codes, remarks=fate.remarks
                )
            )
        outcomes[at] = msgspec.structs.replace(outcome, lines=tuple(lines))
    claims: list[Claim] = files.claims
    return msgspec.structs.replace(files, claims=claims, outcomes=outcomes)


def test_answers_dealt_out_at_random_show_no_policy(files: Files, learnt: Learnt) -> None:
    found = [len(learn(shuffled(files, seed)).policies) for seed in range(4)]
    assert sum(found) <= 0.05 * 4 * len(learnt.policies)

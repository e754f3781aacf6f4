"""The true probability that a submission meets a refusal, and the throw of the dice that decides it.

Every policy that a claim goes against refuses with its own strength, independently of the others; the probability that
none of them does is the product. ``oracle_p`` is one minus that product, and what happens is drawn from the very same
numbers, so that nobody can know more before the answer comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from training.office.case import Case, Lines
from training.office.draw import Dice
from training.office.policies import Policy
from training.office.triggers import TRIGGERS, staleness


@dataclass(frozen=True)
class Hazard:
    """One policy that a claim goes against."""

    policy: Policy
    lines: Lines
    chance: float
    """Of a refusal of the lines, 0 to 1."""
    cut: float = 0.0
    """Of a reduction instead, 0 to 1."""


def hazards(case: Case, policies: Iterable[Policy]) -> list[Hazard]:
    """Everything that may go wrong with this claim."""
    return [
        _hazard(policy, case, lines)
        for policy in policies
        if policy.in_force(case.day) and (lines := TRIGGERS[policy.kind](policy, case))
    ]


def _hazard(policy: Policy, case: Case, lines: Lines) -> Hazard:
    if policy.kind == "eligibility":
        return Hazard(policy, lines, min(0.5, policy.strength * staleness(case)))
    if policy.kind == "noise":
        return Hazard(policy, lines, 1 - (1 - policy.strength) ** len(lines))
    if policy.kind == "unit_limit":
        return Hazard(policy, lines, policy.strength * 0.5, policy.strength * 0.45)
    return Hazard(policy, lines, policy.strength)


def probability(found: Iterable[Hazard]) -> float:
    """That at least one line is refused, 0 to 1."""
    none = 1.0
    for hazard in found:
        none *= 1 - hazard.chance
    return 1 - none


@dataclass(frozen=True)
class Refusal:
    """Why a line was refused, or its units cut."""

    policy: Policy
    code: str
    """CARC."""
    remark: str


@dataclass(frozen=True)
class Decision:
    """What the payer decides, line by line."""

    oracle: float
    refused: dict[int, list[Refusal]]
    cut: dict[int, Refusal]
    against: Mapping[str, Lines] = field(default_factory=dict)
    """The policies that the claim goes against, whatever was decided, each with the lines concerned."""

    @property
    def denied(self) -> bool:
        """Whether any line was refused."""
        return bool(self.refused)


def decide(dice: Dice, case: Case, policies: Iterable[Policy]) -> Decision:
    """Throw the dice once for every policy that the claim goes against."""
    found = hazards(case, policies)
    refused: dict[int, list[Refusal]] = {}
    cut: dict[int, Refusal] = {}
    for hazard in found:
        throw = dice.uniform()
        if throw >= hazard.chance + hazard.cut:
            continue
        code, remark = dice.pick(hazard.policy.answers)
        refusal = Refusal(hazard.policy, code, remark)
        if throw >= hazard.chance:
            for at in hazard.lines:
                cut.setdefault(at, refusal)
            continue
        lines = (dice.one_of(hazard.lines),) if hazard.policy.kind == "noise" else hazard.lines
        for at in lines:
            refused.setdefault(at, []).append(refusal)
    left = {at: refusal for at, refusal in cut.items() if at not in refused}
    return Decision(probability(found), refused, left, {hazard.policy.id: hazard.lines for hazard in found})

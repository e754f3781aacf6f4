"""Which policies a payer has: it takes them up one by one until it refuses as much as its kind is known to."""

from __future__ import annotations

from dataclasses import replace

from training.office.case import case_of
from training.office.clinicians import Practice
from training.office.desk import Desk
from training.office.draw import Dice
from training.office.hospital import HospitalVisit, hospital_visits
from training.office.odds import hazards
from training.office.payers import Payer
from training.office.policies import Policy, candidates, standing
from training.office.visits import Visit, professional_visits

PILOT = (1_500, 6_000)
"""Least and most visits of the pilot; between them it is as large as the office."""
_LARGEST = 0.02
"""No single policy may refuse more of a payer's claims than this."""
_SLACK = -0.004


def choose(
    dice: Dice, pilot: Dice, payer_list: list[Payer], office: list[Practice], claims: int, *, changes: bool = True
) -> dict[str, list[Policy]]:
    """Policies by payer, found on a pilot of visits spread evenly over payers and coded as if all candidates held.

    Without ``changes`` none of them begins or ends while the office is looked at.
    """
    fixed = {payer.id: standing(dice, payer, office) for payer in payer_list}
    optional = {payer.id: candidates(dice, payer, changes=changes) for payer in payer_list}
    even = [replace(payer, share=1.0) for payer in payer_list]
    desk = Desk(pilot, {payer.id: payer for payer in even}, {one: fixed[one] + optional[one] for one in fixed})
    survival: dict[str, list[float]] = {one: [] for one in fixed}
    against: dict[str, dict[str, list[tuple[int, float]]]] = {one: {} for one in fixed}
    size = min(max(claims, PILOT[0]), PILOT[1])
    visits: list[Visit | HospitalVisit] = [
        *professional_visits(pilot, office[:-1], even, size),
        *hospital_visits(pilot, office[-1], even, size // 11),
    ]
    for visit in sorted(visits, key=lambda one: one.sent):
        submission = desk.write(visit)
        case = case_of(submission.claim, submission.patient, desk.memory)
        payer = submission.claim.payer.id
        at = len(survival[payer])
        survival[payer].append(1.0)
        for hazard in hazards(case, desk.policies[payer]):
            against[payer].setdefault(hazard.policy.id, []).append((at, 1 - hazard.chance))
        desk.memory.add(submission.claim, submission.patient)
    return {
        payer.id: _until(payer, fixed[payer.id], optional[payer.id], survival[payer.id], against[payer.id])
        for payer in payer_list
    }


def _until(
    payer: Payer,
    fixed: list[Policy],
    optional: list[Policy],
    survival: list[float],
    against: dict[str, list[tuple[int, float]]],
) -> list[Policy]:
    def share() -> float:
        return 1 - sum(survival) / len(survival)

    def take(policy: Policy) -> None:
        for at, factor in against.get(policy.id, ()):
            survival[at] *= factor
        taken.append(policy)

    taken: list[Policy] = []
    for policy in fixed:
        take(policy)
    for policy in optional:
        adds = sum(1 - factor for _, factor in against.get(policy.id, ())) / max(1, len(survival))
        if 0 < adds < _LARGEST and share() + adds < payer.target + _SLACK:
            take(policy)
    return taken

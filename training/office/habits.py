"""What the office does about payers' wishes, and where it slips: careful people comply, new policies take a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace as changed
from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from claims.claim import Attachment, Claim, ServiceLine
from training.office.case import Case, Lines
from training.office.clinicians import Practice
from training.office.coding import NEW, charge, kind_of
from training.office.draw import Dice
from training.office.policies import LONG_AGO, Policy
from training.office.triggers import RETIRED, SEXES, TRIGGERS

_RAMP = 75
_TAKEN_AS_READ = frozenset({"RT", "LT", "26", "TC"})
"""Modifiers that say what was done: a coder does not add them to please a payer."""


def comply(dice: Dice, case: Case, policies: Iterable[Policy], care: float) -> Case:
    """The claim after the biller has gone through what this payer wants."""
    for policy in policies:
        remedy = _REMEDIES.get(policy.kind)
        if remedy is None or not policy.in_force(case.day):
            continue
        lines = TRIGGERS[policy.kind](policy, case)
        if lines and dice.chance(care * _known(policy, case) * _EFFORT.get(policy.kind, 1.0)):
            case = changed(case, claim=remedy(dice, policy, case.claim, lines))
    return case


def _known(policy: Policy, case: Case) -> float:
    """How well a policy is known: those that began of late are often missed."""
    if policy.since == LONG_AGO:
        return 1.0
    return min(1.0, 0.3 + 0.7 * (case.day - policy.since) / timedelta(days=_RAMP))


def _each(claim: Claim, lines: Lines, change: Callable[[ServiceLine], ServiceLine]) -> Claim:
    return replace(claim, lines=tuple(change(line) if at in lines else line for at, line in enumerate(claim.lines)))


def _authorized(dice: Dice, _: Policy, claim: Claim, __: Lines) -> Claim:
    return replace(claim, prior_authorization=f"PA{dice.digits(8)}")


def _referred(dice: Dice, _: Policy, claim: Claim, __: Lines) -> Claim:
    return replace(claim, referral=f"RF{dice.digits(7)}")


def _modified(_: Dice, policy: Policy, claim: Claim, lines: Lines) -> Claim:
    wanted = min(policy.modifiers)
    if wanted in _TAKEN_AS_READ or policy.modifiers & _TAKEN_AS_READ:
        return claim
    return _each(claim, lines, lambda line: replace(line, modifiers=(*line.modifiers, wanted)[:4]))


def _attached(dice: Dice, _: Policy, claim: Claim, __: Lines) -> Claim:
    return replace(claim, attachments=(Attachment("OZ", "EL", f"AT{dice.digits(6)}"),))


def _recoded(_: Dice, policy: Policy, claim: Claim, lines: Lines) -> Claim:
    return _each(claim, lines, lambda line: replace(line, revenue_code=min(policy.revenue)))


_REMEDIES: Mapping[str, Callable[[Dice, Policy, Claim, Lines], Claim]] = {
    "authorization": _authorized,
    "notification": _authorized,
    "referral": _referred,
    "modifier": _modified,
    "bundling": _modified,
    "documentation": _attached,
    "revenue_code": _recoded,
}
_EFFORT = {
    "documentation": 0.5,
    "notification": 0.85,
    "authorization": 0.9,
    "modifier": 0.85,
    "bundling": 0.8,
    "revenue_code": 0.6,
}


def slip(dice: Dice, case: Case, practice: Practice, care: float, *, seen_here: bool) -> Case:
    """The claim with the slips that people make, more of them where they are sloppy."""
    for chance, slipped in _SLIPS:
        if dice.chance(min(0.25, chance * (1 - care) * 8)):
            case = changed(case, claim=slipped(dice, case.claim))
    if seen_here and dice.chance(0.02 * (1 - care) * 8):
        case = changed(case, claim=_as_new(dice, case.claim, practice))
    return case


def _without_modifier(dice: Dice, claim: Claim) -> Claim:
    bearing = [at for at, line in enumerate(claim.lines) if line.modifiers]
    if not bearing:
        return claim
    at = dice.one_of(bearing)
    return _each(claim, (at,), lambda line: replace(line, modifiers=line.modifiers[1:]))


def _visit_not_apart(_: Dice, claim: Claim) -> Claim:
    def plain(line: ServiceLine) -> ServiceLine:
        return replace(line, modifiers=tuple(one for one in line.modifiers if one != "25"))

    return replace(claim, lines=tuple(plain(line) for line in claim.lines))


def _pointing_past(dice: Dice, claim: Claim) -> Claim:
    if claim.claim_type != "professional":
        return claim
    past = len(claim.diagnoses) + 1
    return _each(
        claim,
        (dice.whole(0, len(claim.lines) - 1),),
        lambda line: replace(line, diagnosis_pointers=(*line.diagnosis_pointers[:1], past)),
    )


def _old_diagnosis(_: Dice, claim: Claim) -> Claim:
    first = claim.diagnoses[0]
    near = {code[0]: code for code in sorted(RETIRED)}.get(first.code[0])
    return replace(claim, diagnoses=(replace(first, code=near), *claim.diagnoses[1:])) if near else claim


def _mistyped_member(dice: Dice, claim: Claim) -> Claim:
    number = claim.subscriber.member_id
    at = dice.whole(2, len(number) - 2)
    shorter = number[:at] + number[at + 1 :]
    return replace(claim, subscriber=replace(claim.subscriber, member_id=shorter))


def _without_drug(_: Dice, claim: Claim) -> Claim:
    return replace(claim, lines=tuple(replace(line, ndc=None) for line in claim.lines))


def _without_clia(_: Dice, claim: Claim) -> Claim:
    return replace(claim, clia="")


def _without_referrer(_: Dice, claim: Claim) -> Claim:
    return replace(claim, referring_provider=None)


def _without_facility(_: Dice, claim: Claim) -> Claim:
    return replace(claim, service_facility=None)


def _without_taxonomy(_: Dice, claim: Claim) -> Claim:
    return replace(claim, billing_provider=replace(claim.billing_provider, taxonomy=""))


def _other_sex(_: Dice, claim: Claim) -> Claim:
    if not any(line.procedure in SEXES for line in claim.lines):
        return claim
    sex = {"F": "M", "M": "F"}[claim.patient.sex]
    subscriber = claim.subscriber
    if claim.patient.relationship == "18":  # the file says it once, of the subscriber
        subscriber = replace(subscriber, sex=sex)
    return replace(claim, subscriber=subscriber, patient=replace(claim.patient, sex=sex))


_SLIPS = (
    (0.012, _without_modifier),
    (0.02, _visit_not_apart),
    (0.003, _pointing_past),
    (0.006, _old_diagnosis),
    (0.003, _mistyped_member),
    (0.02, _without_drug),
    (0.02, _without_clia),
    (0.015, _without_referrer),
    (0.02, _without_facility),
    (0.004, _without_taxonomy),
    (0.08, _other_sex),
)


def _as_new(dice: Dice, claim: Claim, practice: Practice) -> Claim:
    """An established patient under a code for new ones."""

    def new(line: ServiceLine) -> ServiceLine:
        if kind_of(line.procedure) != "em" or not line.procedure.startswith("9921"):
            return line
        code = dice.pick(NEW)
        return replace(line, procedure=code, charge=charge(practice, code, 1))

    lines = tuple(new(line) for line in claim.lines)
    return replace(claim, lines=lines, total_charge=sum((line.charge for line in lines), Decimal(0)))

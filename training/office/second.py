"""The second payer: the claim that goes to it once the first has answered, and what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from claims.answer import PaidClaim, PaidLine
from claims.claim import ZERO, Adjustment, Claim, LineAdjudication, OtherPayer
from training.office.draw import Dice
from training.office.odds import Decision
from training.office.patients import Coverage
from training.office.payers import Payer

KINDS = frozenset(
    {
        "eligibility",
        "noise",
        "member_number",
        "diagnosis_code",
        "diagnosis_pointer",
        "first_payer",
        "original_reference",
    }
)
"""What a second payer looks at; the rest was the first payer's business."""


def owed(answer: PaidClaim) -> Decimal:
    """What the first payer left to the patient, in dollars."""
    return sum((one.amount for line in answer.lines for one in line.adjustments if one.group == "PR"), ZERO)


def second_claim(
    claim: Claim, answer: PaidClaim, coverage: Coverage, claim_id: str, *, answered: date, sent: date, told: bool
) -> Claim:
    """The claim to the second payer, with what the first decided, unless that was left out."""
    assert coverage.second is not None
    first = OtherPayer(
        id=claim.payer.id,
        name=claim.payer.name,
        filing_indicator=claim.payer.filing_indicator,
        responsibility="P",
        relationship="18",
        member_id=claim.subscriber.member_id,
        paid=answer.paid if told else None,
    )
    decided = {line.control_number: line for line in answer.lines} if told else {}
    lines = tuple(
        replace(
            line,
            control_number=f"{claim_id}L{line.number}",
            adjudications=(_decision(claim.payer.id, decided[line.control_number], answered),)
            if line.control_number in decided
            else (),
        )
        for line in claim.lines
    )
    return replace(
        claim,
        claim_id=claim_id,
        submission_date=sent,
        payer=coverage.second.named(institutional=claim.claim_type == "institutional", responsibility="S"),
        other_payers=(first,),
        subscriber=replace(claim.subscriber, member_id=coverage.second_member, group_number=""),
        lines=lines,
    )


def _decision(payer: str, line: PaidLine, day: date) -> LineAdjudication:
    return LineAdjudication(payer, line.paid, line.procedure, line.modifiers, line.units, line.adjustments, day)


def shares(claim: Claim) -> list[Decimal]:
    """What the first payer left to the patient, line by line, as the claim tells it."""
    return [
        sum((one.amount for other in line.adjudications for one in other.adjustments if one.group == "PR"), ZERO)
        for line in claim.lines
    ]


def pay_rest(answer: PaidClaim, decision: Decision, left: list[Decimal]) -> PaidClaim:
    """The second payer's answer: it pays what was left to the patient; the rest is the first payer's doing (23)."""
    lines = tuple(
        line if at in decision.refused else _rest(line, left[at] if at < len(left) else ZERO)
        for at, line in enumerate(answer.lines)
    )
    if not lines:
        return answer
    owes = sum((one.amount for line in lines for one in line.adjustments if one.group == "PR"), ZERO)
    return replace(
        answer,
        status=answer.status if answer.status == "4" else "2",
        lines=lines,
        paid=sum((line.paid for line in lines), ZERO),
        patient_owes=owes,
    )


def _rest(line: PaidLine, left: Decimal) -> PaidLine:
    before = Adjustment("OA", "23", line.charge - left)
    return replace(line, paid=left, allowed=None, adjustments=(before,) if before.amount else ())


def crossed(dice: Dice, answer: PaidClaim, second: Payer, member: str) -> PaidClaim:
    """What the second payer answers to a claim that the first has passed on by itself."""
    left = [sum((one.amount for one in line.adjustments if one.group == "PR"), ZERO) for line in answer.lines]
    other = replace(
        answer,
        payer_control_number=f"{dice.digits(4)}{second.id}{dice.digits(6)}",
        filing_indicator=second.answers_as,
        member_id=member,
        remarks=(),
    )
    return pay_rest(other, Decision(0.0, {}, {}), left)

"""What a payer pays for a claim, and how it says so: adjustments that balance at every level."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from claims.answer import PaidClaim, PaidLine
from claims.claim import ZERO, Adjustment, ServiceLine
from training.office.case import Case
from training.office.coding import CENT, kind_of
from training.office.draw import Dice
from training.office.memory import Memory
from training.office.odds import Decision, Refusal
from training.office.payers import Payer

_PENNY = Decimal("0.01")
_FULL_CHARGE = frozenset({"97", "236", "151", "222"})
"""Codes that say a refusal at the full charge alone; below it they say that the rest was paid."""


def _factor(payer: Payer, code: str) -> Decimal:
    """What this payer allows for this code, as a share of the charge: its own price list."""
    spread = (sum(ord(letter) * 31**at for at, letter in enumerate(code)) + int(payer.id)) % 31
    return Decimal(payer.price * (0.85 + spread / 100)).quantize(_PENNY)


class _Share:
    """The patient's share of a claim, taken line by line."""

    def __init__(self, payer: Payer, memory: Memory, key: tuple[int, str, int]) -> None:
        self.payer, self.memory, self.key, self.copay_due = payer, memory, key, bool(payer.copay)

    def of(self, line: ServiceLine, allowed: Decimal) -> list[Adjustment]:
        left = allowed
        found = []
        met = self.memory.deductible.get(self.key, ZERO)
        due = min(left, max(ZERO, self.payer.deductible - met)) if kind_of(line.procedure) not in ("em", "l") else ZERO
        if due > 0:
            self.memory.deductible[self.key] = met + due
            found.append(Adjustment("PR", "1", due))
            left -= due
        if left > 0 and self.copay_due and kind_of(line.procedure) in ("em", "v", "t"):
            copay = min(left, Decimal(self.payer.copay))
            self.copay_due = False
            found.append(Adjustment("PR", "3", copay))
            left -= copay
        elif left > 0 and self.payer.coinsurance and kind_of(line.procedure) != "l":
            found.append(Adjustment("PR", "2", (left * Decimal(self.payer.coinsurance)).quantize(CENT)))
        return [one for one in found if one.amount > 0]


def _group(payer: Payer, refusal: Refusal) -> str:
    return "PR" if refusal.policy.patient else payer.group


def _refused(payer: Payer, line: ServiceLine, why: list[Refusal]) -> PaidLine:
    first = why[0]
    remarks = (first.remark,) if first.remark else ()
    discount = line.charge - _price(payer, line) if payer.splits and first.code not in _FULL_CHARGE else ZERO
    refused = Adjustment(_group(payer, first), first.code, line.charge - discount)
    adjustments = (Adjustment("CO", "45", discount), refused) if discount else (refused,)
    return replace(_blank(line), adjustments=adjustments, remarks=remarks, units=ZERO)


def _price(payer: Payer, line: ServiceLine) -> Decimal:
    return (line.charge * _factor(payer, line.procedure or line.revenue_code)).quantize(CENT)


def _blank(line: ServiceLine) -> PaidLine:
    return PaidLine(
        procedure=line.procedure,
        modifiers=line.modifiers,
        revenue_code=line.revenue_code,
        charge=line.charge,
        units=line.units,
        service_date=line.service_date,
        service_date_end=line.service_date_end,
        control_number=line.control_number,
    )


def _paid(payer: Payer, line: ServiceLine, share: _Share, cut: Refusal | None) -> PaidLine:
    price = _price(payer, line)
    adjustments = []
    units = line.units
    if cut:
        units = Decimal(cut.policy.limit)
        over = (line.charge * (1 - units / line.units)).quantize(CENT)
        price = (price * units / line.units).quantize(CENT)
        adjustments.append(Adjustment(payer.group, cut.code, over, line.units - units))
    else:
        over = ZERO
    adjustments.append(Adjustment("CO", "45", line.charge - over - price))
    patient = share.of(line, price)
    paid = price - sum((one.amount for one in patient), ZERO)
    if payer.sequestration and paid > 0:
        kept = (paid * Decimal("0.02")).quantize(CENT)
        paid -= kept
        adjustments.append(Adjustment("CO", "253", kept))
    found = [one for one in adjustments + patient if one.amount]
    return replace(_blank(line), paid=paid, allowed=price, units=units, adjustments=tuple(found))


def settle(dice: Dice, case: Case, payer: Payer, decision: Decision, memory: Memory) -> PaidClaim:
    """The answer to a claim; it carries no dates but those of service."""
    claim = case.claim
    share = _Share(payer, memory, (case.patient.number, payer.id, case.day.year))
    lines = tuple(
        _refused(payer, line, decision.refused[at])
        if at in decision.refused
        else _paid(payer, line, share, decision.cut.get(at))
        for at, line in enumerate(claim.lines)
    )
    owed = sum((one.amount for line in lines for one in line.adjustments if one.group == "PR"), ZERO)
    place = claim.place_of_service if claim.claim_type == "professional" else claim.type_of_bill[1:3]
    answer = PaidClaim(
        claim_id=claim.claim_id,
        status={"P": "1", "S": "2", "T": "3"}.get(claim.payer.responsibility, "1"),
        charge=claim.total_charge,
        paid=sum((line.paid for line in lines), ZERO),
        patient_owes=owed,
        filing_indicator=payer.answers_as if claim.claim_type == "professional" else payer.institutional_answers_as,
        payer_control_number=f"{dice.digits(4)}{payer.id}{dice.digits(6)}",
        facility_code=place,
        frequency_code=claim.frequency_code,
        member_id=claim.subscriber.member_id,
        rendering_npi=claim.rendering_provider.npi if claim.rendering_provider else "",
        received=claim.submission_date,
        original_reference=claim.original_reference,
        lines=lines,
    )
    return _wholly(dice, payer, answer, decision) if len(decision.refused) == len(case.charged) else answer


def _wholly(dice: Dice, payer: Payer, answer: PaidClaim, decision: Decision) -> PaidClaim:
    """A claim of which nothing is left: some payers say so in one word."""
    first = min(decision.refused.values(), key=lambda why: why[0].policy.id)[0]
    one_reason = all(why[0].code == first.code for why in decision.refused.values())
    unknown = first.policy.kind == "member_number"
    if dice.chance(0.6 if unknown else payer.status_four):
        answer = replace(answer, status="4")
    if one_reason and dice.chance(0.8 if unknown else payer.claim_level):
        remarks = (first.remark,) if first.remark else ()
        whole = Adjustment(_group(payer, first), first.code, answer.charge)
        answer = replace(
            answer,
            lines=(),
            adjustments=(whole,),
            remarks=remarks,
            patient_owes=answer.charge if whole.group == "PR" else ZERO,
        )
    return answer

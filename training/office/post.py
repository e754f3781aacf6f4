"""What else comes in the post: pended claims, reversals, take-backs, interest, and answers to strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from claims.answer import PaidClaim, PaidLine, ProviderAdjustment
from claims.claim import ZERO, Adjustment
from training.office.calendar import on_weekday
from training.office.clinicians import Practice
from training.office.coding import CENT
from training.office.draw import Dice
from training.office.payers import Payer

_PANEL = ("80053", "85025")
_PANEL_CODE = "80050"


@dataclass(frozen=True)
class Answer:
    """What a payer sends on a day: the answer to a claim, or money that belongs to none, or both."""

    day: date
    payer: Payer
    practice: Practice
    paid: PaidClaim | None
    given: tuple[ProviderAdjustment, ...] = ()


def around(dice: Dice, answer: Answer, sent: date) -> list[Answer]:
    """What comes before and after an answer, most often nothing."""
    paid = answer.paid
    assert paid is not None
    found = []
    if dice.chance(0.012) and (pended := on_weekday(sent + timedelta(days=5), answer.payer.weekday)) < answer.day:
        found.append(_post(answer, pended, _pending(paid)))
    if paid.paid > 0 and paid.lines:
        if dice.chance(0.008):
            found += _corrected_payment(dice, answer, paid)
        elif dice.chance(0.004):
            found.append(_money(answer, _later(dice, answer), "WO", paid, (paid.paid / 2).quantize(CENT)))
        elif (answer.day - sent).days > 45:
            found.append(_money(answer, answer.day, "L6", paid, -(paid.paid * Decimal("0.01")).quantize(CENT)))
    if dice.chance(0.004):
        found.append(_post(answer, answer.day, _stranger(dice)))
    return found


def _post(answer: Answer, day: date, paid: PaidClaim) -> Answer:
    return Answer(day, answer.payer, answer.practice, paid)


def _later(dice: Dice, answer: Answer) -> date:
    return on_weekday(answer.day + timedelta(days=dice.whole(20, 120)), answer.payer.weekday)


def _money(answer: Answer, day: date, reason: str, paid: PaidClaim, amount: Decimal) -> Answer:
    year_end = date(day.year, 12, 31)
    given = ProviderAdjustment(answer.practice.provider.npi, year_end, reason, paid.payer_control_number, amount)
    return Answer(day, answer.payer, answer.practice, None, (given,) if amount else ())


def _pending(paid: PaidClaim) -> PaidClaim:
    whole = Adjustment("CO", "133", paid.charge)
    return replace(paid, status="1", paid=ZERO, patient_owes=ZERO, lines=(), remarks=(), adjustments=(whole,))


def _corrected_payment(dice: Dice, answer: Answer, paid: PaidClaim) -> list[Answer]:
    """The payment taken back in full, and made again at another price."""
    day = _later(dice, answer)
    lines = tuple(
        replace(
            line,
            charge=-line.charge,
            paid=-line.paid,
            allowed=None,
            adjustments=tuple(replace(one, amount=-one.amount) for one in line.adjustments),
            remarks=(),
        )
        for line in paid.lines
    )
    back = replace(paid, status="22", charge=-paid.charge, paid=-paid.paid, patient_owes=ZERO, lines=lines, remarks=())
    more = [_repriced(line, dice.uniform(0.02, 0.08)) for line in paid.lines]
    again = replace(paid, lines=tuple(more), paid=sum((line.paid for line in more), ZERO))
    return [_post(answer, day, back), _post(answer, day, again)]


def _repriced(line: PaidLine, share: float) -> PaidLine:
    contract = next((one for one in line.adjustments if (one.group, one.code) == ("CO", "45")), None)
    if contract is None or line.paid <= 0:
        return line
    more = (contract.amount * Decimal(share)).quantize(CENT)
    adjustments = tuple(replace(one, amount=one.amount - more) if one is contract else one for one in line.adjustments)
    return replace(line, paid=line.paid + more, allowed=(line.allowed or ZERO) + more, adjustments=adjustments)


def _stranger(dice: Dice) -> PaidClaim:
    """An answer to a claim that was never sent from here."""
    adjustments = (Adjustment("CO", "45", Decimal(55)), Adjustment("PR", "3", Decimal(20)))
    line = PaidLine(procedure="99213", charge=Decimal(170), paid=Decimal(95), units=Decimal(1), adjustments=adjustments)
    return PaidClaim(
        claim_id=f"X{dice.digits(7)}",
        status="1",
        charge=Decimal(170),
        paid=Decimal(95),
        patient_owes=Decimal(20),
        filing_indicator="12",
        payer_control_number=dice.digits(12),
        facility_code="11",
        frequency_code="1",
        member_id=f"U{dice.digits(8)}",
        lines=(replace(line, service_date=date(2025, 6, 2) + timedelta(days=dice.whole(0, 200))),),
    )


def bundled(paid: PaidClaim) -> PaidClaim:
    """Two laboratory tests paid as the panel they make: the first line carries the money, the second none (SVC06)."""
    at = {line.procedure: order for order, line in enumerate(paid.lines) if line.procedure in _PANEL and line.paid > 0}
    if len(at) < 2 or any(one.code in ("253", "1", "2") for line in paid.lines for one in line.adjustments):
        return paid
    first, second = (paid.lines[at[code]] for code in _PANEL)
    price = min(first.charge, ((first.paid + second.paid) * Decimal("0.95")).quantize(CENT))
    left = Adjustment("CO", "45", first.charge - price)
    whole = replace(
        first,
        procedure=_PANEL_CODE,
        billed_procedure=first.procedure,
        paid=price,
        allowed=price,
        adjustments=(left,) if left.amount else (),
    )
    none = replace(
        second,
        procedure=_PANEL_CODE,
        billed_procedure=second.procedure,
        paid=ZERO,
        allowed=None,
        adjustments=(Adjustment("CO", "97", second.charge),),
    )
    lines = tuple({first: whole, second: none}.get(line, line) for line in paid.lines)
    owes = sum((one.amount for line in lines for one in line.adjustments if one.group == "PR"), ZERO)
    return replace(paid, lines=lines, paid=sum((line.paid for line in lines), ZERO), patient_owes=owes)

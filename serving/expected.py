"""The first payment that is expected for a claim, and the day of its first answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from claims.claim import Claim
from models.odds import Odds
from models.rhythm import PayDays
from serving.money import to_come
from serving.score import ExpectedPayment


def expected_payment(
    claim: Claim, today: date, odds: Odds, worth: Sequence[float], pay_days: PayDays | None
) -> ExpectedPayment | None:
    """The expected first payment, refusals included, with the day of the first answer.

    Args:
        claim: as it is about to be sent.
        today: the day of submission.
        odds: of the claim and its lines.
        worth: dollars that each line brings if it is not refused.
        pay_days: when payers answer; without it there is no day to name, and no expected payment.
    """
    if pay_days is None:
        return None
    try:
        answer = pay_days.answer(claim.payer.id, today, odds.claim)
    except OverflowError:  # a day of submission near the end of the calendar
        return None
    return ExpectedPayment(to_come(odds.lines, worth), answer.day, answer.low, answer.high)

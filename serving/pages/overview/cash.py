"""What money will come: the forecast of all claims that were sent and are not answered."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import and_, exists, select

from claims.claim import Claim
from models.rhythm import PayDays
from serving.forecast import Forecast, Outstanding, forecast
from serving.replaced import Sent, replaced, sent
from serving.score import ExpectedPayment
from serving.store import Store
from serving.store.tables import claim_version, outcome, score, submission

AGE = timedelta(days=365)
"""What was sent before is not waited for any more."""

MOST = 10_000
"""Claims that are summed, the latest: more take longer than a page may."""


LEAST = 0.5
"""Dollars below which a sum is shown as none."""


class _Told(Struct):
    """What is read of a result."""

    expected_payment: ExpectedPayment | None = None
    denial_probability: float | None = None


class Cash(Struct, frozen=True):
    """The forecast, and what is not in it."""

    forecast: Forecast
    left_out: int
    """Open claims beyond the most that are summed."""
    first: date
    last: date
    """The days on which the claims that are summed were sent."""

    @property
    def over(self) -> bool:
        """Whether nothing is to come by now, since the payers answer sooner than this."""
        return self.forecast.total.expected < LEAST


class _Open(Struct):
    sent: Sent
    money: Outstanding | None


_claim: Callable[[bytes], Claim] = msgspec.json.Decoder(Claim).decode
_told: Callable[[bytes], _Told] = msgspec.json.Decoder(_Told).decode


def cash(store: Store, office: str, pay_days: PayDays, after: date) -> Cash | None:
    """Forecast what comes after a day; ``None`` where nothing is open, or nothing is known of its money."""
    found, more = _open(store, office, after)
    again = replaced([one.sent for one in found])
    waiting = [one.money for at, one in enumerate(found) if at not in again and one.money is not None]
    if not waiting:
        return None
    made = forecast(waiting, pay_days, after)
    made = replace(made, replaced=len(again), without_payment=len(found) - len(again) - len(waiting))
    days = [one.sent for one in waiting]
    return Cash(made, more, min(days), max(days))


def _open(store: Store, office: str, after: date) -> tuple[list[_Open], int]:
    """Claims that were sent by a day, and neither answered by then nor turned away."""
    out = submission.c
    known = exists().where(
        and_(
            outcome.c.office == out.office,
            outcome.c.claim_digest == out.claim_digest,
            outcome.c.answered.is_(None) | (outcome.c.answered <= after),
        )
    )
    query = (
        select(claim_version.c.content, out.submitted, score.c.result, score.c.at_risk)
        .select_from(submission)
        .join(claim_version, and_(claim_version.c.office == out.office, claim_version.c.digest == out.claim_digest))
        .join(score, and_(score.c.office == out.office, score.c.id == out.score_id), isouter=True)
        .where(out.office == office, out.submitted <= after, out.submitted > after - AGE, ~known)
        .order_by(out.submitted.desc(), out.claim_digest)
    )
    found, more = [], 0
    with store.reading() as connection:
        for nth, (content, day, result, at_risk) in enumerate(connection.execute(query)):
            if nth >= MOST:
                more += 1
                continue
            claim = _claim(zlib.decompress(content))
            found.append(_Open(sent(claim, day), _money(claim, day, result, float(at_risk or 0))))
    return found, more


def _money(claim: Claim, day: date, result: bytes | None, at_risk: float) -> Outstanding | None:
    told = _told(zlib.decompress(result)) if result is not None else None
    if told is None or told.expected_payment is None:
        return None
    denied, amount = told.denial_probability or 0.0, float(told.expected_payment.amount)
    return Outstanding(claim.payer.id, claim.payer.name, day, denied, amount, at_risk)

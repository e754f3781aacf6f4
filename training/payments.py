"""What lines bring when they are not refused, and when the answers come, learnt from the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from claims.answer import Outcome
from claims.claim import Claim
from models.payments import Payments
from training.payments_days import learn_rhythms
from training.payments_lines import allowed_lines
from training.payments_prices import learn_caps, learn_modifiers, learn_prices, with_cuts
from training.payments_shares import learn_patients, learn_second


def learn_payments(claims: Sequence[Claim], outcomes: Sequence[Outcome | None], through: date) -> Payments:
    """Prices, patients' shares and rhythms, of every payer and over all of them.

    Args:
        claims: all that was sent.
        outcomes: what became of each; ``None`` where no answer is known by ``through``.
        through: the day that counts as today.
    """
    lines = allowed_lines(claims, outcomes)
    prices, cells = learn_prices(lines)
    caps = learn_caps(lines, prices)
    return Payments(
        prices=with_cuts(prices, lines, caps),
        caps=caps,
        modifiers=learn_modifiers(cells),
        patients=learn_patients(lines),
        second=learn_second(claims, outcomes),
        rhythms=learn_rhythms(claims, outcomes, through),
    )

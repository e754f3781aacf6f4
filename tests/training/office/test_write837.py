"""What is written as an 837 is read back as it was, whatever the delimiters and the size of transactions."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

import claims
from claims.claim import Claim
from training.office.clinicians import practices
from training.office.desk import Desk
from training.office.draw import Dice
from training.office.hospital import hospital_visits
from training.office.payers import payers
from training.office.policies import standing
from training.office.segments import Envelope
from training.office.visits import professional_visits
from training.office.write837 import write837

STYLES = st.sampled_from((("*", ":", "^", "~", "\n"), ("*", ":", "^", "~", ""), ("|", ">", "!", "'", "\r\n")))


@cache
def sent() -> tuple[Claim, ...]:
    dice = Dice(77)
    payer_list = payers(dice)
    office = practices(dice, 900, tuple(payer.id for payer in payer_list))
    desk = Desk(dice, {one.id: one for one in payer_list}, {one.id: standing(dice, one, office) for one in payer_list})
    desk.work(
        [*professional_visits(dice, office[:-1], payer_list, 300), *hospital_visits(dice, office[-1], payer_list, 60)]
    )
    return tuple(one.claim for one in desk.submissions)


@settings(deadline=None, max_examples=40)
@given(
    chosen=st.lists(st.integers(0, 350), min_size=1, max_size=12, unique=True),
    style=STYLES,
    size=st.integers(1, 5),
    control=st.integers(1, 999_999_999),
)
def test_a_claim_that_is_written_is_read_back_unchanged(
    chosen: list[int], style: tuple[str, str, str, str, str], size: int, control: int
) -> None:
    batch = [sent()[at] for at in chosen]
    content = write837(batch, Envelope("SENDER", "RECEIVER", date(2026, 9, 1), control, *style), size=size)
    read = list(claims.read_stream([content], "made-up"))
    assert all(isinstance(one, claims.Sourced) for one in read), read
    assert [one.claim for one in read if isinstance(one, claims.Sourced)] == batch


def test_the_claims_written_are_of_both_kinds_and_for_first_and_second_payers() -> None:
    assert {claim.claim_type for claim in sent()} == {"professional", "institutional"}
    assert {claim.payer.responsibility for claim in sent()} == {"P", "S"}

"""Other people's readers accept a file whose claims were corrected."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from claims.field import SELF
from claims.x12.amending.codes import arranged
from tests.claims.amend.changes import change, fitting
from tests.serving.x12_out.halves import read
from tests.serving.x12_out.others import complaints, transactions
from tests.serving.x12_out.test_corrected import corrected
from training.office.segments import Envelope
from training.office.write837 import write837


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_others_accept_what_was_corrected(batch: bytes, data: st.DataObject) -> None:
    wanted = {}
    for one in read(batch)[0]:
        names = st.lists(st.sampled_from(fitting(one.claim.claim_type)), min_size=1, max_size=3, unique=True)
        wanted[one.origin.segment] = change(one.claim, data.draw(names), data.draw)
    halves = corrected(batch, wanted, lambda one: one.origin.segment % 3 == 0)
    found = Counter(arranged(one.claim) for half in halves[:2] for one in read(half)[0])
    assert found == Counter(map(arranged, wanted.values()))
    for half in filter(None, halves[:2]):
        assert complaints(half) == []
        assert transactions(half)


@pytest.fixture(scope="module")
def batch(office: Path) -> bytes:
    """Some claims of a made-up office: professional and institutional, for first and second payers."""
    files = sorted((office / "test" / "claims").iterdir())[:6]
    found = [one.claim for file in files for one in read(file.read_bytes())[0]]
    kinds = {(one.claim_type, one.payer.responsibility, one.patient.relationship == SELF): one for one in found}
    chosen = sorted(kinds.values(), key=lambda one: one.claim_type)
    return write837(chosen, Envelope("SENDER", "RECEIVER", date(2026, 9, 1), 7))

"""Our edits of inpatient bills against the answers that msdrg's port of Medicare's code editor gave."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from benchmarks.mce import differences, ours
from benchmarks.mce.record import FILE, Recorded

RECORDED = [msgspec.json.decode(line, type=Recorded) for line in FILE.read_bytes().splitlines()]


@pytest.mark.parametrize("start", range(0, len(RECORDED), 100))
def test_each_edit_agrees_with_the_code_editor_or_the_stay_tells_why_not(start: int):
    for at, recorded in enumerate(RECORDED[start : start + 100], start):
        our, their = ours.asked(recorded.stay), recorded.edits
        for name in ours.EDITS:
            mine, others = our.get(name, 0), their.get(name, 0)
            if mine != others:
                why = differences.explained(recorded.stay, name, "ours" if mine > others else "theirs")
                assert why != differences.UNEXPLAINED, f"claim {at}, {name}: ours {mine}, theirs {others}"


def test_the_record_holds_each_edit_and_stays_without():
    met = Counter(name for recorded in RECORDED for name in recorded.edits)
    assert set(ours.EDITS) <= set(met)
    assert any(not recorded.edits for recorded in RECORDED)


def test_a_difference_that_the_stay_does_not_tell_is_not_explained():
    stay = next(one.stay for one in RECORDED if one.stay.sex == "F" and not one.stay.ambiguous)
    assert differences.explained(stay, "SEX_CONFLICT", "theirs") == differences.UNEXPLAINED
    assert differences.explained(stay, "NON_COVERED", "ours") == differences.UNEXPLAINED

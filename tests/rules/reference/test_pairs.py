"""The compiled form of pairs finds what went in, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.reference.ncci import PAIRS_PRACTITIONER, Pair
from rules.reference.pairs import compiled, opened

CODES = st.sampled_from([f"G99{number:02}" for number in range(30)])
PAIRS = st.builds(
    Pair,
    indicator=st.sampled_from("019"),
    start=st.sampled_from([None, date(2020, 1, 1), date(2024, 7, 1)]),
    end=st.sampled_from([None, date(2023, 12, 31)]),
)
ROWS = st.lists(st.tuples(st.builds(str.__add__, CODES, CODES), PAIRS), max_size=200)


@settings(deadline=None)
@given(rows=ROWS)
def test_every_pair_is_found_with_all_its_windows_and_no_other(rows: list[tuple[str, Pair]]) -> None:
    body, count = compiled(rows)
    assert count == len(rows)
    wanted: dict[str, set[Pair]] = defaultdict(set)
    for key, row in rows:
        wanted[key].add(row)
    pairs = opened(PAIRS_PRACTITIONER, memoryview(body))
    for first in range(31):
        for second in range(31):
            key = f"G99{first:02}G99{second:02}"
            found = pairs.find(key)
            assert len(found) == len(set(found))
            assert set(found) == wanted.get(key, set())
    assert {key: set(found) for key, found in pairs} == wanted
    assert pairs.find("") == pairs.find("G9901") == ()


@settings(deadline=None)
@given(rows=ROWS, cut=st.integers(1, 40))
def test_bytes_that_are_cut_off_are_told(rows: list[tuple[str, Pair]], cut: int) -> None:
    body, _ = compiled(rows)
    with pytest.raises(ValueError):  # noqa: PT011  of the head or of the tables, as the cut falls
        opened(PAIRS_PRACTITIONER, memoryview(body[: -min(cut, len(body))]))


def test_a_key_that_is_no_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="'G9900' is no pair of codes"):
        compiled([("G9900", Pair("0"))])


def test_what_another_version_wrote_is_refused() -> None:
    body, _ = compiled([("G9900G9901", Pair("0"))])
    with pytest.raises(ValueError, match="another version"):
        opened(PAIRS_PRACTITIONER, memoryview(body.replace(b'"form":1', b'"form":0')))

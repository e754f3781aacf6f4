"""The proof that is run on an office's own NCCI files, here on a made-up table of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks import ncci as proof
from rules.reference import ncci
from rules.reference.load import load
from rules.reference.ncci import Pair
from rules.reference.shelf import Shelf, made_up
from rules.reference.store import loaded

ROWS = (
    "column1,column2,effective,deletion,modifier\n"
    "G9990,G9991,20200101,*,0\n"
    "G9992,G9991,20200101,*,1\n"
    "G9991,G9992,20200101,20261010,0\n"
    "G9995,G9991,20200101,20261010,0\n"
    "G9993,G9991,20200101,20200101,9\n"
    "G9990,G9994,20200101,20221231,0\n"
    "G9990,G9994,20240101,*,1\n"
)


@pytest.mark.parametrize("whose", ["practitioner", "outpatient", "medicaid-practitioner", "medicaid-outpatient"])
def test_every_pair_is_flagged_bypassed_and_ignored_as_its_indicator_says(tmp_path: Path, whose: str) -> None:
    file = tmp_path / f"{whose}-2026Q4.csv"
    file.write_text(ROWS)
    assert list(load([file], tmp_path / "store"))
    (held,) = loaded(tmp_path / "store")
    told, wrong = proof.prove(held, Shelf([held]))
    assert wrong == []
    assert told["indicator 0, with a modifier", "fail"] == 1
    assert told["indicator 9, without modifier", "pass"] == 1
    assert told["indicator 0, on its last day", "fail"] == 3
    assert told["indicator 0, after its last day", "pass"] == 2
    assert told["indicator 0, after its last day", "fail"] == 1  # of the other order, which does not end
    assert told["indicator 1, with a modifier", "pass"] == 1
    assert told["indicator 1, after the edition", "no data"] == 1


def test_a_rule_that_does_not_see_a_pair_would_be_told(tmp_path: Path) -> None:
    file = tmp_path / "practitioner-2026Q4.csv"
    file.write_text(ROWS)
    assert list(load([file], tmp_path / "store"))
    (held,) = loaded(tmp_path / "store")
    empty = made_up(ncci.PAIRS_PRACTITIONER, [], held.edition.first, held.edition.last)
    _, wrong = proof.prove(held, Shelf([empty]))
    assert wrong


def test_the_wanted_answer_follows_indicator_and_days() -> None:
    held = made_up(ncci.PAIRS_PRACTITIONER, [], date(2026, 1, 1), date(2026, 12, 31))
    day, ended = date(2026, 6, 1), Pair("0", None, date(2026, 5, 31))
    assert proof.answer_wanted([Pair("0")], ["XS"], day, held) == "fail"
    assert proof.answer_wanted([Pair("1")], ["XS"], day, held) == "pass"
    assert proof.answer_wanted([Pair("9"), ended], [], day, held) == "pass"
    assert proof.answer_wanted([Pair("0")], [], date(2027, 1, 1), held) == "no data"

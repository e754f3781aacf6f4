from __future__ import annotations

from pathlib import Path

import pytest

from claims import canonical
from serving.store import Recorder, Store, new_id
from serving.store.records import claim_of, find, find_soon
from tests.serving.store.made_up import claim, scored


def test_a_score_comes_back_with_its_claim_and_all_that_made_it(store: Store, tmp_path: Path) -> None:
    one = scored(claim("B7"), editions="ncci 2026Q3")
    recorder = Recorder(store, tmp_path / "spool")
    recorder.take(one)
    recorder.close()
    with store.reading() as connection:
        found = find(connection, "main", one.id)
    assert found is not None
    assert bytes(found.claim) == canonical.encode(claim("B7"))
    assert bytes(found.result) == one.result
    for name in (set(found.__struct_fields__) & set(one.__struct_fields__)) - {"result"}:
        assert getattr(found, name) == getattr(one, name), name


def test_what_only_a_model_can_say_is_none_where_the_rules_alone_were_asked(store: Store, tmp_path: Path) -> None:
    one = scored(probability=None, at_risk=None, model="")
    recorder = Recorder(store, tmp_path / "spool")
    recorder.take(one)
    recorder.close()
    with store.reading() as connection:
        found = find(connection, "main", one.id)
    assert found is not None
    assert (found.probability, found.at_risk, found.model) == (None, None, "")


def test_nothing_of_another_office_comes_back(store: Store, tmp_path: Path) -> None:
    here, there = scored(claim("A1"), office="here"), scored(claim("A2"), office="there")
    recorder = Recorder(store, tmp_path / "spool")
    recorder.take(here)
    recorder.take(there)
    recorder.settle()
    with store.reading() as connection:
        assert find(connection, "there", here.id) is None
        assert claim_of(connection, "there", here.digest) is None
        assert claim_of(connection, "there", there.digest) == there.claim_json
    recorder.close()


def test_the_same_claim_of_two_offices_is_kept_for_each(store: Store, tmp_path: Path) -> None:
    both = [scored(office="here"), scored(office="there")]
    recorder = Recorder(store, tmp_path / "spool")
    for one in both:
        recorder.take(one)
    recorder.close()
    with store.reading() as connection:
        assert claim_of(connection, "here", both[0].digest) == claim_of(connection, "there", both[1].digest)


def test_a_score_is_found_by_who_asks_right_after_it(store: Store, tmp_path: Path) -> None:
    recorder, elsewhere = Recorder(store, tmp_path / "one"), Recorder(store, tmp_path / "two")
    one = scored()
    recorder.take(one)
    assert find_soon(store, recorder, "main", one.id) is not None
    another = scored()
    elsewhere.take(another)
    assert find_soon(store, recorder, "main", another.id) is not None
    recorder.close()
    elsewhere.close()


@pytest.mark.parametrize("score_id", ["", "no id at all", "0" * 32])
def test_an_id_that_nobody_made_is_not_waited_for(store: Store, tmp_path: Path, score_id: str) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    assert find_soon(store, recorder, "main", score_id) is None
    recorder.close()


def test_ids_sort_by_time_and_are_safe_in_urls() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == len(ids)
    assert [one[:12] for one in ids] == sorted(one[:12] for one in ids)
    assert all(one.isalnum() and one.isascii() for one in ids)

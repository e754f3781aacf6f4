from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from serving.store import Store
from serving.store.idempotency import LEASE, REMEMBERED, Done, Lost, Mine, Other, Running, begin, finish, release, renew
from serving.store.tables import idempotency, received_file
from tests.serving.server import ROOT
from tests.serving.store.made_up import NOON

CALL = ("main", "key-1", "POST /v1/remits", "digest")
A_MOMENT = timedelta(microseconds=1)


def test_the_first_call_is_to_be_carried_out_and_its_answer_is_given_to_who_repeats_it(store: Store) -> None:
    mine = begin(store, *CALL)
    assert isinstance(mine, Mine)
    with store.begin() as connection:
        finish(connection, mine, 201, {"location": "/x"}, b'{"taken": 3}')
    assert begin(store, *CALL) == Done(201, {"location": "/x"}, b'{"taken": 3}')


def test_a_running_call_is_told_with_the_seconds_to_wait(store: Store) -> None:
    begin(store, *CALL, now=NOON)
    assert begin(store, *CALL, now=NOON + timedelta(seconds=20)) == Running(40)


@pytest.mark.parametrize("other", [("main", "key-1", "POST /v1/feedback", "digest"), (*CALL[:3], "another")])
def test_a_key_stands_for_one_call_only(store: Store, other: tuple[str, str, str, str]) -> None:
    begin(store, *CALL)
    assert begin(store, *other) == Other()


def test_two_offices_may_use_the_same_key(store: Store) -> None:
    begin(store, *CALL)
    assert isinstance(begin(store, "other", *CALL[1:]), Mine)


def test_a_call_whose_process_died_is_taken_over_when_its_lease_ends_and_not_before(store: Store) -> None:
    first = begin(store, *CALL, now=NOON)
    assert isinstance(begin(store, *CALL, now=NOON + LEASE - A_MOMENT), Running)
    second = begin(store, *CALL, now=NOON + LEASE)
    assert isinstance(first, Mine)
    assert isinstance(second, Mine)
    with pytest.raises(Lost):
        renew(store, first)
    with pytest.raises(Lost):
        _take_a_file(store, first)
    with store.reading() as connection:
        assert not connection.execute(select(received_file)).all(), "what the first one did is undone"
    with store.begin() as connection:
        finish(connection, second, 200, {}, b"in time")
    assert begin(store, *CALL, now=NOON + LEASE) == Done(200, {}, b"in time")


def _take_a_file(store: Store, mine: Mine) -> None:
    row = {"office": "main", "digest": "d", "kind": "835", "counts": {}, "who": "x", "at": NOON}
    with store.begin() as connection:
        connection.execute(received_file.insert(), row)
        finish(connection, mine, 200, {}, b"late")


def test_a_long_call_keeps_its_lease_by_renewing_it(store: Store) -> None:
    mine = begin(store, *CALL, now=NOON)
    assert isinstance(mine, Mine)
    renew(store, mine, now=NOON + timedelta(seconds=50))
    assert begin(store, *CALL, now=NOON + timedelta(seconds=60)) == Running(50)


def test_a_call_that_did_nothing_may_be_made_anew(store: Store) -> None:
    mine = begin(store, *CALL)
    assert isinstance(mine, Mine)
    release(store, mine)
    assert isinstance(begin(store, *CALL), Mine)


def test_an_answer_is_remembered_for_days_and_then_forgotten(store: Store) -> None:
    mine = begin(store, *CALL, now=NOON)
    assert isinstance(mine, Mine)
    with store.begin() as connection:
        finish(connection, mine, 200, {}, b"")
    assert isinstance(begin(store, *CALL, now=NOON + REMEMBERED - A_MOMENT), Done)
    assert isinstance(begin(store, *CALL, now=NOON + REMEMBERED), Mine)


RACE = """
import sys, time
from serving.store import Store
from serving.store.idempotency import Mine, begin
store = Store.open(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
won = [isinstance(begin(store, "main", f"key-{n}", "POST /v1/remits", "digest"), Mine) for n in range(40)]
print("".join("01"[one] for one in won))
"""


def test_of_processes_that_race_for_a_key_exactly_one_carries_the_call_out(store: Store, database_url: str) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, database_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [racer.communicate(timeout=30)[0].strip() for racer in racers]
    assert [sum(map(int, each)) for each in zip(*won, strict=True)] == [1] * 40
    with store.reading() as connection:
        assert len(connection.execute(select(idempotency)).all()) == 40

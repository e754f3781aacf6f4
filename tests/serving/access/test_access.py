from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update

from serving.access import Access, Caller, keys
from serving.access import access as module
from serving.access.caller import ANYONE
from serving.access.known import STALE, Known
from serving.problem import Refused
from serving.store import Store
from serving.store.tables import api_key


def talk(store: Store, words: Callable[[Access], Awaitable[None]], *, always: bool = False) -> None:
    async def run() -> None:
        access = Access(store, always=always)
        try:
            await words(access)
        finally:
            access.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("host", "goes"),
    [
        *(("localhost", True), ("LOCALHOST:8000", True), ("127.0.0.1:1", True), ("[::1]:8000", True), ("", True)),
        *(("127.0.0.2", True), ("evil.example:8000", False), ("localhost.evil.example", False), ("::1", False)),
        *(("192.0.2.1:8000", False), ("127.0.0.1.evil.example", False), ("localhost@evil.example", False)),
    ],
)
def test_who_is_not_asked_who_he_is_must_call_this_machine_by_its_own_name(store: Store, host: str, goes: bool) -> None:
    async def run() -> None:
        access = Access(store, loopback=True)
        try:
            if goes:
                assert await access.caller({"host": host}) == ANYONE
            else:
                refused = await refusal(access, {"host": host})
                assert refused.problem.status == 421
                assert "localhost" in refused.problem.detail
            key = keys.make(store, "main", "test", ["score"], "ann")
            assert (await access.caller({"host": host, "x-api-key": key})).office == "main"
        finally:
            access.close()

    asyncio.run(run())


async def refusal(access: Access, headers: Mapping[str, str]) -> Refused:
    with pytest.raises(Refused) as caught:
        await access.caller(headers)
    assert caught.value.headers is not None
    return caught.value


def key_of(store: Store, *scopes: str, office: str = "north") -> str:
    return keys.make(store, office, "test", scopes or ("score",), "ann")


@pytest.mark.parametrize("how", ["Authorization: Bearer", "authorization: bEaReR", "X-API-Key"])
def test_a_key_says_who_calls_whichever_way_it_is_presented(store: Store, how: str) -> None:
    key = key_of(store, "score", "patients")
    name, _, scheme = how.lower().partition(": ")

    async def words(access: Access) -> None:
        caller = await access.caller({name: f"{scheme} {key}".strip()})
        assert caller == Caller("north", key.split("_")[1], frozenset({"score", "patients"}), key.split("_")[1])

    talk(store, words)


def test_where_no_key_was_ever_made_anyone_may_do_all(store: Store) -> None:
    async def words(access: Access) -> None:
        assert not access.required
        for headers in ({}, {"authorization": "Basic dTpw"}, {"accept": "*/*"}):
            assert await access.caller(headers) is ANYONE

    talk(store, words)


def test_what_is_presented_is_checked_even_where_nothing_is_wanted(store: Store) -> None:
    async def words(access: Access) -> None:
        for presented in ("cc_abcdefghij_" + "x" * 43, "a.b.c", "x"):
            assert (await refusal(access, {"x-api-key": presented})).problem.status == 401

    talk(store, words)


def test_a_server_that_must_ask_asks_even_where_no_key_was_made(store: Store) -> None:
    async def words(access: Access) -> None:
        assert access.required
        assert (await refusal(access, {})).problem.status == 401

    talk(store, words, always=True)


def test_nobody_is_told_how_to_say_who_he_is(store: Store) -> None:
    key_of(store)

    async def words(access: Access) -> None:
        for headers in ({}, {"authorization": "Basic dTpw"}, {"authorization": ""}, {"authorization": "Bearer"}):
            error = await refusal(access, headers)
            assert error.problem.status == 401
            assert "X-API-Key" in error.problem.detail
            assert error.headers == {"WWW-Authenticate": 'Bearer realm="cleanclaim"'}

    talk(store, words)


def test_an_unknown_key_is_refused_and_not_repeated(store: Store) -> None:
    key = key_of(store)

    async def words(access: Access) -> None:
        for presented in (key[:-1], key + "x", key.swapcase(), "cc_", "cc_é\udcff", "x" * 10_000):
            error = await refusal(access, {"x-api-key": presented})
            assert error.problem.status == 401
            assert error.headers is not None
            assert 'error="invalid_token"' in error.headers["WWW-Authenticate"]
            assert presented not in str(error.headers) + error.problem.detail

    talk(store, words)


def test_a_scope_that_is_not_held_is_a_403_that_names_it() -> None:
    caller = Caller("north", "k", frozenset({"score", "outcomes"}), "k")
    caller.may("score")
    with pytest.raises(Refused, match="Forbidden") as caught:
        caller.may("patients")
    assert caught.value.problem.status == 403
    assert "has score, outcomes" in caught.value.problem.detail
    assert caught.value.headers is not None
    assert 'error="insufficient_scope"' in caught.value.headers["WWW-Authenticate"]
    assert 'scope="patients"' in caught.value.headers["WWW-Authenticate"]


def test_the_first_key_closes_a_running_server_within_seconds(store: Store) -> None:
    async def words(access: Access) -> None:
        assert await access.caller({}) is ANYONE
        key = key_of(store)
        assert (await access.caller({"x-api-key": key})).office == "north"
        assert (await refusal(access, {})).problem.status == 401

    talk(store, words)


def test_a_key_that_was_just_made_works_at_once(store: Store) -> None:
    key_of(store)

    async def words(access: Access) -> None:
        for _ in range(3):
            assert (await access.caller({"x-api-key": key_of(store)})).office == "north"

    talk(store, words)


def test_a_revoked_key_ends_to_work_within_five_seconds(store: Store) -> None:
    key = key_of(store)

    async def words(access: Access) -> None:
        await access.caller({"x-api-key": key})
        keys.revoke(store, key.split("_")[1], "ann")
        started = time.monotonic()
        while True:
            try:
                await access.caller({"x-api-key": key})
            except Refused as error:
                status = error.problem.status
                break
            assert time.monotonic() < started + STALE
            await asyncio.sleep(0.02)
        assert status == 401

    talk(store, words)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_was_read_of_the_keys_goes_for_five_seconds_and_no_longer(store: Store) -> None:
    clock = Clock()
    known = Known(store, clock)
    known.close()
    assert known.fresh()
    clock.now += STALE - 0.01
    assert known.fresh()
    clock.now += 0.02
    assert not known.fresh()


def test_known_keys_go_on_for_minutes_of_an_outage_and_no_other_is_let_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, revoked = key_of(store), key_of(store)

    async def words(access: Access) -> None:
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE api_key RENAME TO gone")
        monkeypatch.setattr("serving.access.known.STALE", 0.0)
        assert (await refusal(access, {"x-api-key": "cc_unknown"})).problem.status == 503
        for _ in range(3):
            assert (await access.caller({"x-api-key": key})).office == "north"
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO api_key")
        keys.revoke(store, revoked.split("_")[1], "ann")
        await asyncio.sleep(1.5)
        assert (await refusal(access, {"x-api-key": revoked})).problem.status == 401

    talk(store, words)


def test_where_no_key_was_made_an_outage_lets_anyone_go_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def words(access: Access) -> None:
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE api_key RENAME TO gone")
        assert (await refusal(access, {"x-api-key": "cc_unknown"})).problem.status == 503
        monkeypatch.setattr("serving.access.known.STALE", 0.0)
        assert await access.caller({}) is ANYONE

    talk(store, words)


def test_a_database_that_hangs_holds_nobody_up_for_longer_than_one_look(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.4)
    key = key_of(store)
    answers = threading.Event()
    answers.set()
    event.listen(store.engine, "before_cursor_execute", lambda *_: answers.wait(20))

    async def words(access: Access) -> None:
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE api_key RENAME TO gone")
        monkeypatch.setattr("serving.access.known.STALE", 0.0)
        answers.clear()
        try:
            began = time.monotonic()
            unknown = await asyncio.gather(*(refusal(access, {"x-api-key": f"cc_{at}"}) for at in range(10)))
            assert {error.problem.status for error in unknown} == {503}
            assert time.monotonic() - began < 2
            began = time.monotonic()
            for _ in range(10):
                assert (await access.caller({"x-api-key": key})).office == "north"
            assert time.monotonic() - began < module.PATIENCE
        finally:
            answers.set()
        await asyncio.sleep(0.2)

    talk(store, words)
    gc.collect()
    assert "never retrieved" not in caplog.text


def test_a_defect_ends_neither_of_the_threads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    again = {"read": threading.Event(), "note": threading.Event()}
    real = {"read": Known.read, "note": Known.note}
    monkeypatch.setattr("serving.access.known.EVERY", 0.01)
    monkeypatch.setattr("serving.access.known.NOTED", timedelta(seconds=0.01))
    known = Known(store)
    tries: Counter[str] = Counter()

    def breaking(name: str) -> None:
        tries[name] += 1
        if tries[name] == 1:
            raise RuntimeError("SECRETNAME")
        real[name](known)
        again[name].set()

    monkeypatch.setattr(known, "read", lambda: breaking("read"))
    monkeypatch.setattr(known, "note", lambda: breaking("note"))
    try:
        assert all(happened.wait(5) for happened in again.values())
    finally:
        known.close()


def test_keys_may_be_used_while_it_is_written_which_were(store: Store) -> None:
    known = Known(store)
    known.close()
    known._used = _Growing({"one", "two"})
    known.note()


class _Growing(set[str]):
    """To which another thread adds while it is walked through."""

    def __iter__(self) -> Iterator[str]:
        for at, one in enumerate(super().__iter__()):
            self.add(f"more {at}")
            yield one


def test_where_the_store_is_gone_for_long_known_keys_end_with_a_503_and_never_with_an_open_door(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(store)

    async def words(access: Access) -> None:
        await access.caller({"x-api-key": key})
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE api_key RENAME TO gone")
        monkeypatch.setattr("serving.access.known.STALE", 0.0)
        monkeypatch.setattr("serving.access.known.OUTAGE", 0.0)
        error = await refusal(access, {"x-api-key": key})
        assert error.problem.status == 503
        assert error.headers == {"Retry-After": "5"}
        assert (await refusal(access, {"x-api-key": "cc_unknown"})).problem.status == 503
        assert (await refusal(access, {})).problem.status == 401
        with store.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO api_key")
        assert (await access.caller({"x-api-key": key})).office == "north"

    talk(store, words)


def test_a_table_that_was_emptied_opens_no_server(store: Store) -> None:
    key_of(store)

    async def words(access: Access) -> None:
        with store.begin() as connection:
            connection.execute(api_key.delete())
        assert (await refusal(access, {"x-api-key": "cc_x"})).problem.status == 401
        assert (await refusal(access, {})).problem.status == 401

    talk(store, words)


def test_a_known_key_asks_no_database(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.access.known.EVERY", 60.0)
    key = key_of(store)
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))

    async def words(access: Access) -> None:
        asked.clear()
        for _ in range(100):
            await access.caller({"x-api-key": key})
        assert asked == []

    talk(store, words)


def test_those_who_guess_do_not_keep_the_database_busy(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.access.known.EVERY", 60.0)
    key = key_of(store)
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))

    async def words(access: Access) -> None:
        asked.clear()
        started = time.monotonic()
        await asyncio.gather(*(refusal(access, {"x-api-key": f"cc_guess_{number}"}) for number in range(200)))
        for number in range(4):
            await refusal(access, {"x-api-key": f"cc_guess_again_{number}"})
        looks = sum(statement.startswith("SELECT") for statement in asked)
        assert looks <= 1 + (time.monotonic() - started) / module.PAUSE
        await access.caller({"x-api-key": key})

    talk(store, words)


def test_use_is_written_at_most_once_a_minute(store: Store) -> None:
    key, unused = key_of(store), key_of(store)
    known = Known(store)
    known.close()

    def used() -> datetime | None:
        return {each.id: each.last_used_at for each in keys.listed(store)}[key.split("_")[1]]

    known.note()
    assert used() is None
    known.get(keys.digest(key))
    known.note()
    first = used()
    assert first is not None
    assert datetime.now(UTC) - first < timedelta(minutes=1)
    known.get(keys.digest(key))
    known.note()
    assert used() == first
    with store.begin() as connection:
        connection.execute(update(api_key).values(last_used_at=first - timedelta(seconds=61)))
    known.get(keys.digest(key))
    known.note()
    assert used() > first - timedelta(seconds=61)
    assert {each.id: each.last_used_at for each in keys.listed(store)}[unused.split("_")[1]] == first - timedelta(
        seconds=61
    )


def test_use_is_on_record_when_the_server_has_ended(store: Store) -> None:
    key = key_of(store)

    async def words(access: Access) -> None:
        await access.caller({"x-api-key": key})

    talk(store, words)
    assert keys.listed(store)[0].last_used_at is not None

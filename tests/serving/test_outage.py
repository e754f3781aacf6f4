"""The store is away for a while: no loop of a process ends, and each goes on when it is back."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from claims.origin import Origin, Sourced
from models import EMBEDDED
from models.published import publish
from rules import RuleSet
from serving import jobs
from serving.api import process
from serving.api.service import Service
from serving.jobs import durable
from serving.load import for_a_server
from serving.offices import Offices
from serving.published import Following, Shadowing
from serving.scorer import Scorer
from serving.store import Store, new_id
from serving.store.tables import shadow_score
from tests.claims.office import sent
from tests.edi837 import claim, file837
from tests.serving.api.calls import a_service, with_
from tests.serving.jobs.test_jobs import take
from tests.serving.offices.made import offices
from tests.serving.outcomes.test_any_order import take as happened
from tests.serving.published.test_following import another, version
from tests.serving.store.outage import Unsteady


@pytest.fixture
def unsteady(store: Store) -> Unsteady:
    return Unsteady.of(store)


def through_an_outage(store: Unsteady, loop: Awaitable[None], then: Callable[[], bool]) -> None:
    """Run a loop while the store goes and comes back, until it did what it is for."""

    async def run() -> None:
        task = asyncio.ensure_future(loop)
        store.away = True
        while store.asked < 3:
            assert not task.done()
            await asyncio.sleep(0.01)
        store.away = False
        end = time.monotonic() + 20
        while not then():
            assert not task.done()
            assert time.monotonic() < end
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(run())


def test_histories_go_on(unsteady: Unsteady) -> None:
    here = offices(unsteady, None, RuleSet.load())
    office = here.of("main")
    happened(unsteady, "main", [sent()])
    through_an_outage(unsteady, here.follow(0.01), lambda: office.position > 0)


def test_an_office_whose_history_cannot_go_on_keeps_no_other_from_it(
    unsteady: Unsteady, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = offices(unsteady, None, RuleSet.load())
    broken, whole = here.of("broken"), here.of("whole")

    tried: list[str] = []

    async def defect() -> None:
        tried.append("broken")
        raise RuntimeError("SECRETNAME")

    monkeypatch.setattr(broken, "catch_up", defect)
    happened(unsteady, "broken", [sent()])
    happened(unsteady, "whole", [sent()])
    with caplog.at_level(logging.WARNING):
        through_an_outage(unsteady, here.follow(0.01), lambda: whole.position > 0 and tried.count("broken") > 2)
    told = [text for text in caplog.messages if text.startswith("the history of an office stands still: RuntimeError")]
    assert len(told) == 1
    assert "SECRETNAME" not in caplog.text


def test_models_are_taken_over_again(unsteady: Unsteady, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.published.following.AGAIN", 0.0)
    publish(EMBEDDED, tmp_path / "place")
    following = Following(tmp_path / "place")
    here = Offices(unsteady, following.scorer)
    first = version(here)
    publish(another(tmp_path), tmp_path / "place")
    through_an_outage(unsteady, following.follow(here, 0.01), lambda: version(here) != first)


def test_rules_that_cannot_even_be_looked_at_keep_no_model_from_being_taken_over(
    unsteady: Unsteady, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect() -> str:
        raise RuntimeError

    monkeypatch.setattr("serving.published.following.AGAIN", 0.0)
    publish(EMBEDDED, tmp_path / "place")
    following = Following(tmp_path / "place")
    here = Offices(unsteady, following.scorer)
    first = version(here)
    publish(another(tmp_path), tmp_path / "place")
    monkeypatch.setattr("serving.published.rules.sign", defect)
    through_an_outage(unsteady, following.follow(here, 0.01), lambda: version(here) != first)


def test_a_defect_of_ours_is_told_and_changes_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(_: Scorer) -> Scorer:
        raise RuntimeError("SECRETNAME")

    publish(EMBEDDED, tmp_path / "place")
    following = Following(tmp_path / "place")
    here = Offices(store, following.scorer)
    first = version(here)
    publish(another(tmp_path), tmp_path / "place")
    monkeypatch.setattr("serving.published.following.warm", defect)
    asyncio.run(following.look_for(here.of("main")))
    assert version(here) == first
    problem = following.state(here.of("main")).problem
    assert problem.startswith("a defect of cleanclaim, please report these words: RuntimeError in serving/test_outage")


def test_gauges_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "EVERY", 0.01)
    service, unsteady = with_store(a_service())
    service.metrics.waiting.set(-1)
    through_an_outage(
        unsteady, process._watch(service), lambda: "recorder_waiting 0.0" in service.metrics.text().decode()
    )


def with_store(service: Service) -> tuple[Service, Unsteady]:
    unsteady = Unsteady.of(service.store)
    return with_(service, store=unsteady), unsteady


def test_challengers_go_on_and_what_was_passed_over_is_counted(unsteady: Unsteady, tmp_path: Path) -> None:
    publish(EMBEDDED, tmp_path / "place")
    publish(another(tmp_path), tmp_path / "place", "challenger")
    following = Following(tmp_path / "place")
    here = Offices(unsteady, following.scorer).of("main")
    asyncio.run(following.look_for(here))
    shadowing = Shadowing(unsteady)
    for away in (True, False, True, False):
        unsteady.away = away
        shadowing.take(here, Sourced(sent(), Origin()), None, new_id())
        shadowing.settle()
    shadowing.close()
    assert shadowing.passed_over == 2
    with unsteady.reading() as connection:
        assert connection.execute(select(func.count()).select_from(shadow_score)).scalar() == 2


def test_a_process_that_ends_lets_go_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    service, unsteady = with_store(a_service())
    service = with_(service, offices=Offices(unsteady, lambda _: for_a_server()))
    office = service.offices.of("main")
    monkeypatch.setattr("serving.offices.office.WORTH", 0)
    unsteady.away = True
    ended: list[str] = []
    monkeypatch.setattr(service.access, "close", lambda: ended.append("access"))
    monkeypatch.setattr(unsteady, "close", lambda: ended.append("store"))
    process._end(service)
    assert office.position == 0
    assert unsteady.asked == 1
    assert ended == ["access", "store"]


def test_a_step_of_a_job_waits_and_no_job_fails(
    unsteady: Unsteady, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "PATIENCE", 0.01)
    job = take(unsteady, file837(claim("A1"), claim("A2")))
    work = durable.Work(unsteady, lambda _: for_a_server(), tmp_path)
    monkeypatch.setattr(durable, "_work", [work])
    unsteady.away = True
    step = threading.Thread(target=durable.score_step, args=(job.id, 0))
    step.start()
    while unsteady.asked < 3:
        assert step.is_alive()
        time.sleep(0.01)
    unsteady.away = False
    step.join()
    found = jobs.find(unsteady, "main", job.id)
    assert found is not None
    assert (found.state, found.claims) == ("done", 2)


def test_a_step_that_loses_the_store_in_its_middle_is_done_again(
    unsteady: Unsteady, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "PATIENCE", 0.01)
    job = take(unsteady, file837(claim("A1"), claim("A2")))

    def scorer(_: str) -> Scorer:
        """Made after the job was found, and before its file is."""
        unsteady.away = not unsteady.asked
        return for_a_server()

    work = durable.Work(unsteady, scorer, tmp_path)
    monkeypatch.setattr(durable, "_work", [work])
    monkeypatch.setattr(durable.time, "sleep", lambda _: setattr(unsteady, "away", False))
    durable.score_step(job.id, 0)
    found = jobs.find(unsteady, "main", job.id)
    assert found is not None
    assert (found.state, found.claims, unsteady.asked) == ("done", 2, 1)


def test_jobs_are_taken_again(unsteady: Unsteady) -> None:
    take(unsteady, file837(claim("A1")))
    unsteady.away = True
    known: set[str] = set()
    durable.take(unsteady, known)
    assert unsteady.asked == 1
    assert known == set()

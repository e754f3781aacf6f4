from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from rules import RuleSet
from serving.api.gauges import look
from serving.jobs import Arriving, Asked
from serving.jobs.reading import Reading
from serving.offices.checkpoint import save
from serving.offices.events import after, newest, news
from serving.offices.live import Live
from serving.scorer import Scorer
from serving.store import Store
from serving.store.tables import job
from tests.claims.office import sent
from tests.edi837 import claim, file837
from tests.serving.api.calls import a_service, with_
from tests.serving.offices.made import offices
from tests.serving.outcomes.office import submit


@contextmanager
def asked_of(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of a database meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        found.append((statement, parameters))

    sqlalchemy.event.listen(store.engine, "before_cursor_execute", note)
    yield found
    sqlalchemy.event.remove(store.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "see",
    [
        lambda store: after(store, "main", 5, 50),
        lambda store: news(store, 5),
        lambda store: Arriving(store, "main").finish(Asked("anyone", "r1")),
        lambda store: look(with_(a_service(), store=store, offices=offices_of(store))),
    ],
    ids=["after", "news", "a job arrives", "gauges"],
)
def test_no_look_at_what_is_new_reads_what_is_old(tmp_path: Path, see: Callable[[Store], object]) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    with asked_of(store) as asked:
        see(store)
    looked = [one for one in asked if "FROM event" in one[0]]
    assert looked
    for statement, parameters in looked:
        with store.reading() as connection:
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        assert any("ix_event_office_id" in step or "PRIMARY KEY (rowid>?)" in step for step in plan), plan
        assert not any(step.startswith("SCAN") or "TEMP B-TREE" in step for step in plan), plan
    store.close()


def offices_of(store: Store) -> Any:
    held = offices(store, None, RuleSet.load())
    held.of("main")
    return held


def test_news_are_whole_however_many_looks_they_take(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.offices.events.AT_ONCE", 2)
    assert news(store, 0) == (0, set())
    for name in ("south", "main", "main", "main", "north"):
        submit(store, sent(claim_id=f"{name}-{newest(store)}"), office=name)
    last = newest(store)
    assert news(store, 0) == (last, {"south", "main", "north"})
    assert news(store, last - 2) == (last, {"main", "north"})
    assert news(store, last) == (last, set())


def test_what_came_before_the_first_look_is_known_and_so_is_what_comes_after_it(store: Store) -> None:
    held = offices(store, None, RuleSet.load())
    held.of("main")
    submit(store, sent(claim_id="A1"))

    async def until_known() -> None:
        async with asyncio.timeout(20):
            while held.of("main").position < newest(store):  # noqa: ASYNC110  nobody says when it is known
                await asyncio.sleep(0.01)

    async def live() -> None:
        following = asyncio.create_task(held.follow(0.01))
        await until_known()
        submit(store, sent(claim_id="B1"))
        await until_known()
        following.cancel()

    asyncio.run(live())


@pytest.mark.parametrize("later", [False, True], ids=["kept before the job", "kept after it"])
def test_a_job_goes_on_from_what_was_kept_before_it_was_taken(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: bool
) -> None:
    ruleset, began = RuleSet.load(), []

    def noted(store: Store, office: str, position: int, limit: int) -> Any:
        began.append(position)
        return after(store, office, position, limit)

    def keep() -> int:
        live = Live(Scorer(None, ruleset))
        live.replay(store, "main")
        save(store, "main", live)
        return live.position

    submit(store, sent(claim_id="A1"))
    position = keep()
    submit(store, sent(claim_id="B1"))
    arriving = Arriving(store, "main")
    arriving.add(file837(claim("C1")))
    taken = arriving.finish(Asked("anyone", "r1"))
    if later:
        submit(store, sent(claim_id="D1"))
        keep()
    with store.reading() as connection:
        row = connection.execute(sqlalchemy.select(job).where(job.c.id == taken.id)).mappings().one()
    monkeypatch.setattr("serving.jobs.reading.after", noted)
    reading = Reading(store, row, Scorer(None, ruleset), tmp_path)
    assert began[0] == (0 if later else position)
    assert len(reading.next(10)) == 1
    reading.close()

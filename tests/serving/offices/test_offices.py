from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from claims.claim import Claim
from claims.origin import Sourced
from models import EMBEDDED, Bundle
from rules import RuleSet
from serving.access.caller import ANYONE
from serving.offices import Office, Offices
from serving.offices.offices import HELD
from serving.outcomes import take_file, take_submissions
from serving.scorer import Scorer
from serving.store import Store
from serving.store.tables import event
from tests.claims.office import sent
from tests.serving.offices.made import TODAY, findings, offices, read, scores
from tests.serving.outcomes.office import denied, paid, receive, remit, rows, submit


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return RuleSet.load()


@pytest.fixture(scope="module")
def asked(office: Path) -> list[Sourced]:
    return read(office / "test" / "claims", 40)


def live_through(store: Store, office: Path, most: int = 300) -> None:
    """The claims of a made-up office that its model does not know, and the answers to them."""
    take_submissions(store, "main", ANYONE, read(office / "test" / "claims", most))
    for file in sorted((office / "test" / "remits").rglob("*.835")):
        take_file(store, "main", ANYONE, [file.read_bytes()])


def test_what_is_sent_again_under_another_number_is_a_duplicate_and_the_same_claim_is_none(
    store: Store, ruleset: RuleSet
) -> None:
    held = offices(store, None, ruleset)
    held.of("main")
    submit(store, sent())
    asyncio.run(held.catch_up("main"))
    again = sent(claim_id="Z9", on=date(2026, 2, 20))
    assert "exact-duplicate" in findings(held.of("main").scorer, again)
    assert "exact-duplicate" not in findings(held.of("main").scorer, sent(on=date(2026, 2, 20)))
    assert "exact-duplicate" not in findings(held.of("other").scorer, again)
    assert "exact-duplicate" in findings(offices(store, None, ruleset).of("main").scorer, again)


def test_what_is_written_while_an_office_is_made_is_not_missed(
    store: Store, ruleset: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "keep", lambda _: submit(store, sent()))  # the last that is done before it is held
    held = offices(store, None, ruleset)
    scorer = asyncio.run(held.open("main")).scorer
    assert "exact-duplicate" in findings(scorer, sent(claim_id="Z9", on=date(2026, 2, 20)))


def test_what_is_written_while_a_thread_makes_an_office_is_not_missed_by_who_follows(
    store: Store, ruleset: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = offices(store, None, ruleset)
    seen = threading.Event()

    def keep(_: Office) -> None:
        submit(store, sent())
        assert seen.wait(10)  # the look that tells of it comes before the office is held

    async def run() -> None:
        looks = asyncio.create_task(held.follow(0.01))
        while held._seen is None:  # noqa: ASYNC110  what is waited for is the look itself
            await asyncio.sleep(0.01)
        monkeypatch.setattr(Office, "keep", keep)
        making = asyncio.create_task(asyncio.to_thread(held.of, "main"))
        while held._seen == 0:  # noqa: ASYNC110  likewise
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        seen.set()
        known = await making
        async with asyncio.timeout(10):
            while not known.position:  # noqa: ASYNC110  likewise
                await asyncio.sleep(0.01)
        looks.cancel()

    asyncio.run(run())


def test_an_office_that_a_thread_asks_about_is_not_idle(store: Store, ruleset: RuleSet) -> None:
    names = [f"office-{number}" for number in range(HELD + 1)]
    held = offices(store, None, ruleset)

    async def run() -> None:
        for name in names:
            await held.open(name)
        first = await asyncio.to_thread(held.of, names[0])
        await held.let_go(0.0)
        assert first in held.all()
        assert len(held.all()) == HELD

    asyncio.run(run())


def test_idle_offices_beyond_a_few_go_and_come_back_with_what_they_knew(store: Store, ruleset: RuleSet) -> None:
    names = [f"office-{number}" for number in range(HELD + 3)]
    held = offices(store, None, ruleset)
    submit(store, sent(), office=names[1])
    again = sent(claim_id="Z9", on=date(2026, 2, 20))

    async def run() -> None:
        gone = [weakref.ref(await held.open(name)) for name in names][:3]
        await held.let_go(3600.0)
        assert len(held.all()) == HELD + 3
        await held.open(names[0])
        await held.let_go(0.0)
        assert {office.name for office in held.all()} == {names[0], *names[4:]}
        async with asyncio.timeout(10):
            while [office() is None for office in gone] != [False, True, True]:  # what they held becomes free
                # A thread keeps what it did last until it does something else: so all of them do.
                await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.01) for _ in range(32)))
        back = await held.open(names[1])
        assert "exact-duplicate" in findings(back.scorer, again)
        await held.let_go(0.0)
        assert len(held.all()) == HELD

    asyncio.run(run())


def test_scores_after_catching_up_are_those_of_an_office_that_replays_all(
    store: Store, office: Path, bundle: Bundle, ruleset: RuleSet, asked: list[Sourced]
) -> None:
    held = offices(store, bundle, ruleset)
    before = scores(held.of("main").scorer, asked)
    live_through(store, office)
    asyncio.run(held.catch_up("main"))
    after = scores(held.of("main").scorer, asked)
    assert after != before
    assert after == scores(offices(store, bundle, ruleset).of("main").scorer, asked)


def test_another_scorer_takes_over_with_all_that_is_known(
    store: Store, office: Path, bundle: Bundle, ruleset: RuleSet, asked: list[Sourced]
) -> None:
    live_through(store, office)
    held = offices(store, bundle, ruleset).of("main")
    expected, old = scores(held.scorer, asked), held.scorer
    asyncio.run(held.swap(Scorer(bundle, ruleset, clock=lambda: TODAY)))
    assert held.scorer is not old
    assert scores(held.scorer, asked) == expected


def test_a_challenger_follows_in_the_shadow(
    store: Store, office: Path, bundle: Bundle, ruleset: RuleSet, asked: list[Sourced]
) -> None:
    held = offices(store, bundle, ruleset).of("main")

    async def live() -> None:
        await held.challenge(Scorer(bundle, ruleset, clock=lambda: TODAY))
        await asyncio.to_thread(live_through, store, office)
        await held.catch_up()

    asyncio.run(live())
    assert held.shadow is not None
    assert scores(held.shadow, asked) == scores(held.scorer, asked)
    asyncio.run(held.challenge(None))
    assert held.shadow is None


def following(held: Offices, then: Callable[[], Awaitable[None]]) -> None:
    async def live() -> None:
        task = asyncio.create_task(held.follow(0.02))
        try:
            await asyncio.wait_for(then(), 20)
        finally:
            task.cancel()

    asyncio.run(live())


def test_who_follows_knows_soon_what_another_process_wrote(store: Store, ruleset: RuleSet) -> None:
    held = offices(store, None, ruleset)
    known: Office = held.of("main")

    async def another_writes() -> None:
        await asyncio.to_thread(submit, store, sent())
        await asyncio.to_thread(receive, store, remit(denied()))
        (newest,) = rows(store, event, "id")[-1]
        while known.position < newest:  # noqa: ASYNC110  what is waited for is the poll itself
            await asyncio.sleep(0.01)

    following(held, another_writes)
    assert "exact-duplicate" in findings(known.scorer, sent(claim_id="Z9", on=date(2026, 2, 20)))


def learnt(scorer: Scorer) -> int:
    assert scorer._history is not None
    return scorer._history.learnt


def test_what_training_knew_is_not_learnt_twice_where_its_index_tells(
    store: Store, office: Path, bundle_dir: Path, bundle: Bundle, ruleset: RuleSet
) -> None:
    from models import office as own  # noqa: PLC0415

    index = own.known(bundle_dir)
    assert index is not None
    take_submissions(store, "main", ANYONE, read(office / "train" / "claims", 200))
    for file in sorted((office / "train" / "remits").rglob("*.835"))[:80]:
        take_file(store, "main", ANYONE, [file.read_bytes()])
    answers = [kind for (kind,) in rows(store, event, "kind")].count("answered")
    with_index = Offices(store, lambda _: Scorer(bundle, ruleset, sent=index, clock=lambda: TODAY))
    assert answers > 100
    assert learnt(with_index.of("main").scorer) == 0
    live_through(store, office, 100)
    asyncio.run(with_index.catch_up("main"))
    new = [kind for (kind,) in rows(store, event, "kind")].count("answered") - answers
    assert learnt(with_index.of("main").scorer) == new > 50


def answered_on(store: Store, day: date) -> None:
    claim: Claim = sent(on=day - timedelta(days=1))
    lines = tuple(structs.replace(line, service_date=day - timedelta(days=2)) for line in claim.lines)
    submit(store, structs.replace(claim, lines=lines))
    served = (day - timedelta(days=2)).strftime("%Y%m%d")
    receive(store, remit(paid().replace("20260202", served), day=day.strftime("%Y%m%d")))


@pytest.mark.parametrize(("days", "times"), [(0, 0), (1, 1)])
def test_without_an_index_the_day_tells_what_training_knew(
    store: Store, bundle: Bundle, ruleset: RuleSet, days: int, times: int
) -> None:
    answered_on(store, bundle.trained_through + timedelta(days=days))
    assert learnt(offices(store, bundle, ruleset).of("main").scorer) == times


def test_the_embedded_model_learns_every_real_answer(store: Store, ruleset: RuleSet, tmp_path: Path) -> None:
    bundle = Bundle.load(Bundle.load(EMBEDDED).save(tmp_path / "copy"))
    answered_on(store, bundle.trained_through - timedelta(days=100))
    assert learnt(offices(store, bundle, ruleset).of("main").scorer) == 1


def test_offices_on_one_bundle_share_it_and_learn_apart(store: Store, bundle: Bundle, ruleset: RuleSet) -> None:
    held = offices(store, bundle, ruleset)
    answered_on(store, bundle.trained_through + timedelta(days=1))
    north, main = held.of("north").scorer, held.of("main").scorer
    assert north.bundle is main.bundle
    assert (learnt(north), learnt(main)) == (0, 1)

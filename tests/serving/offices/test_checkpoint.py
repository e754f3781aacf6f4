from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from claims.origin import Sourced
from features.record_tables import from_tables, to_tables
from models import EMBEDDED, Bundle
from rules import RuleSet
from serving.access.caller import ANYONE
from serving.offices import Office
from serving.offices.checkpoint import restore, save
from serving.offices.live import Live
from serving.outcomes import take_file, take_submissions
from serving.scorer import Scorer
from serving.store import Store
from serving.store.tables import checkpoint
from tests.claims.office import sent
from tests.serving.offices.made import findings, offices, read, scores
from tests.serving.outcomes.office import rows, submit


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return RuleSet.load()


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.load(EMBEDDED)


def live_through(store: Store, office: Path, first: int, last: int) -> None:
    """Some claims of a made-up office, and answers."""
    take_submissions(store, "main", ANYONE, read(office / "train" / "claims", last)[first:])
    for file in sorted((office / "train" / "remits").rglob("*.835"))[first:last:5]:
        take_file(store, "main", ANYONE, [file.read_bytes()])


def test_who_goes_on_from_what_was_kept_has_the_numbers_of_who_learns_all(
    store: Store, office: Path, bundle: Bundle, ruleset: RuleSet
) -> None:
    live_through(store, office, 0, 100)
    first = Live(Scorer(bundle, ruleset))
    assert first.replay(store, "main") > 100
    save(store, "main", first)
    live_through(store, office, 100, 160)
    second, whole = Live(Scorer(bundle, ruleset)), Live(Scorer(bundle, ruleset))
    restore(store, "main", second)
    assert second.position == first.position
    assert 0 < second.replay(store, "main") < whole.replay(store, "main")
    asked: list[Sourced] = read(office / "test" / "claims", 40)
    assert scores(second.scorer, asked) == scores(whole.scorer, asked)


def test_of_two_that_keep_the_one_that_knows_more_stays(store: Store, ruleset: RuleSet) -> None:
    early = Live(Scorer(None, ruleset))
    submit(store, sent())
    late = Live(Scorer(None, ruleset))
    late.replay(store, "main")
    save(store, "main", late)
    save(store, "main", early)
    assert rows(store, checkpoint, "position") == [(late.position,)]


def test_what_was_kept_with_another_model_or_is_damaged_is_not_used(
    store: Store, bundle: Bundle, ruleset: RuleSet
) -> None:
    submit(store, sent())
    kept = Live(Scorer(None, ruleset))
    kept.replay(store, "main")
    save(store, "main", kept)
    other = Live(Scorer(bundle, ruleset))
    restore(store, "main", other)
    assert other.position == 0
    with store.begin() as connection:
        connection.execute(update(checkpoint).values(sent=b"no index"))
    again = Office("main", store, Scorer(None, ruleset))
    assert again.position == kept.position
    assert "exact-duplicate" in findings(again.scorer, sent(claim_id="Z9", on=date(2026, 2, 20)))


def test_a_whole_record_loses_nothing(bundle: Bundle, office: Path, store: Store, ruleset: RuleSet) -> None:
    live_through(store, office, 0, 60)
    live = Live(Scorer(bundle, ruleset))
    live.replay(store, "main")
    history, _ = live.scorer.known
    assert history is not None
    tables = to_tables(history.record, whole=True)
    again = to_tables(from_tables(tables), whole=True)
    assert {name: table.tobytes() for name, table in again.items()} == {
        name: table.tobytes() for name, table in tables.items()
    }
    assert len(to_tables(history.record)["record.cells"]) < len(tables["record.cells"])


def test_who_ends_keeps_what_was_learnt_and_who_starts_goes_on_from_it(
    store: Store, ruleset: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.offices.office.WORTH", 2)
    held = offices(store, None, ruleset)
    submit(store, sent())
    held.of("main")
    assert rows(store, checkpoint, "office") == []
    submit(store, sent(claim_id="B1"), sent(claim_id="C1"))
    asyncio.run(held.catch_up("main"))
    held.close()
    assert rows(store, checkpoint, "office", "position") == [("main", held.of("main").position)]
    again = offices(store, None, ruleset).of("main").scorer
    assert "exact-duplicate" in findings(again, sent(claim_id="Z9", on=date(2026, 2, 20)))

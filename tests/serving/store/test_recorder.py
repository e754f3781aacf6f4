from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from serving.store import Recorder, Store
from serving.store.tables import score
from tests.serving.store.made_up import scored


def test_what_was_taken_is_on_record(store: Store, tmp_path: Path) -> None:
    recorder = Recorder(store, tmp_path / "spool")
    one = scored()
    recorder.take(one)
    recorder.settle()
    with store.reading() as connection:
        row = connection.execute(select(score)).one()
    assert (row.id, row.at, row.at_risk) == (one.id, one.at, one.at_risk)
    recorder.close()

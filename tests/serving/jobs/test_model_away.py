"""A job whose model cannot be had waits for it, and not for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import BundleError
from rules import RuleSet
from serving import jobs
from serving.jobs import durable
from serving.jobs.durable import Work
from serving.scorer import Scorer
from serving.store import Store
from tests.serving.jobs.test_jobs import many, take


def test_it_waits_and_goes_on_once_the_model_is_there(store: Store, tmp_path: Path) -> None:
    job = take(store, many(3))
    away = [BundleError("the place does not answer")] * 2

    def scorer(_: str) -> Scorer:
        if away:
            raise away.pop()
        return Scorer(None, RuleSet.load())

    work = Work(store, scorer, tmp_path)
    for _ in range(2):
        with pytest.raises(BundleError):
            durable._step(work, job.id, 0)
        waiting = jobs.find(store, "main", job.id)
        assert waiting is not None
        assert (waiting.state, waiting.ended) == ("running", None)
    assert not durable._step(work, job.id, 0)
    done = jobs.find(store, "main", job.id)
    assert done is not None
    assert (done.state, done.claims) == ("done", 3)


def test_it_fails_with_a_sentence_where_the_model_stays_away(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, other = take(store, many(3)), take(store, many(3))

    def scorer(_: str) -> Scorer:
        raise BundleError("the place does not answer")

    work = Work(store, scorer, tmp_path)
    with pytest.raises(BundleError):
        durable._step(work, job.id, 0)
    monkeypatch.setattr(durable, "MODEL_AWAY", 0.0)
    for one in (job, other):  # the next does not wait anew
        assert not durable._step(work, one.id, 0)
        failed = jobs.find(store, "main", one.id)
        assert failed is not None
        assert failed.state == "failed"
        assert failed.problem == "no model could be had for 0 seconds, send it again later: the place does not answer"

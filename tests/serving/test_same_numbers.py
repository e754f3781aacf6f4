"""Scoring sees a claim as training saw it: the same rows, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from claims.origin import Origin, Sourced
from models import Bundle
from models.office import known
from rules import RuleSet
from serving.scorer import Scorer
from training.frame import walk
from training.office_files import read_files


def test_the_scorer_and_the_replay_give_the_same_rows(office: Path, bundle: Bundle, bundle_dir: Path):
    files = read_files(office / "test" / "claims", office / "test" / "remits")
    sent = known(bundle_dir)
    assert sent is not None
    scorer = Scorer(bundle, RuleSet.load(), sent=sent)
    replayed = walk(files.claims, RuleSet.load(), bundle.history(), sent.fork(), [])
    compared = 0
    for claim, rows in zip(files.claims, replayed, strict=True):
        walked = scorer.walk(Sourced(claim, Origin()))
        np.testing.assert_array_equal(walked.rows, rows)
        scorer.sent(claim, walked.today)
        compared += len(rows)
    assert compared > 100

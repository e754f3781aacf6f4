"""An evaluation measures what the model has not seen, and only where the answer is certain."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from models import Bundle
from training.evaluation import Evaluated, evaluate, odds_of
from training.metrics import auroc
from training.office_files import TrainingDataError, read_files
from training.report import report


@pytest.fixture(scope="module")
def evaluated(office: Path, bundle: Bundle) -> Evaluated:
    return evaluate(bundle, office / "test" / "claims", office / "test" / "remits", replay=True)


def test_the_figures_are_of_matured_answered_claims(office: Path, bundle: Bundle, evaluated: Evaluated):
    files = read_files(office / "test" / "claims", office / "test" / "remits")
    p = odds_of(bundle, files)
    answered = np.array([outcome is not None for outcome in files.outcomes])
    denied = np.array([outcome is not None and outcome.denied for outcome in files.outcomes])
    assert evaluated.known + evaluated.silent + evaluated.young + evaluated.seen == len(files.claims)
    assert 0 < evaluated.known <= answered.sum()
    assert evaluated.frozen.overall["claims"] == evaluated.known
    assert evaluated.frozen.overall["auroc"] == pytest.approx(auroc(p[answered], denied[answered]), abs=0.03)


def test_payers_and_months_add_up(evaluated: Evaluated):
    for groups in (evaluated.frozen.by_payer, evaluated.frozen.by_month):
        assert sum(group["claims"] for group in groups.values()) == evaluated.known
        denied = sum(group["claims"] * group["denied"] for group in groups.values())
        assert denied == pytest.approx(evaluated.known * evaluated.frozen.overall["denied"])


def test_answers_that_are_let_in_change_the_odds_and_stand_apart(evaluated: Evaluated):
    assert evaluated.replayed is not None
    assert evaluated.replayed.overall["claims"] == evaluated.frozen.overall["claims"]
    assert evaluated.replayed.overall["denied"] == evaluated.frozen.overall["denied"]
    assert evaluated.replayed.overall["log_loss"] != evaluated.frozen.overall["log_loss"]


def test_without_replay_no_answer_moves_the_history(office: Path, bundle: Bundle):
    found = evaluate(bundle, office / "test" / "claims", office / "test" / "remits")
    assert found.replayed is None


def test_claims_from_before_the_end_of_training_are_not_measured(office: Path, bundle: Bundle):
    with pytest.raises(TrainingDataError, match=f"after {bundle.trained_through}"):
        evaluate(bundle, office / "train" / "claims", office / "train" / "remits")


def test_a_report_shows_every_payer_and_month(evaluated: Evaluated):
    out = io.StringIO()
    Console(file=out, width=100).print(report(evaluated))
    for name in (*evaluated.frozen.by_payer, *evaluated.frozen.by_month):
        assert out.getvalue().count(name) == 2, name
    assert f"{evaluated.frozen.overall['auroc']:.3f}" in out.getvalue()

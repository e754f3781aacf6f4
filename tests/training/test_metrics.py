"""Our few lines of metrics say what scikit-learn says, ties included."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.metrics import log_loss as peer_log_loss

from models.odds import expit
from training.calibration import log_loss, platt
from training.metrics import auprc, auroc, measure, off
from training.skill import skill


@pytest.fixture(params=[0, 1, 2], ids=["smooth", "ties", "few"])
def case(request: pytest.FixtureRequest) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(request.param)
    p = rng.uniform(0.01, 0.6, [2000, 2000, 23][request.param])
    if request.param:
        p = np.round(p, 1) + 0.01
    denied = rng.random(len(p)) < p
    denied[0] = True
    return p, denied


def test_auroc_auprc_and_log_loss_are_those_of_scikit_learn(case: tuple[np.ndarray, np.ndarray]):
    p, denied = case
    assert auroc(p, denied) == pytest.approx(roc_auc_score(denied, p), abs=1e-12)
    assert auprc(p, denied) == pytest.approx(average_precision_score(denied, p), abs=1e-12)
    assert log_loss(p, denied) == pytest.approx(peer_log_loss(denied, p), abs=1e-12)


def test_the_straight_line_is_that_of_an_almost_free_logistic_regression():
    rng = np.random.default_rng(1)
    x = rng.normal(-1, 2, 20_000)
    denied = rng.random(20_000) < expit(0.6 * x - 0.8)
    peer = LogisticRegression(C=1e9).fit(x[:, None], denied)
    ours = platt(x, denied)
    assert ours.slope == pytest.approx(peer.coef_[0, 0], abs=1e-2)
    assert ours.intercept == pytest.approx(peer.intercept_[0], abs=1e-2)


def test_calibration_never_turns_the_order_round():
    rng = np.random.default_rng(2)
    x = rng.normal(size=5000)
    assert platt(x, rng.random(5000) < expit(-x)).slope > 0


@pytest.mark.parametrize("denied", [np.zeros(50, dtype=bool), np.ones(50, dtype=bool)])
def test_calibration_stays_finite_where_one_outcome_is_missing(denied: np.ndarray):
    found = platt(np.linspace(-3, 3, 50), denied)
    assert np.isfinite([found.slope, found.intercept]).all()


def test_calibration_error_is_nought_for_promises_that_are_kept_and_their_distance_else():
    denied = np.tile([True, False, False, False], 300)
    assert off(np.full(1200, 0.25), denied) == pytest.approx(0, abs=1e-12)
    assert off(np.full(1200, 0.45), denied) == pytest.approx(0.20, abs=1e-12)


def test_the_riskiest_tenth_holds_the_refusals_and_dollars_that_it_holds():
    p = np.arange(100) / 100
    denied = p >= 0.8
    dollars = np.where(p >= 0.9, 30.0, np.where(p >= 0.8, 10.0, 0.0))
    found = measure(p, denied, dollars, base_rate=0.2)
    assert found["denials_in_top_tenth"] == 0.5
    assert found["dollars_in_top_tenth"] == pytest.approx(0.75)
    assert found["auroc"] == 1.0


def test_figures_that_need_both_outcomes_are_left_out_where_there_is_one():
    found = measure(np.full(5, 0.1), np.zeros(5, dtype=bool), np.zeros(5), base_rate=0.1)
    assert "auroc" not in found
    assert found["log_loss"] == pytest.approx(found["log_loss_base_rate"])
    assert measure(np.empty(0), np.empty(0, dtype=bool), np.empty(0), 0.1) == {"claims": 0.0, "denied": 0.0}


def test_skill_is_nought_for_the_base_rate_and_one_for_the_oracle():
    rng = np.random.default_rng(5)
    oracle = rng.beta(0.5, 2, 4000)
    denied = rng.random(4000) < oracle
    assert skill(np.full(4000, 0.2), oracle, denied, 0.2).skill == pytest.approx(0)
    assert skill(oracle, oracle, denied, 0.2).skill == pytest.approx(1)
    half = expit((np.log(oracle / (1 - oracle)) + np.log(0.25)) / 2)
    found = skill(half, oracle, denied, 0.2)
    assert 0 < found.skill < 1
    assert 0 < found.spread < 0.1

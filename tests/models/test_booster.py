"""LightGBM's C library says what its Python package and shap say."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import lightgbm
import numpy as np
import pytest
import shap

from models.booster import Booster
from models.library import LightGBMError


@pytest.fixture(scope="module")
def peer() -> lightgbm.Booster:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(3000, 12))
    rows[:, 3] = rng.integers(0, 5, 3000)
    rows[rng.random(rows.shape) < 0.15] = np.nan
    signal = np.nan_to_num(rows[:, 0]) * np.nan_to_num(rows[:, 1]) + (rows[:, 3] == 2) - np.isnan(rows[:, 5])
    labels = (signal + rng.normal(size=3000) > 0).astype(int)
    data = lightgbm.Dataset(rows, labels)
    settings = {"objective": "binary", "num_leaves": 31, "verbosity": -1, "num_threads": 1, "seed": 1}
    return lightgbm.train(settings, data, num_boost_round=60)


@pytest.fixture(scope="module")
def ours(peer: lightgbm.Booster) -> Booster:
    return Booster(peer.model_to_string())


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(200, 12))
    rows[rng.random(rows.shape) < 0.3] = np.nan
    rows[0] = np.nan
    return rows


@pytest.mark.parametrize("count", [0, 1, 2, 4, 5, 200])
def test_raw_scores_equal_those_of_the_python_package_however_many_rows_come(
    peer: lightgbm.Booster, ours: Booster, rows: np.ndarray, count: int
):
    expected = peer.predict(rows[:count], raw_score=True) if count else np.empty(0)
    np.testing.assert_allclose(ours.score(rows[:count]), expected, rtol=0, atol=1e-9)


def test_contributions_equal_those_of_the_python_package(peer: lightgbm.Booster, ours: Booster, rows: np.ndarray):
    np.testing.assert_allclose(ours.contributions(rows), peer.predict(rows, pred_contrib=True), rtol=0, atol=1e-9)


def test_contributions_equal_those_of_shap(peer: lightgbm.Booster, ours: Booster, rows: np.ndarray):
    explainer = shap.TreeExplainer(peer, feature_perturbation="tree_path_dependent")
    effects = np.asarray(explainer.shap_values(rows))
    np.testing.assert_allclose(ours.contributions(rows)[:, :-1], effects, rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours.contributions(rows)[:, -1], explainer.expected_value, rtol=0, atol=1e-9)


def test_base_and_effects_sum_to_the_raw_score(ours: Booster, rows: np.ndarray):
    np.testing.assert_allclose(ours.contributions(rows).sum(axis=1), ours.score(rows), rtol=0, atol=1e-9)


def test_rows_in_column_order_or_cut_from_a_wider_table_score_the_same(ours: Booster, rows: np.ndarray):
    wide = np.hstack([rows, rows])
    for same in (np.asfortranarray(rows), wide[:, :12], rows[::1].astype(np.float64)):
        np.testing.assert_array_equal(ours.score(same[:3]), ours.score(rows[:3]))
        np.testing.assert_array_equal(ours.score(same), ours.score(rows))


def test_threads_that_predict_at_once_get_what_one_alone_gets(peer: lightgbm.Booster, rows: np.ndarray):
    fresh = Booster(peer.model_to_string())  # nothing has been initialised by an earlier call
    expected, effects = peer.predict(rows, raw_score=True), peer.predict(rows, pred_contrib=True)

    def work(at: int) -> None:
        row = at % len(rows)
        np.testing.assert_allclose(fresh.contributions(rows[row : row + 1]), effects[row : row + 1], atol=1e-9)
        np.testing.assert_allclose(fresh.score(rows[row : row + 1]), expected[row : row + 1], atol=1e-9)
        np.testing.assert_allclose(fresh.score(rows), expected, atol=1e-9)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(400)))


def test_a_row_of_the_wrong_width_is_refused_with_both_widths(ours: Booster):
    with pytest.raises(LightGBMError, match=r"\(1, 11\).*12 features"):
        ours.score(np.zeros((1, 11)))
    with pytest.raises(LightGBMError, match="12 features"):
        ours.contributions(np.zeros(12))


@pytest.mark.parametrize("text", ["", "nonsense", "tree\nversion=v4\nnum_class=1\n"])
def test_a_text_that_is_no_model_is_refused(text: str):
    with pytest.raises(LightGBMError):
        Booster(text)


def test_loading_a_booster_imports_neither_the_lightgbm_package_nor_the_training_libraries():
    code = (
        "import sys; from models.booster import Booster; from models.library import load; load(); "
        "print(sorted({'lightgbm', 'pandas', 'sklearn', 'scipy', 'mlflow', 'shap'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Tabled contributions are those of shap and of LightGBM, for any shallow model and any row."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, islice
from math import comb
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pytest
import shap
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import find_files, read
from claims.origin import Sourced
from claims.sent import SentBefore
from models import EMBEDDED, Bundle
from models.booster import Booster
from models.tabled import DEEPEST, tabled
from models.trees import read as trees_of
from rules import RuleSet
from serving.scorer import Scorer
from tests.trees import Drawn, models, odd_rows, trained


def by_definition(model: lightgbm.Booster, row: np.ndarray) -> np.ndarray:
    """Shapley values added up set by set, and the base: an unknown column sends a row both ways, by training counts."""

    def expected(node: dict[str, Any], known: frozenset[int]) -> float:
        if "leaf_value" in node:
            return float(node["leaf_value"])
        sides = node["left_child"], node["right_child"]
        if node["split_feature"] in known:
            return expected(sides[int(goes_right(node, float(row[node["split_feature"]])))], known)
        counts = [side.get("leaf_count", side.get("internal_count")) for side in sides]
        return sum(count * expected(side, known) for count, side in zip(counts, sides, strict=True)) / sum(counts)

    trees = [tree["tree_structure"] for tree in model.dump_model()["tree_info"]]
    every = range(model.num_feature())
    worth = {
        known: sum(expected(tree, known) for tree in trees)
        for size in range(len(every) + 1)
        for known in map(frozenset, combinations(every, size))
    }
    brought = [
        sum(
            (worth[known | {one}] - worth[known]) / (len(every) * comb(len(every) - 1, len(known)))
            for known in worth
            if one not in known
        )
        for one in every
    ]
    return np.array([*brought, worth[frozenset()]])


def goes_right(node: dict[str, Any], value: float) -> bool:
    if node["decision_type"] == "==":
        return math.isnan(value) or str(int(value)) not in node["threshold"].split("||")
    missing = node["missing_type"]
    if (math.isnan(value) and missing != "NaN") or abs(value) <= np.float32(1e-35):
        value = 0.0
    if math.isnan(value) or (missing == "Zero" and value == 0):
        return not node["default_left"]
    return value > node["threshold"]


def ours(model: lightgbm.Booster, rows: np.ndarray) -> np.ndarray:
    tables = tabled(trees_of(model.model_to_string()), model.num_feature())
    assert tables is not None
    return tables.contributions(rows)


@settings(max_examples=60, deadline=None)
@given(how=models, seed=st.integers(0, 1000))
def test_they_equal_those_of_lightgbm_and_sum_to_the_raw_score(how: Drawn, seed: int):
    model = trained(how)
    rows = odd_rows(model, seed)
    found = ours(model, rows)
    np.testing.assert_allclose(found, model.predict(rows, pred_contrib=True), rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.sum(axis=1), model.predict(rows, raw_score=True), rtol=0, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(how=models, seed=st.integers(0, 1000))
def test_they_equal_those_of_shap(how: Drawn, seed: int):
    model = trained(how)
    rows = odd_rows(model, seed)
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    found = ours(model, rows)
    np.testing.assert_allclose(found[:, :-1], explainer.shap_values(rows), rtol=0, atol=1e-9)
    np.testing.assert_allclose(found[:, -1], explainer.expected_value, rtol=0, atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(how=models, seed=st.integers(0, 1000))
def test_they_are_shapley_values_by_definition(how: Drawn, seed: int):
    model = trained(how._replace(rounds=min(how.rounds, 2)))
    rows = odd_rows(model, seed)
    rows = rows[~np.isinf(rows).any(axis=1)][:3]
    expected = np.array([by_definition(model, row) for row in rows])
    np.testing.assert_allclose(ours(model, rows), expected, rtol=0, atol=1e-9)


PLAIN = Drawn(3, 5, 16, 40, 600, 0.1, 0.1, True, False, False, 1.0, 1.0)  # noqa: FBT003


def test_a_row_gets_the_same_bits_alone_and_among_others():
    model = trained(PLAIN)
    rows = np.vstack([odd_rows(model, seed) for seed in range(4)])
    booster = Booster(model.model_to_string())
    alone = [booster.contributions(row[None])[0] for row in rows]
    np.testing.assert_array_equal(booster.contributions(rows), alone)


def test_threads_that_ask_first_at_once_get_what_one_alone_gets():
    model = trained(PLAIN)
    rows = odd_rows(model, 1)
    expected = ours(model, rows)
    booster = Booster(model.model_to_string())
    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(lambda _: booster.contributions(rows), range(64)):
            np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("depth", "is_tabled"), [(DEEPEST, True), (DEEPEST + 1, False)])
def test_trees_deeper_than_can_be_tabled_are_left_to_lightgbm(depth: int, is_tabled: bool):
    model = trained(PLAIN._replace(depth=depth, leaves=200))
    deepest = model.trees_to_dataframe()["node_depth"].max() - 1
    assert deepest == depth
    assert (tabled(trees_of(model.model_to_string()), 6) is not None) == is_tabled
    rows = odd_rows(model, 1)
    found = Booster(model.model_to_string()).contributions(rows)
    np.testing.assert_allclose(found, model.predict(rows, pred_contrib=True), rtol=0, atol=1e-9)


def test_a_tree_of_a_single_leaf_adds_to_the_base_alone():
    model = trained(PLAIN._replace(rows=30, rounds=3))
    constant = lightgbm.train(
        {"objective": "binary", "min_data_in_leaf": 10_000, "verbosity": -1},
        lightgbm.Dataset(np.zeros((50, 6)), np.arange(50) % 3 == 0),
        num_boost_round=2,
    )
    for each in (model, constant):
        rows = odd_rows(model, 1)
        np.testing.assert_allclose(ours(each, rows), each.predict(rows, pred_contrib=True), rtol=0, atol=1e-12)
    assert not ours(constant, np.zeros((2, 6)))[:, :-1].any()


@pytest.mark.parametrize(
    "changed", [{"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}, {"linear_tree": True}]
)
def test_a_model_whose_score_is_no_sum_of_leaves_is_not_tabled(changed: dict[str, object]):
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(300, 3))
    data = lightgbm.Dataset(
        rows, rows[:, 0] + rng.normal(size=300) > 0, params={"linear_tree": "linear_tree" in changed}
    )
    parameters = {"objective": "binary", "max_depth": 3, "verbosity": -1, "num_threads": 1, **changed}
    assert tabled(trees_of(lightgbm.train(parameters, data, num_boost_round=3).model_to_string()), 3) is None


def test_those_of_an_offices_claims_equal_lightgbms_at_every_line_and_hazard(bundle: Bundle, office: Path):
    scorer = Scorer(bundle, RuleSet.load(), sent=SentBefore(b"test"))
    items = (item for file in find_files([office / "test" / "claims"]) for item in read(file))
    walked = [scorer.walk(item) for item in islice((one for one in items if isinstance(one, Sourced)), 150)]
    rows = bundle.select(np.concatenate([each.rows for each in walked if each.rows is not None]))
    assert np.isnan(rows).any()
    for hazard in bundle.hazards:
        peer = lightgbm.Booster(model_str=bundle.models[hazard.file])
        expected = peer.predict(rows, pred_contrib=True, num_threads=1)
        np.testing.assert_allclose(ours(peer, rows), expected, rtol=0, atol=1e-9)


def test_all_hazards_of_the_embedded_model_are_tabled_and_take_little_memory():
    embedded = Bundle.load(EMBEDDED)
    rows = np.random.default_rng(2).normal(size=(20, len(embedded.feature_names))) * 5
    taken = trees = 0
    for hazard in embedded.hazards:
        tables = tabled(trees_of(embedded.models[hazard.file]), rows.shape[1])
        assert tables is not None
        taken += tables.nbytes
        trees += embedded.models[hazard.file].count("\nTree=")
        peer = lightgbm.Booster(model_str=embedded.models[hazard.file])
        expected = peer.predict(rows, pred_contrib=True, num_threads=1)
        np.testing.assert_allclose(tables.contributions(rows), expected, rtol=0, atol=1e-9)
    assert taken < 20_000 * trees

"""Tabled contributions are those of shap and of LightGBM, for any shallow model and any row."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, islice
from math import comb
from pathlib import Path
from typing import Any, NamedTuple

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
from rules import RuleSet
from serving.scorer import Scorer

CATEGORIES = (4, 5)
"""The last columns of a made-up table are categories."""


class Drawn(NamedTuple):
    """How a model is trained, and on what."""

    seed: int
    depth: int
    leaves: int
    rounds: int
    rows: int
    missing: float
    zeros: float
    use_missing: bool
    zero_as_missing: bool
    weighted: bool
    bagging: float
    lambda_l2: float


models = st.builds(
    Drawn,
    seed=st.integers(0, 10_000),
    depth=st.integers(1, DEEPEST - 1),
    leaves=st.integers(2, 24),
    rounds=st.integers(1, 12),
    rows=st.integers(30, 400),
    missing=st.sampled_from([0.0, 0.1, 0.6]),
    zeros=st.sampled_from([0.0, 0.4]),
    use_missing=st.booleans(),
    zero_as_missing=st.booleans(),
    weighted=st.booleans(),
    bagging=st.sampled_from([1.0, 0.5]),
    lambda_l2=st.sampled_from([0.0, 5.0]),
)


def trained(how: Drawn) -> lightgbm.Booster:
    rng = np.random.default_rng(how.seed)
    rows = rng.normal(size=(how.rows, 6)).round(2)
    for column in CATEGORIES:
        rows[:, column] = rng.integers(0, 40 if column == CATEGORIES[0] else 5, how.rows)
    signal = rows[:, 0] * rows[:, 1] + (rows[:, 4] % 3 == 1) + np.abs(rows[:, 2]) - (rows[:, 5] == 2)
    rows[rng.random(rows.shape) < how.zeros] = 0.0
    rows[rng.random(rows.shape) < how.missing] = np.nan
    labels = signal + rng.normal(size=how.rows) > np.median(signal)
    parameters = {
        "objective": "binary",
        "max_depth": how.depth,
        "num_leaves": how.leaves,
        "learning_rate": 0.3,
        "min_data_in_leaf": 2,
        "min_data_per_group": 2,
        "cat_smooth": 0.1,
        "max_cat_to_onehot": 2,
        "use_missing": how.use_missing,
        "zero_as_missing": how.zero_as_missing,
        "bagging_fraction": how.bagging,
        "bagging_freq": 1,
        "lambda_l2": how.lambda_l2,
        "seed": how.seed,
        "verbosity": -1,
        "num_threads": 1,
    }
    weight = rng.uniform(0.1, 5, how.rows) if how.weighted else None
    data = lightgbm.Dataset(
        rows, labels.astype(int), weight=weight, categorical_feature=list(CATEGORIES), params=parameters
    )
    return lightgbm.train(parameters, data, num_boost_round=how.rounds)


def odd_rows(model: lightgbm.Booster, seed: int) -> np.ndarray:
    """Rows as no office has them: missing, endless, unheard-of, and right at the thresholds."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(60, 6)) * 2
    rows[:, 4], rows[:, 5] = rng.integers(-2, 50, 60), rng.integers(-2, 8, 60)
    rows[rng.random(rows.shape) < 0.2] = np.nan
    rows[rng.random(rows.shape) < 0.1] = 0.0
    odd = np.array([np.inf, -np.inf, 1e300, -1e300, 1e-36, -1e-36, 1e-35, -0.0, -0.5, 0.5, 1.999, 31, 32, 1e6, 1e12])
    chosen = rng.random(rows.shape) < 0.1
    rows[chosen] = rng.choice(odd, int(chosen.sum()))
    rows[0], rows[1], rows[2] = np.nan, 0.0, np.inf
    splits = model.trees_to_dataframe().dropna(subset=["split_feature"])
    splits = splits[splits["decision_type"] == "<="]
    for at, (name, threshold) in enumerate(zip(splits["split_feature"], splits["threshold"], strict=True)):
        rows[3 + at % 57, int(name.removeprefix("Column_"))] = threshold
    return rows


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
    tables = tabled(model.model_to_string(), model.num_feature())
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
    assert (tabled(model.model_to_string(), 6) is not None) == is_tabled
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
    assert tabled(lightgbm.train(parameters, data, num_boost_round=3).model_to_string(), 3) is None


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
        tables = tabled(embedded.models[hazard.file], rows.shape[1])
        assert tables is not None
        taken += tables.nbytes
        trees += embedded.models[hazard.file].count("\nTree=")
        peer = lightgbm.Booster(model_str=embedded.models[hazard.file])
        expected = peer.predict(rows, pred_contrib=True, num_threads=1)
        np.testing.assert_allclose(tables.contributions(rows), expected, rtol=0, atol=1e-9)
    assert taken < 20_000 * trees

"""Scores by table are those of LightGBM, bit by bit, for any models of small trees and any row."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import EMBEDDED, Bundle
from models.booster import Booster
from models.forest import LEAVES, Forest, forest
from models.trees import read
from tests.trees import Drawn, models, odd_rows, trained

SMALL = Drawn(3, 4, LEAVES, 12, 400, 0.1, 0.1, True, False, False, 1.0, 1.0)  # noqa: FBT003


def ours(*peers: lightgbm.Booster) -> Forest | None:
    return forest([read(peer.model_to_string()) for peer in peers], 6)


@settings(max_examples=60, deadline=None)
@given(several=st.lists(models, min_size=1, max_size=3), seed=st.integers(0, 1000))
def test_scores_are_lightgbms_to_the_last_bit(several: list[Drawn], seed: int) -> None:
    peers = [trained(how._replace(leaves=min(how.leaves, LEAVES))) for how in several]
    rows = np.vstack([odd_rows(peer, seed) for peer in peers])
    together = ours(*peers)
    assert together is not None
    expected = [Booster(peer.model_to_string()).score(rows) for peer in peers]
    np.testing.assert_array_equal(together.scores(rows), np.column_stack(expected))


def test_a_row_gets_the_same_bits_alone_and_among_others() -> None:
    peers = [trained(SMALL._replace(seed=seed, rounds=rounds)) for seed, rounds in ((1, 12), (2, 5), (3, 1))]
    rows = np.vstack([odd_rows(peer, 1) for peer in peers])
    together = ours(*peers)
    assert together is not None
    np.testing.assert_array_equal(together.scores(rows), np.vstack([together.scores(row[None]) for row in rows]))
    assert together.scores(rows[:0]).shape == (0, 3)


def test_trees_of_a_single_leaf_give_their_constant() -> None:
    constant = lightgbm.train(
        {"objective": "binary", "min_data_in_leaf": 10_000, "verbosity": -1},
        lightgbm.Dataset(np.zeros((50, 6)), np.arange(50) % 3 == 0),
        num_boost_round=2,
    )
    together = ours(constant, trained(SMALL))
    assert together is not None
    rows = np.zeros((2, 6))
    np.testing.assert_array_equal(together.scores(rows)[:, 0], constant.predict(rows, raw_score=True))


@pytest.mark.parametrize(("leaves", "fits"), [(LEAVES, True), (LEAVES + 1, False)])
def test_trees_of_too_many_leaves_are_left_to_lightgbm(leaves: int, fits: bool) -> None:
    large = trained(SMALL._replace(depth=6, leaves=leaves))
    assert max(read(large.model_to_string()).tree.tolist().count(tree) for tree in range(12)) == leaves  # type: ignore[union-attr]
    assert (ours(trained(SMALL), large) is not None) == fits


def test_no_model_and_one_that_is_no_sum_of_trees_have_no_forest() -> None:
    assert forest([], 6) is None
    assert forest([read(trained(SMALL).model_to_string()), None], 6) is None


def test_the_embedded_models_scores_are_lightgbms() -> None:
    embedded = Bundle.load(EMBEDDED)
    rows = np.random.default_rng(3).normal(size=(70, len(embedded.feature_names))) * 5
    rows[np.random.default_rng(4).random(rows.shape) < 0.2] = np.nan
    expected = [Booster(embedded.models[hazard.file]).score(rows) for hazard in embedded.hazards]
    np.testing.assert_array_equal(embedded.raw(rows), np.column_stack(expected))

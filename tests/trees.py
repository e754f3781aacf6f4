"""Made-up LightGBM models of shallow trees, and rows as no office has them."""

from __future__ import annotations

from typing import NamedTuple

import lightgbm
import numpy as np
from hypothesis import strategies as st

from models.tabled import DEEPEST

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

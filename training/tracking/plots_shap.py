"""What moves the odds: exact contributions (SHAP) of each feature at a sample of held-out lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.families import FAMILIES
from models.explaining import Wanted
from models.odds import Array
from training.page.style import panels
from training.trained import Trained

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = 400
"""Held-out lines in the sample, at most."""
FEATURES = 9
HAZARDS = 4
"""The kinds of refusal that are shown, the most frequent first."""
ACROSS = 2


def shap_summary(trained: Trained) -> Figure:
    """A beeswarm for each of the most frequent kinds of refusal; colours tell low values from high, and no value."""
    rows = _sample(trained)
    names = _frequent(trained)
    of = "each kind of refusal" if len(names) > 1 else f"refusals ({names[0]})"
    title = f"What moves the odds of {of}, line by line (SHAP, log-odds; blue: low value, red: high)"
    height = 3.4 * -(-len(names) // ACROSS)
    figure, several = panels(len(names), title=title, width=10.5, height=height, across=min(ACROSS, len(names)))
    wanted = [Wanted(rows, frozenset([name]), range(len(rows))) for name in names]
    for name, explained, at in zip(names, trained.bundle.explain_each(wanted), several, strict=True):
        effects = np.array([one.effects for one in explained])
        _beeswarm(effects, trained.bundle.select(rows), trained.bundle.feature_names, at)
        if len(names) > 1:
            at.set_title(name)
    return figure


def _sample(trained: Trained) -> Array:
    late = trained.settled.late.rows
    chosen = np.random.default_rng(0).permutation(len(late))[:LINES]
    return late[np.sort(chosen)]


def _frequent(trained: Trained) -> list[str]:
    fates = np.concatenate(
        [part.fates for part in (trained.settled.early, trained.settled.middle, trained.settled.late)]
    )
    counts = {name: int((fates == at).sum()) for at, name in enumerate(FAMILIES)}
    names = trained.bundle.hazard_names
    return sorted(names, key=lambda name: (-counts.get(name, 0), name))[:HAZARDS]


def _beeswarm(effects: Array, rows: Array, names: tuple[str, ...], at: Axes) -> None:
    import shap  # noqa: PLC0415 - slow to import

    told = shap.Explanation(values=effects, data=rows, feature_names=list(names))
    before = np.random.get_state()  # noqa: NPY002  shap scatters its points by it
    np.random.seed(0)  # noqa: NPY002
    try:
        shap.plots.beeswarm(told, max_display=FEATURES, ax=at, show=False, plot_size=None, color_bar=False, s=8,
                            group_remaining_features=False)  # fmt: skip
    finally:
        np.random.set_state(before)  # noqa: NPY002
    at.set_xlabel("")
    at.tick_params("y", labelsize=8)
    for points in at.collections:
        points.set_rasterized(True)  # thousands of points would make a heavy page

"""What the splits of a LightGBM model ask of a row, each question once, answered for all rows together.

Source of the answers: LightGBM's ``include/LightGBM/tree.h`` (``NumericalDecision``, ``CategoricalDecision``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models.trees import CATEGORICAL, DEFAULT_LEFT, MISSING, NAN, ZERO, Floats, Ints, Trees

_ABOVE, _WITHIN, _AMONG = 0, 1, 2
_NEAR_ZERO = float(np.float32(1e-35))
"""LightGBM takes what is no farther from 0 for 0."""


class Questions(Struct, frozen=True):
    """The questions, in the order of their kinds: is it above? is it at most? is it one of these categories?

    A missing value is answered no, so that which way it goes decides in which of the first two ways a split is put.
    """

    column: Ints
    """Each one's column; from ``features`` on, the same columns again with zeros taken for missing."""
    threshold: Floats
    above: slice
    within: slice
    among: slice
    left: npt.NDArray[np.bool_]
    """The sets of categories, one after the other; each ends in a ``False`` for all that are larger."""
    first: Ints
    """Where each set begins in ``left``."""
    end: Floats
    """Where it ends, counted from there."""
    zeros: bool
    """Whether any column is asked with zeros taken for missing."""

    def answers(self, rows: Floats) -> npt.NDArray[np.bool_]:
        """What each row answers, shape (rows, questions + 1): the last answer is always no."""
        if self.zeros:
            rows = np.hstack([rows, np.where(np.abs(rows) <= _NEAR_ZERO, np.nan, rows)])
        values = rows.take(self.column, axis=1)
        yes = np.empty((len(rows), len(self.column) + 1), dtype=np.bool_)
        np.greater(values[:, self.above], self.threshold[self.above], out=yes[:, self.above])
        np.less_equal(values[:, self.within], self.threshold[self.within], out=yes[:, self.within])
        if len(self.first):
            category = np.trunc(values[:, self.among])
            known = (category >= 0) & (category < self.end)
            yes[:, self.among] = self.left[self.first + np.where(known, category, self.end).astype(np.intp)]
        yes[:, -1] = False
        return yes


def questions(trees: Trees, features: int) -> tuple[Questions, Ints, npt.NDArray[np.bool_]]:
    """The questions of all splits; of each node its question, and whether a yes sends the row to the right."""
    among = trees.kind & CATEGORICAL > 0
    missing = trees.kind >> MISSING & (ZERO | NAN)
    missing_left = np.where(missing > 0, trees.kind & DEFAULT_LEFT > 0, trees.threshold >= 0)
    how = np.where(among, _AMONG, np.where(missing_left, _ABOVE, _WITHIN))
    column = trees.feature + np.where(~among & (missing == ZERO), features, 0)
    threshold = np.where(np.abs(trees.threshold) > _NEAR_ZERO, trees.threshold, _around_zero(trees.threshold))
    threshold = np.where(among, np.arange(len(column)), threshold)  # no two sets are taken for the same
    order = np.lexsort((threshold, column, how))
    asked = np.stack([how, column, threshold])[:, order]
    new = np.append(True, (asked[:, 1:] != asked[:, :-1]).any(axis=0))[: len(order)]
    question = np.empty(len(order), dtype=np.intp)
    question[order] = np.cumsum(new) - 1
    kept = order[new]
    within, among_from = np.searchsorted(how[kept], [_WITHIN, _AMONG]).tolist()
    left, first, end = _sets([trees.categories[node] for node in kept[among_from:].tolist()])
    asked_once = Questions(
        column=column[kept],
        threshold=threshold[kept],
        above=slice(0, within),
        within=slice(within, among_from),
        among=slice(among_from, len(kept)),
        left=left,
        first=first,
        end=end,
        zeros=bool((column[kept] >= features).any()),
    )
    return asked_once, question, how == _ABOVE


def _sets(sets: list[Ints]) -> tuple[npt.NDArray[np.bool_], Ints, Floats]:
    """Sets of categories, one after the other: which are in them, where each begins, and its length."""
    sizes = np.array([int(found[-1]) + 1 if len(found) else 0 for found in sets], dtype=np.intp)
    first = np.cumsum(sizes + 1) - sizes - 1
    left = np.zeros(int((sizes + 1).sum()), dtype=np.bool_)
    for begin, found in zip(first.tolist(), sets, strict=True):
        left[begin + found] = True
    return left, first, sizes.astype(np.float64)


def _around_zero(threshold: Floats) -> Floats:
    """Thresholds by which values near 0 go where 0 goes."""
    return np.where(threshold < 0, np.nextafter(-_NEAR_ZERO, -1.0), _NEAR_ZERO)

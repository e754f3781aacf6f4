"""What the splits of a LightGBM model ask of a row, each question once, answered for all rows together: left or right?

Source of the answers: LightGBM's ``include/LightGBM/tree.h`` (``NumericalDecision``, ``CategoricalDecision``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models import compiled
from models.trees import CATEGORICAL, DEFAULT_LEFT, MISSING, NAN, ZERO, Floats, Ints, Trees

_ABOVE, _WITHIN, _AMONG = 0, 1, 2
_NEAR_ZERO = float(np.float32(1e-35))
"""LightGBM takes what is no farther from 0 for 0."""


class Questions(Struct, frozen=True):
    """The questions, in the order of their kinds: is it above? is it at most? is it one of these categories?

    A missing value is above nothing and at most nothing, so that which way it goes decides in which of the first two
    ways a split is put. What is above goes to the right; what is at most so much, or one of the categories, does not.
    """

    column: Ints
    """The columns in the order of the questions, each once a kind; from ``features`` on, the same columns again with
    zeros taken for missing."""
    times: Ints
    """How many questions in a row ask each of them: to repeat a value takes half as long as to look it up again."""
    above: Floats
    """The thresholds of the first kind."""
    within: Floats
    """Those of the second."""
    right: npt.NDArray[np.bool_]
    """Of the third kind, set by set, the categories that are not in the set; each ends with all that are larger."""
    first: Ints
    """Where each set begins in ``right``."""
    end: Floats
    """Where it ends, counted from there."""
    zeros: bool
    """Whether any column is asked with zeros taken for missing."""

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.above) + len(self.within) + len(self.first)

    def answers(self, rows: Floats) -> npt.NDArray[np.bool_]:
        """Whether each row goes to the right, shape (rows, questions + 1): in the last place it never does."""
        if self.zeros:
            rows = np.hstack([rows, np.where(np.abs(rows) <= _NEAR_ZERO, np.nan, rows)])
        if compiled.walking is not None:
            right = np.empty((len(rows), self.count + 1), dtype=np.bool_)
            sets = self.right, self.first, self.end
            kept = np.ascontiguousarray(rows, dtype=np.float64)
            asked = self.column, self.times, self.above, self.within
            compiled.walking.answers(kept, kept.shape[1], *asked, *sets, right)
            return right
        values = rows.take(self.column, axis=1).repeat(self.times, axis=1)
        right = np.zeros((len(rows), values.shape[1] + 1), dtype=np.bool_)
        above, known = len(self.above), len(self.above) + len(self.within)
        np.greater(values[:, :above], self.above, out=right[:, :above])
        within = right[:, above:known]
        np.less_equal(values[:, above:known], self.within, out=within)
        np.logical_not(within, out=within)
        if len(self.first):
            category = np.trunc(values[:, known:])
            met = (category >= 0) & (category < self.end)
            right[:, known:-1] = self.right[self.first + np.where(met, category, self.end).astype(np.intp)]
        return right


def questions(trees: Trees, features: int) -> tuple[Questions, Ints]:
    """The questions of all splits; and of each node, which is its own."""
    among = trees.kind & CATEGORICAL > 0
    missing = trees.kind >> MISSING & (ZERO | NAN)
    missing_left = np.where(missing > 0, trees.kind & DEFAULT_LEFT > 0, trees.threshold >= 0)
    how = np.where(among, _AMONG, np.where(missing_left, _ABOVE, _WITHIN))
    column = trees.feature + np.where(~among & (missing == ZERO), features, 0)
    threshold = np.where(np.abs(trees.threshold) > _NEAR_ZERO, trees.threshold, _around_zero(trees.threshold))
    threshold = np.where(among, np.arange(len(column)), threshold)  # no two sets are taken for the same
    order = np.lexsort((threshold, column, how))
    asked = np.stack([how, column, threshold])[:, order]
    differs = asked[:, 1:] != asked[:, :-1]
    new = np.append(True, differs.any(axis=0))[: len(order)]
    question = np.empty(len(order), dtype=np.intp)
    question[order] = np.cumsum(new) - 1
    kept = order[new]
    within, among_from = np.searchsorted(how[kept], [_WITHIN, _AMONG]).tolist()
    right, first, end = _sets([trees.categories[node] for node in kept[among_from:].tolist()])
    runs = np.flatnonzero(np.append(True, differs[:2].any(axis=0))[: len(order)][new])
    asked_once = Questions(
        column=column[kept][runs],
        times=np.diff(np.append(runs, len(kept))),
        above=threshold[kept[:within]],
        within=threshold[kept[within:among_from]],
        right=right,
        first=first,
        end=end,
        zeros=bool((column[kept] >= features).any()),
    )
    return asked_once, question


def _sets(sets: list[Ints]) -> tuple[npt.NDArray[np.bool_], Ints, Floats]:
    """Sets of categories, one after the other: which are not in them, where each begins, and its length."""
    sizes = np.array([int(found[-1]) + 1 if len(found) else 0 for found in sets], dtype=np.intp)
    first = np.cumsum(sizes + 1) - sizes - 1
    right = np.ones(int((sizes + 1).sum()), dtype=np.bool_)
    for begin, found in zip(first.tolist(), sets, strict=True):
        right[begin + found] = False
    return right, first, sizes.astype(np.float64)


def _around_zero(threshold: Floats) -> Floats:
    """Thresholds by which values near 0 go where 0 goes."""
    return np.where(threshold < 0, np.nextafter(-_NEAR_ZERO, -1.0), _NEAR_ZERO)

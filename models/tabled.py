"""Exact contributions (path-dependent TreeSHAP) of shallow trees, looked up in tables.

What a leaf adds to each feature's share depends only on which splits of its path a row passes: with few splits, on few
patterns. Neighbouring leaves have most splits of their paths in common, so leaves are put together in groups that ask
few questions; a group's table holds the summed shares of its features for each pattern of answers. For a row all
questions are answered once, the answers to each group's make a number, and the lines of the tables that have these
numbers are added up.

Larger groups take fewer lines a row and more memory. On 120 trees of depth 5 with 16 leaves, groups of 5, 6, 7 and 8
questions take 1.0, 1.6, 3.0 and 5.3 MB, and three rows 51, 44, 45 and 40 microseconds: those of 6 are taken.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models import compiled, shapley
from models.paths import Paths, paths
from models.questions import questions
from models.trees import Floats, Ints, Trees

DEEPEST = 6
"""Splits of a path at most. Deeper trees take too much memory, and LightGBM computes their contributions."""
_FEWEST = 6
"""Questions that a group may always ask, however short the paths are."""
_BYTE = 8
_TOGETHER = 64
"""Rows that are looked up at once: more take memory and are no quicker."""


class Tabled:
    """The contributions of one model. Nothing of it changes: several threads may use it at once."""

    def __init__(self, trees: Trees, up: Paths, features: int) -> None:
        """Make the tables, in some 20 ms for 120 trees of 16 leaves.

        Args:
            trees: the model.
            up: the paths of its leaves.
            features: columns of a row.
        """
        steps = up.node.shape[1]
        width = max(_FEWEST, steps)
        self._features = features
        self._questions, question = questions(trees, features)
        asked = np.append(question, -1)[up.node]
        group = _groups(asked, width)
        place = np.zeros_like(asked)
        leaf, step = np.nonzero(asked >= 0)
        place[leaf, step], members = _entries(group[leaf], asked[leaf, step], self._questions.count, _BYTE)
        passed = _passed(asked, place, up.right, up.player, width)
        leads = (up.node >= 0) & (up.player == np.arange(steps))
        leaf, player = np.nonzero(leads)
        values = shapley.of_leaves(up.value, up.share)[player[:, None], leaf[:, None], passed[leaf]]
        entry, columns = _entries(group[leaf], trees.feature[up.node[leads]], features)
        self._table = _summed(group[leaf], entry, values, columns.shape)
        index = np.intp if compiled.walking is None else np.int32  # NumPy looks up by the one, walking.c by the other
        self._columns = columns.ravel().astype(index)
        self._members = members.astype(index)
        self._width = width
        self._begins = np.arange(len(members)) << width
        self._base = float((up.value * up.share.prod(axis=1)).sum() + trees.value[trees.above < 0].sum())

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the tables take."""
        return self._table.nbytes + self._members.nbytes + self._columns.nbytes

    def contributions(self, rows: Floats) -> Floats:
        """What each feature adds to the raw score, shape (rows, features + 1); the last column is the base.

        A row gets the same numbers, bit by bit, whatever rows stand beside it.
        """
        out = np.empty((len(rows), self._features + 1))
        if compiled.walking is not None:
            right = self._questions.answers(rows)
            compiled.walking.contributions(
                right, self._members, self._width, self._table, self._columns, self._base, self._features, out
            )
            return out
        for begin in range(0, len(rows), _TOGETHER):
            some = rows[begin : begin + _TOGETHER]
            answers = self._questions.answers(some).take(self._members, axis=1)
            lines = np.packbits(answers.ravel(), bitorder="little").reshape(len(some), -1) + self._begins
            found = self._table.take(lines, axis=0).reshape(len(some), -1)
            for at, shares in enumerate(found, start=begin):
                out[at] = np.bincount(self._columns, weights=shares, minlength=self._features + 1)
        out[:, -1] = self._base
        return out


def tabled(trees: Trees | None, features: int) -> Tabled | None:
    """The tables of a LightGBM model's trees.

    Returns:
        ``None`` where there can be none: a path has more than ``DEEPEST`` splits, or the raw score is no plain sum of
        leaves (see :func:`models.trees.read`). LightGBM's own contributions hold then.
    """
    up = None if trees is None else paths(trees, DEEPEST)
    return None if trees is None or up is None else Tabled(trees, up, features)


def _groups(asked: Ints, most: int) -> Ints:
    """Put leaves together, in their order, as long as they ask at most so many questions: the group of each."""
    groups: list[int] = []
    own: set[int] = set()
    group = -1
    for path in asked.tolist():
        own = own.union(path)
        if group < 0 or len(own) > most + (-1 in own):  # -1 fills up, and is no question
            own, group = set(path), group + 1
        groups.append(group)
    return np.array(groups, dtype=np.intp)


def _passed(asked: Ints, place: Ints, right: npt.NDArray[np.bool_], player: Ints, width: int) -> Ints:
    """Which players pass all their steps, as bits, for each leaf and pattern of its group's answers.

    A row passes a step to the right when its answer is yes, one to the left when it is no.
    """
    pattern = np.arange(1 << width)
    failed = np.zeros((len(asked), len(pattern)), dtype=np.intp)
    for step in range(asked.shape[1]):
        answer = pattern >> place[:, step, None] & 1
        failed |= ((answer != right[:, step, None]) & (asked[:, step, None] >= 0)) << player[:, step, None]
    every = (1 << asked.shape[1]) - 1
    return np.asarray(failed ^ every)


def _entries(group: Ints, named: Ints, none: int, width: int = 0) -> tuple[Ints, Ints]:
    """Give each question, or column, of a group a place among the group's own.

    Args:
        group: of each of them.
        named: which it is; those that are named twice in a group have one place.
        none: what fills up groups that have fewer than others.
        width: places of a group at least.

    Returns:
        The place of each; and what stands at each place of each group.
    """
    pairs, at = np.unique(group * none + named, return_inverse=True)
    groups = pairs // none
    place = np.arange(len(pairs)) - np.searchsorted(groups, groups)
    places = np.full((groups.max(initial=-1) + 1, max(width, place.max(initial=-1) + 1)), none, dtype=np.intp)
    places[groups, place] = pairs % none
    return place[at], places


def _summed(group: Ints, entry: Ints, values: Floats, shape: tuple[int, ...]) -> Floats:
    """The tables, one after the other: the players of each group's leaves added up, for each pattern of answers.

    ``values`` has the shape (players, patterns); ``shape`` is (groups, entries).
    """
    groups, entries = shape
    patterns = values.shape[1]
    at = (group[:, None] * patterns + np.arange(patterns)) * entries + entry[:, None]
    size = groups * patterns * entries
    summed = np.bincount(at.ravel(), weights=values.ravel(), minlength=size).astype(np.float64, copy=False)
    return summed.reshape(groups * patterns, entries)

"""The trees of a LightGBM model, read from its text into plain arrays.

Source: LightGBM's ``src/io/tree.cpp`` (``Tree::ToString``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

CATEGORICAL, DEFAULT_LEFT = 1, 2
"""Bits of a split's kind."""
MISSING = 2
"""How far to shift a split's kind to read what counts as missing: nothing, zero, or NaN."""
NOTHING, ZERO, NAN = 0, 1, 2

_BEGIN, _END = "\nTree=", "\nend of trees"
_WORD = 32
_Number = TypeVar("_Number", np.float64, np.intp)


class Trees(Struct, frozen=True):
    """All trees of a model, one after the other. Nodes are splits; a leaf stands as ``~leaf`` where nodes are named."""

    tree: Ints
    """The tree of each leaf."""
    value: Floats
    """What each leaf adds to the raw score."""
    share: Floats
    """Of each leaf: the share of its parent's training rows that it got."""
    node_share: Floats
    """The same of each node; 1 for a root."""
    above: Ints
    """The node above each leaf, -1 where the leaf is all of the tree."""
    right: npt.NDArray[np.bool_]
    """Whether each leaf lies to the right of the node above."""
    node_above: Ints
    """The node above each node, -1 for a root."""
    node_right: npt.NDArray[np.bool_]
    feature: Ints
    """The column that each node looks at."""
    threshold: Floats
    """Up to here (inclusive) a row goes left."""
    kind: Ints
    """What kind of split each node is, as LightGBM writes it (``decision_type``)."""
    categories: dict[int, Ints]
    """Of nodes whose column is a category: which go left, in rising order."""


def read(text: str) -> Trees | None:
    """The trees of a model; ``None`` where the raw score is not just the sum of a constant leaf a tree.

    That is: several scores a row, an average over trees (random forests), or linear models in the leaves.
    """
    head, *blocks = text.partition(_END)[0].split(_BEGIN)
    header = _fields(head)
    if header.get("num_tree_per_iteration", "1") != "1" or "average_output" in head.split("\n"):
        return None
    trees = [_fields(block) for block in blocks]
    if any(tree.get("is_linear", "0") != "0" for tree in trees):
        return None
    leaves = np.array([int(tree["num_leaves"]) for tree in trees], dtype=np.intp)
    nodes = leaves - 1
    first_leaf, first_node = np.cumsum(leaves) - leaves, np.cumsum(nodes) - nodes
    threshold, kind = _numbers(trees, "threshold", np.float64), _numbers(trees, "decision_type", np.intp)
    count = _numbers(trees, "internal_count", np.float64)
    value = _numbers(trees, "leaf_value", np.float64)
    leaf_count = np.ones(len(value))
    above, node_above = np.full(len(value), -1, dtype=np.intp), np.full(len(count), -1, dtype=np.intp)
    right, node_right = np.zeros(len(value), dtype=np.bool_), np.zeros(len(count), dtype=np.bool_)
    split = np.repeat(nodes > 0, leaves)
    leaf_count[split] = _numbers([tree for tree in trees if tree["num_leaves"] != "1"], "leaf_count", np.float64)
    for name, side in (("left_child", False), ("right_child", True)):
        child = _numbers(trees, name, np.intp)
        inner, parents = child >= 0, np.arange(len(child))
        at_node = child[inner] + np.repeat(first_node, nodes)[inner]
        at_leaf = ~child[~inner] + np.repeat(first_leaf, nodes)[~inner]
        node_above[at_node], node_right[at_node] = parents[inner], side
        above[at_leaf], right[at_leaf] = parents[~inner], side
    return Trees(
        tree=np.repeat(np.arange(len(trees)), leaves),
        value=value,
        share=_share(leaf_count, count, above),
        node_share=_share(count, count, node_above),
        above=above,
        right=right,
        node_above=node_above,
        node_right=node_right,
        feature=_numbers(trees, "split_feature", np.intp),
        threshold=threshold,
        kind=kind,
        categories=_categories(trees, first_node),
    )


def joined(models: Sequence[Trees]) -> Trees:
    """The trees of several models, one model after the other."""
    trees = _firsts([int(model.tree[-1]) + 1 for model in models])
    nodes = _firsts([len(model.feature) for model in models])
    return Trees(
        tree=np.concatenate([model.tree + first for model, first in zip(models, trees, strict=True)]),
        above=_moved([model.above for model in models], nodes),
        node_above=_moved([model.node_above for model in models], nodes),
        categories={
            node + first: found
            for model, first in zip(models, nodes, strict=True)
            for node, found in model.categories.items()
        },
        **{
            name: np.concatenate([getattr(model, name) for model in models])
            for name in ("value", "share", "node_share", "right", "node_right", "feature", "threshold", "kind")
        },
    )


def _firsts(sizes: list[int]) -> list[int]:
    """Where each of some runs begins, one after the other."""
    return [0, *accumulate(sizes[:-1])]


def _moved(above: list[Ints], firsts: list[int]) -> Ints:
    """Nodes above, counted from the first model's first node."""
    return np.concatenate([np.where(one >= 0, one + first, -1) for one, first in zip(above, firsts, strict=True)])


def _fields(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.split("\n") if "=" in line)


def _numbers(trees: list[dict[str, str]], name: str, kind: type[_Number]) -> npt.NDArray[_Number]:
    """One field of all trees, one after the other; a tree without a split has none."""
    words = [word for tree in trees for word in tree.get(name, "").split()]
    return np.array(words, dtype=np.float64).astype(kind)


def _share(count: Floats, parents: Floats, above: Ints) -> Floats:
    """Counts over those of the nodes above."""
    whole = np.append(parents, 0.0)[above]
    return np.where(whole > 0, count / np.where(whole > 0, whole, 1.0), np.where(above < 0, 1.0, 0.0))


def _categories(trees: list[dict[str, str]], first_node: Ints) -> dict[int, Ints]:
    """The sets of categories, which LightGBM writes as bits in words of 32."""
    found: dict[int, Ints] = {}
    for tree, first in zip(trees, first_node.tolist(), strict=True):
        if tree.get("num_cat", "0") == "0":
            continue
        ends = [int(word) for word in tree["cat_boundaries"].split()]
        words = [int(word) for word in tree["cat_threshold"].split()]
        for node, (kind, which) in enumerate(
            zip(tree["decision_type"].split(), tree["threshold"].split(), strict=True)
        ):
            if int(kind) & CATEGORICAL:
                begin, end = ends[int(float(which))], ends[int(float(which)) + 1]
                bits = sum(word << _WORD * at for at, word in enumerate(words[begin:end]))
                found[first + node] = np.array([at for at in range(bits.bit_length()) if bits >> at & 1], dtype=np.intp)
    return found

"""The way from each leaf of some trees up to its root."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from models.trees import Floats, Ints, Trees


class Paths(Struct, frozen=True):
    """The steps above each leaf that is not all of its tree; shape (leaves, steps), filled up where a path is shorter.

    The leaves of a tree stand together, from left to right: near those with which they have most of their steps in
    common.
    """

    leaf: Ints
    """Which leaf it is."""
    tree: Ints
    """Its tree."""
    value: Floats
    """Of each leaf."""
    node: Ints
    """The node that each step goes down from, the lowest first; -1 where there is none."""
    right: npt.NDArray[np.bool_]
    """Whether it goes to the right."""
    player: Ints
    """The first step of the path that asks the same column: the steps of a column are passed together or not."""
    share: Floats
    """Of the first step of each column: which share of the training rows passes all steps of that column; else 1."""


def paths(trees: Trees, most: int) -> Paths | None:
    """The paths of all leaves; ``None`` where one has more than ``most`` steps."""
    leaves = np.flatnonzero(trees.above >= 0)
    node, right, share = trees.above[leaves], trees.right[leaves], trees.share[leaves]
    nodes: list[Ints] = []
    rights: list[npt.NDArray[np.bool_]] = []
    shares: list[Floats] = []
    rank = np.zeros(len(leaves))
    while (node >= 0).any():
        if len(nodes) == most:
            return None
        nodes.append(node)
        rights.append(right)
        shares.append(share)
        # From the root on, the sides are the digits of a binary fraction: it orders leaves from left to right.
        rank = np.where(node >= 0, (rank + right) / 2, rank)
        node, right, share = (
            np.append(each, end)[node]
            for each, end in ((trees.node_above, -1), (trees.node_right, False), (trees.node_share, 1.0))
        )
    order = np.lexsort((rank, trees.tree[leaves]))
    shape = (len(leaves), len(nodes))
    steps = np.array(nodes, dtype=np.intp).T.reshape(shape)[order]
    columns = np.where(steps >= 0, np.append(trees.feature, -1)[steps], -1 - np.arange(shape[1]))
    player = (columns[:, :, None] == columns[:, None, :]).argmax(axis=2) if nodes else steps
    together = player[:, :, None] == np.arange(shape[1])
    each = np.array(shares).T.reshape(shape)[order][:, :, None]
    leaves = leaves[order]
    return Paths(
        leaf=leaves,
        tree=trees.tree[leaves],
        value=trees.value[leaves],
        node=steps,
        right=np.array(rights, dtype=np.bool_).T.reshape(shape)[order],
        player=player,
        share=np.where(together, each, 1.0).prod(axis=1),
    )

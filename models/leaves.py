"""What both ways to score many trees at once share."""

from __future__ import annotations

import numpy as np

from models.trees import Ints

LEAVES = 16
"""Of a tree at most."""


def within(firsts: Ints, count: int) -> tuple[Ints, Ints]:
    """Which run each of so many things in a row belongs to, and its place there, where runs begin at ``firsts``."""
    run = np.searchsorted(firsts, np.arange(count), side="right") - 1
    return run, np.arange(count) - firsts[run]

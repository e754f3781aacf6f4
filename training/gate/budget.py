"""Does the challenger cost no more time and memory than servers have for it?"""

from __future__ import annotations

from statistics import median
from time import thread_time

import numpy as np

from models import Bundle
from training.gate.checked import Checked, Figure
from training.gate.window import Window

QUICK = 0.002
"""Seconds of processor for the odds of a claim that are fine in any case: an answer has 50 ms in all."""
SLOWER = 1.5
"""Times the champion's seconds that are fine: a page of results takes as long as today, to the eye."""
SMALL = 40_000_000
"""Bytes that are fine in any case: a server of four workers bears them for some offices at once."""
LARGER = 2.0
"""Times the champion's bytes that are fine: two versions are in memory while one is taken over from the other."""
SCORED = 100
ROUNDS = 5


def latency(window: Window, champion: Bundle | None, challenger: Bundle) -> Checked:
    """Time the odds of single claims, both models by turns in one run; the medians are held against each other."""
    size = max(len(window.rows) // SCORED, 1)
    rows = [window.rows[at : at + 2].astype(np.float64) for at in range(0, len(window.rows), size)][:SCORED]
    both = [challenger] if champion is None else [challenger, champion]
    spent: list[list[float]] = [[] for _ in both]
    for _ in range(ROUNDS):
        for taken, bundle in zip(spent, both, strict=True):
            taken.append(_seconds(bundle, rows))
    ours = median(spent[0])
    ratio = ours / median(spent[1]) if champion else 1.0
    figures = (Figure("seconds of processor a claim", ours), Figure("times the champion's", ratio))
    passed = ours <= QUICK or (champion is not None and ratio <= SLOWER)
    words = f"{ours * 1000:.2f} ms of processor a claim" + (f", {ratio:.2f} times the champion's" if champion else "")
    limit = f"; up to {QUICK * 1000:.0f} ms, or {SLOWER} times the champion's, is allowed"
    return Checked("latency", passed, figures, words + limit)


def size(champion: Bundle | None, challenger: Bundle) -> Checked:
    """Count the bytes of trees and tables."""
    ours = bytes_of(challenger)
    ratio = ours / bytes_of(champion) if champion else 1.0
    figures = (Figure("bytes", ours), Figure("times the champion's", ratio))
    passed = ours <= SMALL or (champion is not None and ratio <= LARGER)
    words = f"{ours / 1e6:.1f} MB of trees and tables" + (f", {ratio:.2f} times the champion's" if champion else "")
    limit = f"; up to {SMALL / 1e6:.0f} MB, or {LARGER:.0f} times the champion's, is allowed"
    return Checked("size", passed, figures, words + limit)


def bytes_of(bundle: Bundle) -> int:
    """What a bundle holds, unpacked."""
    return sum(map(len, bundle.models.values())) + sum(table.nbytes for table in bundle.tables.values())


def _seconds(bundle: Bundle, claims: list[np.ndarray]) -> float:
    began = thread_time()
    for rows in claims:
        bundle.odds(rows)
    return (thread_time() - began) / len(claims)

"""Policies from an office's history: suppose, test, take the most telling first, and let it account for its refusals.

A refusal that one policy explains is no evidence for another. Tests are counted, and the share of false discoveries
among what is told is held (Benjamini and Hochberg).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from training.office_files import Files
from training.policies.chance import exceeds, q_values
from training.policies.hypothesis import Hypothesis, fit, one_a_claim, tested
from training.policies.kinds import KINDS, Kind, SubjectName
from training.policies.merge import merged
from training.policies.policy import Learnt
from training.policies.table import Line, read_lines
from training.policies.tell import told
from training.policies.terms import subject as subject_of

FALSE_DISCOVERIES = 0.05
"""The share of what is told that may be due to chance."""
FEWEST_REFUSED = 3
"""Refusals below which nothing is told."""
DOUBTFUL = 1e-3
"""What a single test must promise, before all tests are counted."""
DIFFERS = 0.1
"""How unlikely it must be that compliance makes no difference."""
LEAST_RATE = 0.15
"""Share of the claims against it that a policy refuses, at least."""

Key = tuple[int, SubjectName, str]
"""Which kind, about what sort of subject, which one."""


def learn(files: Files) -> Learnt:
    """All policies that the files' answers show, those that cost most first."""
    lines = read_lines(files.claims, files.outcomes)
    by_payer: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_payer[line.payer].append(line)
    found: list[Hypothesis] = []
    tests = 0
    for payer in sorted(by_payer):
        mine, tried = _of_payer(payer, by_payer[payer])
        found += mine
        tests += tried
    q = q_values([one.p for one in found], tests)
    kept = [(one, value) for one, value in zip(found, q, strict=True) if value <= FALSE_DISCOVERIES]
    policies = [policy for one, value in merged(kept) if (policy := told(one, value, by_payer[one.payer]))]
    return Learnt(
        sorted(policies, key=lambda one: (-one.dollars, one.payer, one.kind, one.codes)),
        tests,
        len(lines),
        files.through,
    )


def _of_payer(payer: str, lines: Sequence[Line]) -> tuple[list[Hypothesis], int]:
    """What is told of one payer, before the tests of all payers are counted; and how many tests there were."""
    search = _Search(payer, lines)
    return search.run(), search.tests


class _Search:
    """The search among one payer's lines; ``explained`` grows as policies are taken."""

    def __init__(self, payer: str, lines: Sequence[Line]) -> None:
        self.payer = payer
        self.explained: set[tuple[int, str]] = set()
        """Claim and code of the refusals that a policy accounts for."""
        self.tests = 0
        self._groups: dict[Key, tuple[Line, ...]] = {}
        self._speaking: dict[int, tuple[int, int]] = {}
        for number, kind in enumerate(KINDS):
            of_kind = [line for line in lines if kind.takes(line)]
            for about in kind.about:
                groups: dict[str, list[Line]] = defaultdict(list)
                for line in of_kind:
                    if named := subject_of(about, line):
                        groups[named].append(line)
                self.tests += sum(len(group) >= FEWEST_REFUSED for group in groups.values())
                for subject, group in groups.items():
                    if sum(_speaks(kind, line) for line in group) >= FEWEST_REFUSED:
                        self._groups[number, about, subject] = one_a_claim(group, kind.speaks)
            self._speaking[number] = (sum(_speaks(kind, line) for line in of_kind), len(of_kind))

    def run(self) -> list[Hypothesis]:
        """The policies, the most telling first."""
        taken: list[Hypothesis] = []
        queue: list[tuple[float, Key, int]] = []
        current: dict[Key, Hypothesis] = {}
        for key in self._groups:
            self._suppose(key, queue, current)
        while queue:
            _, key, refused = heapq.heappop(queue)
            found = current[key]
            if self._left(key) != refused:  # another policy has explained some of its refusals since
                self._suppose(key, queue, current)
                continue
            taken.append(found)
            self._explain(found)
            self._suppose(key, queue, current)
        return taken

    def _left(self, key: Key) -> int:
        kind = KINDS[key[0]]
        return sum(self._hit(kind, line) for line in self._groups[key])

    def _hit(self, kind: Kind, line: Line) -> bool:
        return _speaks(kind, line) and (line.claim, line.code) not in self.explained

    def _suppose(self, key: Key, queue: list[tuple[float, Key, int]], current: dict[Key, Hypothesis]) -> None:
        kind = KINDS[key[0]]
        rows = tuple(
            line
            for line in self._groups[key]
            if not (_speaks(kind, line) and (line.claim, line.code) in self.explained)
        )
        hit = np.array([_speaks(kind, line) for line in rows], dtype=bool)
        refused = int(hit.sum())
        if refused < FEWEST_REFUSED:
            return
        supposed = fit(kind, self.payer, key[1:], rows, hit)
        if supposed is None:
            return
        supposed = tested(supposed, self._background(key, refused, len(rows)))
        if supposed.p <= DOUBTFUL and supposed.gain > 0 and _differs(supposed):
            current[key] = supposed
            heapq.heappush(queue, (-supposed.gain, key, refused))

    def _background(self, key: Key, refused: int, of: int) -> float:
        """How often lines of other subjects are refused with codes of this kind."""
        speaking, lines = self._speaking[key[0]]
        return (max(0, speaking - refused) + 0.5) / (max(0, lines - of) + 1.0)

    def _explain(self, found: Hypothesis) -> None:
        against = found.against
        kind = found.kind
        for row, is_one in zip(found.rows, against, strict=True):
            if is_one and (row.refused or row.reduced) and (kind.speaks(row) or kind.explains(row)):
                self.explained.add((row.claim, row.code))


def _differs(found: Hypothesis) -> bool:
    k, n, other_k, other_n = found.counts()
    if k < FEWEST_REFUSED or k < LEAST_RATE * n:
        return False
    return other_n < FEWEST_REFUSED or exceeds(k, n, other_k, other_n) <= DIFFERS


def _speaks(kind: Kind, line: Line) -> bool:
    return (line.refused or line.reduced) and kind.speaks(line)

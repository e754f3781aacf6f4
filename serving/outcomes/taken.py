"""What is told of a file, or of claims, that were taken in."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

from claims.fault import Fault
from serving.problem import Problem, of_fault

MOST_PROBLEMS = 100
"""Problems that are told one by one; more are counted."""


class Taken(Struct, omit_defaults=True):
    """What came of it."""

    kind: str
    """``submissions``, or what the file holds: ``835``, ``999``, ``277`` …, several joined by ``+``."""
    counts: dict[str, int] = field(default_factory=dict)
    repeated: bool = False
    """The same file was taken in before: nothing was changed, and the counts are those of the first time."""
    problems: list[Problem] = field(default_factory=list)
    """What could not be read, without patient data; the first of them."""

    def add(self, counts: Counter[str]) -> None:
        """Count more."""
        for name, number in counts.items():
            self.counts[name] = self.counts.get(name, 0) + number

    def tell(self, fault: Fault) -> None:
        """Count what could not be read, and tell it."""
        self.add(Counter(faults=1))
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(of_fault(fault))

"""How long, or how many trials, a search may take: over all runs of a study, those that were ended among them."""

from __future__ import annotations

import time
from collections.abc import Callable


class Budget:
    """Minutes or trials; what is used up first ends the search."""

    def __init__(
        self, minutes: float | None = None, trials: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to count.

        Args:
            minutes: that the study may take in all.
            trials: that it may have in all, those given up early among them.
            clock: gives seconds.
        """
        self.minutes, self.trials, self._clock, self._began = minutes, trials, clock, clock()

    def spent(self) -> float:
        """Seconds since the count began."""
        return self._clock() - self._began

    def over(self, trials: int, spent: float, longest: float) -> bool:
        """Whether no further trial fits in.

        Args:
            trials: that there were.
            spent: seconds that the study took, earlier runs among them.
            longest: seconds of the longest trial. One that would not end in time is not begun: so the search ends
                before the budget does, and what is left is enough to confirm its best.
        """
        if self.trials is not None and trials >= self.trials:
            return True
        return self.minutes is not None and trials > 0 and spent + longest > self.minutes * 60

    def __str__(self) -> str:
        """Such as ``10 minutes or 40 trials``."""
        minutes = f"{self.minutes:g} minutes" if self.minutes is not None else ""
        trials = f"{self.trials} trials" if self.trials is not None else ""
        return " or ".join(part for part in (minutes, trials) if part)

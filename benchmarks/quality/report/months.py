"""Skill by month after training."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.quality import plots
from benchmarks.quality.bench import Bench, Job
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import spread, table
from benchmarks.quality.months import Month, months

TITLE = "Skill as months pass"


def jobs(bench: Bench) -> list[Job]:
    """Each office, month by month."""
    return [("months", months, office) for office in bench.ageing]


def lines(bench: Bench, images: Images) -> Iterator[str]:
    """A table and a plot of the means over offices."""
    by_month: dict[str, list[Month]] = {}
    for office in bench.ageing:
        for one in months(bench, office):
            by_month.setdefault(one.month, []).append(one)
    several = {month: found for month, found in by_month.items() if len(found) == len(bench.ageing)}
    names = ", ".join(one.name for one in bench.ageing)
    yield (
        f"Training ends before {min(several)}, so that months follow; offices {names}. "
        "*Frozen* is the model as it was trained; *fed* has the same trees, and the answers of the meantime in its "
        "history; *trained anew* is a frozen model of the month before. ± is the standard deviation over offices.\n"
    )
    yield from table(
        ["month", "claims", "frozen", "fed", "trained anew"],
        (
            [
                month,
                f"{sum(one.claims for one in found):,}",
                spread([one.frozen for one in found]),
                spread([one.fed for one in found]),
                spread([one.anew for one in found if one.anew is not None]) if found[0].anew is not None else "",
            ]
            for month, found in several.items()
        ),
    )
    shown: dict[str, list[float | None]] = {
        "frozen": [float(np.mean([one.frozen for one in found])) for found in several.values()],
        "fed with answers": [float(np.mean([one.fed for one in found])) for found in several.values()],
        "trained anew each month": [_mean([one.anew for one in found]) for found in several.values()],
    }
    yield images.show("months", plots.by_month(shown, list(several)), "skill by month after training")


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None

"""What each step of the model is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.quality import plots
from benchmarks.quality.ablations import Left, ablations
from benchmarks.quality.bench import Bench, Job, NotMeasuredError, Office
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import spread, table
from benchmarks.quality.variants import ALONE, LOOKED_AT, VARIANTS, WHOLE, Variant

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "What each part is worth"
HEAD = ("left out", "what is done instead", "lost", "skill", "AUROC", "calibration error")


def jobs(bench: Bench) -> list[Job]:
    """All variants of each office."""
    return [("ablations", ablations, office) for office in bench.small]


def lines(bench: Bench, images: Images) -> Iterator[str]:
    """The table, the greatest loss first, and its bars."""
    left = dict(_measured(bench))
    if not left:
        raise NotMeasuredError("no office's ablations were done")
    if missing := [office.name for office in bench.small if office not in left]:
        yield f"Not measured in this run: {', '.join(missing)}.\n"
    yield (
        f"The same offices ({', '.join(one.name for one in left)}), trained and measured with one thing left "
        "out or replaced. *Lost* is the skill of the whole model less that of the variant, office by office; "
        "± is the standard deviation over offices. What loses less than its ± is not shown to pay. Lines of other "
        "offices that are learnt from are changed alike; where they cannot be (†), the variant learns from its own "
        f"lines alone, and is held against *{ALONE.name}*.\n"
    )
    rows = _rows(VARIANTS[1:], left)
    yield from table(HEAD, [_row(WHOLE, left).cells, *(row.cells for row in rows)], text=2)
    yield images.show("ablations", _bars(rows, "Skill lost when it is left out"), "skill lost by what is left out")
    for name, failed in {name: one.failed for own in left.values() for name, one in own.items() if one.failed}.items():
        yield f"Not measured: {name} ({failed}).\n"
    yield (
        "The same for the experience that looks at one field of the claim, on the first "
        f"{sum(one in left for one in bench.keyed)} of these offices; what it tells, other keys may tell too.\n"
    )
    left = {office: left[office] for office in bench.keyed if office in left}
    rows = _rows(LOOKED_AT, left)
    yield from table(HEAD, [row.cells for row in rows], text=2)
    yield images.show("keys", _bars(rows, "Skill lost without the keys that look at a field"), "skill lost by field")


def _measured(bench: Bench) -> Iterator[tuple[Office, dict[str, Left]]]:
    for office in bench.small:
        with suppress(NotMeasuredError):
            yield office, ablations(bench, office)


def _rows(variants: Sequence[Variant], left: dict[Office, dict[str, Left]]) -> list[Row]:
    """The greatest loss first."""
    return sorted((_row(one, left) for one in variants if _has(one, left)), key=lambda row: -row.lost)


class Row(NamedTuple):
    """One variant over all offices."""

    name: str
    cells: list[str]
    lost: float
    spread: float


def _has(variant: Variant, left: dict[Office, dict[str, Left]]) -> bool:
    return all(variant.name in one and not one[variant.name].failed for one in left.values())


def _row(variant: Variant, left: dict[Office, dict[str, Left]]) -> Row:
    starred = variant.alone and variant is not ALONE
    held_against = (ALONE if starred else WHOLE).name
    found = [one[variant.name] for one in left.values()]
    lost = [(one[held_against].skill or 0.0) - (one[variant.name].skill or 0.0) for one in left.values()]
    figures = zip(*((one.skill or 0.0, one.auroc or 0.0, one.off or 0.0) for one in found), strict=True)
    name = variant.name + " †" * starred
    cells = [name, variant.means, "" if variant is WHOLE else spread(lost), *map(spread, figures)]
    return Row(name, cells, float(np.mean(lost)), float(np.std(lost, ddof=1)) if len(lost) > 1 else 0.0)


def _bars(rows: list[Row], title: str) -> Figure:
    names, means, spreads = ([row.name for row in rows], [row.lost for row in rows], [row.spread for row in rows])
    return plots.bars(names, means, spreads, title, "skill")

"""Skill against the size of the office."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.quality import plots
from benchmarks.quality.bench import Bench, Job, NotMeasuredError, Office
from benchmarks.quality.figures import skill_of
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import spread, table
from benchmarks.quality.own import own
from benchmarks.quality.peers import peers
from benchmarks.quality.report.peers import OURS

TITLE = "Skill and the size of the office"


def jobs(bench: Bench) -> list[Job]:
    """Ours on every simulated office; the peers where they are fitted anyway."""
    also: list[Job] = [("peers", peers, office) for office in bench.peered if not office.folder]
    return [*(("own", own, office) for office in _offices(bench)), *also]


def _offices(bench: Bench) -> list[Office]:
    return [one for one in {*bench.offices, *bench.sizes} if not one.folder]


def lines(bench: Bench, images: Images) -> Iterator[str]:
    """A table and a plot."""
    points: dict[str, dict[int, list[float]]] = {OURS: {}}
    seconds: dict[int, list[float]] = {}
    missing: list[str] = []
    for office in sorted(_offices(bench), key=lambda one: (one.claims, one.seed)):
        try:
            one = own(bench, office)
        except NotMeasuredError:
            missing.append(office.name)
            continue
        points[OURS].setdefault(office.claims, []).append(skill_of(one.truth, one.p))
        seconds.setdefault(office.claims, []).append(one.cost.seconds)
        for name, odds in peers(bench, office).items() if office in bench.peered else ():
            p = one.truth.aligned(odds)
            points.setdefault(name, {}).setdefault(office.claims, []).append(skill_of(one.truth, p))
    if missing:
        yield f"Not measured in this run: {', '.join(missing)}.\n"
    if not seconds:
        yield "Not measured: an unpacked office has one size.\n"
        return
    fitted = ", ".join(one.name for one in bench.peered if one.claims in seconds)
    yield (
        "Each point is an office of its own: a larger one has more answers to learn its payers' policies from. Other "
        f"models were fitted on some of the offices alone ({fitted}), and one office is harder than another.\n"
    )
    yield from table(
        ["claims of the office", "offices", "skill", "seconds to train"],
        (
            [f"{size:,}", str(len(skills)), spread(skills), f"{sum(seconds[size]) / len(seconds[size]):.0f}"]
            for size, skills in points[OURS].items()
        ),
    )
    shown = {name: sorted(several.items()) for name, several in points.items()}
    yield images.show("size", plots.curve(shown), "skill by the size of the office")

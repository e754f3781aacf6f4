"""What was measured: ours, the peers and an entry, on each office; what was not is left out."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import mean

from msgspec import structs

from benchmarks.office.entry import EntryError, looks_ahead, odds_of
from benchmarks.office.score import Score, limits, score
from benchmarks.office.yard import folder
from benchmarks.quality.bench import Bench, Job, NotMeasuredError, Office
from benchmarks.quality.own import own
from benchmarks.quality.peers import peers
from benchmarks.quality.truth import truth_of

OURS = "cleanclaim"
BY_NOBODY = frozenset({"the oracle", "the base rate"})

Scores = dict[str, list[Score]]
"""By model, one an office."""


def jobs(offices: tuple[Office, ...]) -> list[Job]:
    """The work that has to be done before anything can be told."""
    return [job for office in offices for job in (("own", own, office), ("peers", peers, office))]


def measured(bench: Bench, offices: tuple[Office, ...], entry: str = "") -> dict[int, Scores]:
    """By size of the office. An office on which ours and the peers were not measured is left out, but for an entry.

    Raises:
        AnotherOfficeError: an office's files are not those of the yardstick.
        EntryError: the entry failed, or looked ahead.
    """
    found: dict[int, Scores] = {}
    for office in offices:
        try:
            place = folder(bench, office)
            scores = limits(truth_of(place)) | _kept(structs.replace(bench, only_kept=True), office)
        except NotMeasuredError:
            if not entry or bench.only_kept:
                continue
            scores = limits(truth_of(place))
        if entry:
            scores[entry] = _of_entry(entry, place)
        for name, one in scores.items():
            found.setdefault(office.claims, {}).setdefault(name, []).append(one)
    return found


def ranked(scores: Scores) -> list[str]:
    """The oracle first, then models by skill."""
    return sorted(scores, key=lambda name: -mean(one.skill for one in scores[name]))


def _kept(bench: Bench, office: Office) -> dict[str, Score]:
    ours = own(bench, office)
    told = {OURS: ours.p, **{name: ours.truth.aligned(p) for name, p in peers(bench, office).items()}}
    return {name: score(ours.truth, p) for name, p in told.items()}


def _of_entry(entry: str, place: Path) -> Score:
    odds = odds_of(entry, place)
    if looks_ahead(entry, place, odds):
        raise EntryError(
            f"{entry}: the odds of the first claims change when later ones are not given: a claim may be judged by "
            "what was sent before it alone (or the entry is not the same twice: give it a seed)"
        )
    sys.stderr.write(f"office: {entry} {place.name.partition('~')[0]}\n")
    return score(truth_of(place), truth_of(place).aligned(odds))

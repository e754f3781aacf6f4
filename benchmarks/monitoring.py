"""The monitor on made-up offices: false alarms where nothing changes, how soon a change is told, estimate and truth.

Each office is learnt from through New Year's Day and watched for the eight months after. Of some the payers change
nothing: what is told there is false, but for newcomers, who are facts (an office hires clinicians). There a change is
also planted: from February on, one payer refuses nine in ten claims of one service for want of authorization, for each
service that it answers six times or more in the fortnight from the first refusal. In the other half, payers change as
the simulator lets them.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
from msgspec import structs

from benchmarks.policies import Bells
from training.monitoring import Monitored, monitor
from training.monitoring.changes import PROOF, merged
from training.office import simulate
from training.office_files import Files, read_files
from training.policies.alarms import alarms
from training.policies.table import Line, read_lines
from training.run import learn

STILL = ((5_000, 321), (12_000, 322), (12_000, 323), (12_000, 324), (12_000, 325))
CHANGING = ((12_000, 302), (12_000, 303))
LEARNT, TODAY = date(2026, 1, 1), date(2026, 8, 30)
YEARS = (TODAY - LEARNT).days / 365
PLANTED = date(2026, 2, 2)
STRENGTH = 0.9
ENOUGH = 6
"""Answers in the fortnight from the first refusal on."""
FORTNIGHT = 14
FACTS = frozenset({"new"})


def files_of(folder: Path, as_of: date) -> Files:
    """All that an office sent and heard by a day."""
    parts = folder / "train", folder / "test"
    return read_files([part / "claims" for part in parts], [part / "remits" for part in parts], as_of)


def planted(lines: list[Line], seed: int) -> Iterator[int | None]:
    """Days from the first refusal to the alarm, of a change planted at one service after the other."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.day >= PLANTED.toordinal() and "authorization" in line.missing:
            groups[line.payer, line.procedure].append(at)
    for (payer, code), places in sorted(groups.items()):
        dice = random.Random(f"{seed} {payer} {code}")
        hit = {claim: dice.random() < STRENGTH for claim in sorted({lines[at].claim for at in places})}
        changed = {
            at: structs.replace(lines[at], refused=True, code="197", family="authorization")
            for at in places
            if hit[lines[at].claim]
        }
        if not changed:
            continue
        first = min(one.answered for one in changed.values())
        soon = {lines[at].claim for at in places if first <= lines[at].answered < first + FORTNIGHT}
        if len(soon) < ENOUGH:
            continue
        mine = [changed.get(at, line) for at, line in enumerate(lines) if line.payer == payer]
        told = [
            one.raised.toordinal() - first
            for one in merged(alarms(mine, PROOF))
            if one.family == "authorization" and code in one.codes and one.raised.toordinal() >= first
        ]
        yield min(told) if told else None


def estimates(found: Monitored) -> Iterator[tuple[float, float, float]]:
    """Of each full week of known claims: gain promised less gain met, share promised less met, and claims."""
    for one in found.weeks:
        if one.complete:
            yield one.expected.gain - one.gain, one.expected.denials / one.known - one.denied, one.known


def main(still: Iterable[tuple[int, int]] = STILL, changing: Iterable[tuple[int, int]] = CHANGING) -> None:
    """Print what it comes to, office by office and in all."""
    false: Counter[str] = Counter()
    offices, days, off = 0, list[int | None](), list[tuple[float, float, float]]()
    for claims, seed in still:
        with tempfile.TemporaryDirectory() as folder:
            simulate(folder, claims, seed, changes=False)
            files = files_of(Path(folder), TODAY)
            found = monitor(learn(files_of(Path(folder), LEARNT)).bundle, files)
        offices += 1
        false.update(one.kind for one in found.signals if one.kind not in FACTS)
        mine = list(planted(read_lines(files.claims, files.outcomes), seed))
        days += mine
        off += estimates(found)
        _show(f"still, {claims:,} claims, seed {seed}", found, mine)
    years = offices * YEARS
    total = sum(false.values())
    print(f"  {total} false in {years:.1f} office years: {total / years:.2f} a year, {dict(false)}")
    soon = sum(one is not None and one <= FORTNIGHT for one in days)
    heard = [one for one in days if one is not None]
    print(f"  planted: {len(days)}, told within a fortnight {soon}, ever {len(heard)}; "
          f"median {np.median(heard):.0f} days, p90 {np.quantile(heard, 0.9):.0f}")  # fmt: skip
    gains, shares, sizes = np.array(off).T
    print(f"  estimate less truth, {len(off)} weeks of {np.median(sizes):.0f} claims: gain {np.mean(gains):+.3f} "
          f"(median distance {np.median(abs(gains)):.3f}), share refused {np.mean(shares):+.4f} "
          f"(median distance {np.median(abs(shares)):.4f})")  # fmt: skip
    bells = Bells()
    for claims, seed in changing:
        with tempfile.TemporaryDirectory() as folder:
            simulate(folder, claims, seed)
            files = files_of(Path(folder), TODAY)
            found = monitor(learn(files_of(Path(folder), LEARNT)).bundle, files)
            truths = json.loads((Path(folder) / "policies.json").read_text("utf-8"))["policies"]
        bells.changing(alarms(read_lines(files.claims, files.outcomes), PROOF), truths)
        _show(f"changing, {claims:,} claims, seed {seed}", found, [])
    bells.show()


def _show(title: str, found: Monitored, days: list[int | None]) -> None:
    kinds = dict(Counter(one.kind for one in found.signals))
    print(f"  {title}: {len(found.charts)} charts, signals {kinds}, planted {days}", flush=True)
    for one in found.signals:
        print(f"    {one.known} {one.kind}: {one.says}")

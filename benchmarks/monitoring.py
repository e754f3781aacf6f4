"""The monitor on made-up offices: false alarms where nothing changes, how soon a change is told, estimate and truth.

Each quiet office works for eighteen months, is learnt from through New Year's Day and watched for the whole year after.
Its payers change nothing: what is told there is false, but for newcomers, who are facts (an office hires clinicians).
There a change is also planted, at each service by itself: from February on, its payer refuses nine in ten of its claims
that carry no authorization, or one in two, for want of it. How soon that is told goes by how often the service is
answered. At the other offices, of fourteen months, payers change as the simulator lets them.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from msgspec import Struct, structs

from benchmarks.policies import ENOUGH, FAMILIES, Bells
from training.monitoring import Monitored, monitor
from training.monitoring.changes import PROOF
from training.office import clinicians, desk, hospital, patients, policies, simulate, visits
from training.office.calendar import START
from training.office_files import Files, read_files
from training.policies.alarms import Alarm, alarms
from training.policies.table import Line, read_lines
from training.run import learn

STILL = ((12_000, 332), (12_000, 333), (12_000, 334), (12_000, 335))
"""Claims of eighteen months, and seeds."""
CHANGING = ((5_000, 301), (12_000, 302), (12_000, 303))
"""Claims of fourteen months, and seeds."""
LEARNT, YEAR, SUMMER = date(2026, 1, 1), date(2026, 12, 31), date(2026, 8, 30)
PLANTED = date(2026, 2, 2)
STRENGTHS = (0.9, 0.5)
FORTNIGHT = 14
SPANS = (FORTNIGHT, 28, 91)
"""Days within which a change may be told."""
SIZES = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 9), (10, 10_000))
"""Answers of a service in the fortnight from the first refusal on, least and most."""
FACTS = frozenset({"new"})


class Planted(Struct, frozen=True):
    """A change planted at one service."""

    strength: float
    answers: int
    """In the fortnight from the first refusal on."""
    told: int | None
    """Days from the first refusal to the alarm; ``None`` where there was none."""


@contextmanager
def working_until(day: date) -> Iterator[None]:
    """Let made-up offices send claims until a day; the simulator itself ends earlier."""
    values = {"END": day, "SPAN": (day - START).days}
    with ExitStack() as stack:
        for module in (clinicians, desk, hospital, patients, policies, visits):
            for name in values.keys() & vars(module).keys():
                stack.enter_context(patch.object(module, name, values[name]))
        yield


def files_of(folder: Path, as_of: date) -> Files:
    """All that an office sent and heard by a day."""
    parts = folder / "train", folder / "test"
    return read_files([part / "claims" for part in parts], [part / "remits" for part in parts], as_of)


def watched(folder: Path, through: date) -> tuple[Monitored, Files]:
    """What the monitor says of a model that was learnt from what was known on New Year's Day."""
    files = files_of(folder, through)
    return monitor(learn(files_of(folder, LEARNT)).bundle, files), files


def planted(lines: Sequence[Line], seed: int) -> Iterator[Planted]:
    """A change planted at one service after the other, strongly and weakly."""
    services: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        services[line.payer, line.procedure].append(line)
    for (payer, code), own in sorted(services.items()):
        concerned = {line.claim for line in own if line.day >= PLANTED.toordinal() and "authorization" in line.missing}
        for strength in STRENGTHS:
            dice = random.Random(f"{seed} {payer} {code}")
            hit = {claim for claim in sorted(concerned) if dice.random() < strength}
            changed = [
                structs.replace(line, refused=True, code="197", family="authorization", remark="")
                if line.claim in hit and line.day >= PLANTED.toordinal() and "authorization" in line.missing
                else line
                for line in own
            ]
            if hit:
                yield _planted(changed, concerned, hit, strength)


def _planted(lines: Sequence[Line], concerned: set[int], hit: set[int], strength: float) -> Planted:
    first = min(line.answered for line in lines if line.claim in hit)
    soon = {line.claim for line in lines if line.claim in concerned and first <= line.answered < first + FORTNIGHT}
    told = [
        one.raised.toordinal() - first
        for one in alarms(lines, PROOF)
        if one.family == "authorization" and one.raised.toordinal() >= first
    ]
    return Planted(strength, len(soon), min(told, default=None))


def estimates(found: Monitored) -> Iterator[tuple[float, float, float]]:
    """Of each full week of known claims: gain promised less gain met, share promised less met, and claims."""
    for one in found.weeks:
        if one.complete:
            yield one.expected.gain - one.gain, one.expected.denials / one.known - one.denied, one.known


def main(still: Iterable[tuple[int, int]] = STILL, changing: Iterable[tuple[int, int]] = CHANGING) -> None:
    """Print what it comes to, office by office and in all."""
    _quiet_years(still)
    bells = Bells()
    for claims, seed in changing:
        with tempfile.TemporaryDirectory() as folder:
            simulate(folder, claims, seed)
            found, files = watched(Path(folder), SUMMER)
            truths = json.loads((Path(folder) / "policies.json").read_text("utf-8"))["policies"]
        lines = read_lines(files.claims, files.outcomes)
        raised = alarms(lines, PROOF)
        bells.changing(raised, truths)
        _show(f"changing, {claims:,} claims, seed {seed}", found)
        _beginnings(lines, raised, truths)
    bells.show()


def _quiet_years(still: Iterable[tuple[int, int]]) -> None:
    false: Counter[str] = Counter()
    offices, most, days, off = 0, 0, list[Planted](), list[tuple[float, float, float]]()
    for claims, seed in still:
        with tempfile.TemporaryDirectory() as folder, working_until(date(2027, 1, 1)):
            simulate(folder, claims, seed, changes=False)
            found, files = watched(Path(folder), YEAR)
        offices += 1
        wrong = [one.kind for one in found.signals if one.kind not in FACTS]
        false.update(wrong)
        most = max(most, len(wrong))
        _show(f"still, {claims:,} claims, seed {seed}: {len(wrong)} false in a year", found)
        days += planted(read_lines(files.claims, files.outcomes), seed)
        off += estimates(found)
    total = sum(false.values())
    print(f"  {total} false in {offices} office years, {most} at most in one: {dict(false)}")
    for strength in STRENGTHS:
        for least, upto in SIZES:
            _soon(f"planted at {strength:.0%}, answered {least} to {upto} times in the first fortnight",
                  [one.told for one in days if one.strength == strength and least <= one.answers <= upto])  # fmt: skip
    gains, shares, sizes = np.array(off).T
    print(f"  estimate less truth, {len(off)} weeks of {np.median(sizes):.0f} claims: gain {np.mean(gains):+.3f} "
          f"(median distance {np.median(abs(gains)):.3f}), share refused {np.mean(shares):+.4f} "
          f"(median distance {np.median(abs(shares)):.4f})")  # fmt: skip


def _soon(title: str, days: Sequence[int | None]) -> None:
    within = ", ".join(f"{sum(one is not None and one <= span for one in days)} in {span} days" for span in SPANS)
    heard = sorted(one for one in days if one is not None)
    middle = f"after {heard[len(days) // 2]} days" if len(heard) > len(days) // 2 else "never"
    print(f"  {title}: {len(days)} services, told {within}, ever {len(heard)}; the middle one {middle}")


def _beginnings(lines: Sequence[Line], raised: Sequence[Alarm], truths: Iterable[Mapping[str, Any]]) -> None:
    """What stands of each beginning in the answers, and how its own alarm came of it."""
    for true in truths:
        met = true["against"]
        if true["kind"] not in FAMILIES or len(met.get("answered", ())) < ENOUGH:
            continue
        mine = [line for line in lines if line.payer == true["payer"]]
        hits = Counter(
            line.procedure for line in mine
            if line.refused and line.family in FAMILIES[true["kind"]] and line.procedure in met["codes"]
            and date.fromordinal(line.day).isoformat() >= true["since"]
        )  # fmt: skip
        told = [
            f"{one.raised} {one.code}" for one in raised
            if one.payer == true["payer"] and one.family in FAMILIES[true["kind"]]
            and one.raised.isoformat() >= true["since"]
            and (one.code in met["codes"] or one.code in true.get("taxonomies", ()))
        ]  # fmt: skip
        print(f"    {true['kind']} since {true['since']}, enforced on {true['strength']:.0%}: {met['claims']} cases of "
              f"{len(met['codes'])} codes {met['codes']}, refused {dict(hits)}; told {told}")  # fmt: skip


def _show(title: str, found: Monitored) -> None:
    kinds = dict(Counter(one.kind for one in found.signals))
    print(f"  {title}: {len(found.charts)} charts, signals {kinds}", flush=True)
    for one in found.signals:
        print(f"    {one.known} {one.kind}: {one.says}")

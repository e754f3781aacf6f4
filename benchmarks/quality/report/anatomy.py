"""What is left to lose, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.quality.anatomy import FORCE, NONE, SEEN, Anatomy, Share, anatomy
from benchmarks.quality.bench import Bench, Job, Office
from benchmarks.quality.figures import by_payer
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import table
from benchmarks.quality.offices import folder_of
from benchmarks.quality.own import own
from benchmarks.quality.payers import outside
from benchmarks.quality.report.skill import by_size
from benchmarks.quality.unlearnt import LATE, Why, alarms, singles, together

TITLE = "What is still lost, and why"
KINDS = 12
DEAREST = 15


def jobs(bench: Bench) -> list[Job]:
    """Ours on every simulated office."""
    return [("own", own, office) for office in bench.offices if not office.folder]


def lines(bench: Bench, images: Images) -> Iterator[str]:  # noqa: ARG001 - all sections are called alike
    """Three cuts for each size of office."""
    sizes = by_size(tuple(office for office in bench.offices if not office.folder))
    if not sizes:
        yield "Not measured: of an unpacked office it is not known which policy each claim went against.\n"
        return
    yield (
        "The loss to the oracle, put to the account of the policy that most likely refuses the claim, in the mean over "
        "offices of a size. *Skill lost* is what knowing the true odds of these claims would add. A policy of which no "
        "refusal had been answered when training ended cannot be learnt from answers; the others can, the better the "
        "more often they were met. *Needless alarm* are claims that go against no policy, and are thought to.\n"
    )
    for size, offices in sizes.items():
        found = [_of(bench, one) for one in offices]
        yield f"### {size} claims ({len(offices)} offices)\n" if len(offices) > 1 else f"### {size} claims\n"
        chance, reach = np.mean([one.chance for one in found]), np.mean([one.within_reach for one in found])
        yield (
            f"The oracle still loses {chance:.0%} of what the base rate loses: chance, nobody's to know. Who knew all "
            f"but the policies of which no refusal was ever answered would have a skill of {reach:.2f}.\n"
        )
        yield from _table("refusals by the policy answered in training", [one.seen for one in found])
        yield from _table("policy in force for", [one.force for one in found])
        yield from _table("kind of policy", [one.kinds for one in found], KINDS)
    largest = max(sizes.values(), key=lambda several: several[0].claims)
    yield from _singly(bench, largest)
    yield from _payers(bench)


def _singly(bench: Bench, offices: Sequence[Office]) -> Iterator[str]:
    """Policy by policy, where there is most to learn from."""
    found = [own(bench, one) for one in offices]
    policies = [singles(one, folder_of(bench, office)) for one, office in zip(found, offices, strict=True)]
    clear = [alarms(one, folder_of(bench, office)) for one, office in zip(found, offices, strict=True)]
    size = f"{offices[0].claims:,} claims"
    yield f"### Policy by policy, {size}\n"
    yield (
        "Why a policy was not learnt: the claims of each reason, all offices together; *told* and *true* are our odds "
        f"and the true ones, in the mean. What begins in the last {LATE} days before training ends can hardly be "
        "answered by then. Where no policy is met, the true odds are those of chance, and any alarm is needless: it is "
        "the price of odds that must cover both those who are refused and those who are not while it is not known "
        "which of them a policy means.\n"
    )
    reasons = together([single.of for several in policies for single in several])
    bands = together([one for several in clear for one in several])
    yield from table(
        ["why", "policies", "claims", "refused", "told", "true", "skill lost"],
        [
            [one.reason, f"{one.policies or ''}", f"{one.claims:,}", f"{one.denied:,}", *_wrong(one, len(offices))]
            for one in (*reasons, *bands)
        ],
    )
    yield f"The dearest policies, one by one ({size}; skill lost at their own office):\n"
    dearest = sorted((one for several in policies for one in several), key=lambda one: -one.of.costs)[:DEAREST]
    yield from table(
        ["kind", "in force since", "why", "refusals answered", "claims", "told", "true", "skill lost"],
        [
            [one.kind, one.since, one.of.reason, f"{one.answered}", f"{one.of.claims}", *_wrong(one.of, 1)]
            for one in dearest
        ],
        text=3,
    )


def _wrong(one: Why, offices: int) -> list[str]:
    return [f"{one.told:.2f}", f"{one.true:.2f}", f"{one.costs / offices:.3f}"]


def _payers(bench: Bench) -> Iterator[str]:
    """Why payers lie outside the band of chance."""
    offices = [one for one in bench.offices if not one.folder]
    found = [outside(own(bench, one), folder_of(bench, one)) for one in offices]
    payers = sum(len(by_payer(one.truth, one.p)) for one in (own(bench, office) for office in offices))
    yield "### Payers outside the band of chance\n"
    yield (
        f"How many of the {payers} payers with enough claims lie outside, and the mean skill, when the odds are put "
        "right in one way. A line in log-odds for each payer, fitted to the very claims that are measured, is more "
        "than any calibration by payer could reach.\n"
    )
    yield from table(
        ["odds", "payers outside", "skill"],
        [
            [ways[0].odds, f"{sum(way.payers for way in ways)}", f"{np.mean([way.skill for way in ways]):.3f}"]
            for ways in zip(*found, strict=True)
        ],
    )


def _of(bench: Bench, office: Office) -> Anatomy:
    return anatomy(own(bench, office), folder_of(bench, office))


def _table(head: str, found: Sequence[Sequence[Share]], most: int = 99) -> Iterator[str]:
    order = [*(name for _, name in (*SEEN, *FORCE)), NONE]
    names = sorted({share.group for shares in found for share in shares}, key=lambda one: (*order, one).index(one))
    rows = []
    for name in names:
        own_ = [share for shares in found for share in shares if share.group == name]
        claims, denied = sum(share.claims for share in own_), sum(share.denied for share in own_)
        # An office without such claims loses nothing on them.
        lost, costs = (
            sum(values) / len(found) for values in ([one.share for one in own_], [one.costs for one in own_])
        )
        rows.append((lost, [name, f"{claims:,}", f"{denied / claims:.0%}", f"{lost:.0%}", f"{costs:.3f}"]))
    if most < len(rows):
        rows = sorted(rows, key=lambda row: -row[0])[:most]
    yield from table([head, "claims", "refused", "share of the loss", "skill lost"], [row for _, row in rows])

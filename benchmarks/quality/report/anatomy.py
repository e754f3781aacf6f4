"""What is left to lose, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.quality.anatomy import FORCE, NONE, SEEN, Anatomy, Share, anatomy
from benchmarks.quality.bench import Bench, Job, Office
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import table
from benchmarks.quality.offices import folder_of
from benchmarks.quality.own import own
from benchmarks.quality.report.skill import by_size

TITLE = "What is still lost, and why"
KINDS = 12


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

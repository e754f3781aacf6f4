"""What looking at claims brings in dollars."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.quality import plots
from benchmarks.quality.bench import Bench, Job
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import table
from benchmarks.quality.money import SHARES, caught, orders, verdicts
from benchmarks.quality.own import own
from benchmarks.quality.peers import peers
from benchmarks.quality.truth import Floats, Truth
from models import Bundle

SHOWN = ("oracle", "cleanclaim", "CatBoost", "charge")
"""The orders that are drawn."""
TITLE = "Dollars caught"


def jobs(bench: Bench) -> list[Job]:
    """Ours and the peers on one office: the largest that has peers."""
    return [("own", own, bench.peered[-1]), ("peers", peers, bench.peered[-1])]


def lines(bench: Bench, images: Images) -> Iterator[str]:
    """Who finds which dollars first; and what the threshold of the verdict does."""
    office = bench.peered[-1]
    ours = own(bench, office)
    ranked = orders(ours, peers(bench, office))
    yield (
        f"Office {office.name}: what stands among the claims looked at first, by who says which come first: refused "
        "charges, and in brackets refused claims. A few hospital claims carry most dollars, so *charge alone* finds "
        "dollars and hardly a refusal; what tells models apart is how many refusals come with the dollars.\n"
    )
    yield from table(
        ["order", *(f"{share:.0%} looked at" for share in SHARES)],
        ([name, *_found(ours.truth, order)] for name, order in ranked.items()),
    )
    shown = {name: order for name, order in ranked.items() if name.startswith(SHOWN)}
    yield images.show("dollars", plots.caught(ours.truth, shown, office.name), "refused charges by share looked at")
    review = Bundle.load(ours.bundle).review
    yield (
        f"The verdict holds a claim when the expected saving of a look exceeds its cost (${review.look_cost:.2f}; a "
        f"look is taken to prevent {review.prevented:.0%} of refusals, a refusal to cost ${review.rework_cost:.2f} of "
        f"rework, and {review.lost:.0%} of refused money never to come; *pays from* is the share "
        "of refusals that looks must prevent to pay for themselves). As it turned out:\n"
    )
    yield from table(
        ["", "looked at", "refusals caught", "refused dollars caught", "net for 1,000 claims", "pays from"],
        (
            [
                name,
                f"{one.share:.1%}",
                f"{one.caught:.1%}",
                f"{one.dollars_caught:.1%}",
                f"${one.net_per_thousand:,.0f}",
                f"{one.pays_from:.1%}",
            ]
            for name, one in verdicts(ours).items()
        ),
    )


def _found(truth: Truth, order: Floats) -> Iterator[str]:
    dollars, refusals = caught(truth.refused, order), caught(truth.denied.astype(float), order)
    for share in SHARES:
        last = max(0, round(share * len(order)) - 1)
        yield f"{dollars[last]:.0%} ({refusals[last]:.0%})"

"""The part of the model card that says what a look is worth, by which numbers, and what they do."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from models.review import Review
from training.review import Chosen, Looks, by_number, by_threshold, least_worth, looks
from training.tracking.markdown import table
from training.trained import HeldOut

SHARES = (0.05, 0.1, 0.2, 0.3)
"""How many claims a biller may have time for."""
_FIGURES = (
    "put up for review",
    "of these refused",
    "refusals caught",
    "refused dollars caught",
    "net for 1,000 claims",
)


def section(held_out: HeldOut, review: Review) -> Iterator[str]:
    """Lines of Markdown."""
    yield "## What a look is worth\n"
    yield (
        f"A claim is put up for review when the expected saving of a look exceeds its cost of ${review.look_cost:.2f}. "
        f"The saving is {review.prevented:.0%} (the share of refusals that a look prevents) of: P(refused) times "
        f"${review.rework_cost:.2f} for rework, plus {review.lost:.0%} of the dollars at risk, which would never come. "
        "`cleanclaim train` takes other numbers, and so do the settings `CLEANCLAIM_LOOK_COST`, "
        "`CLEANCLAIM_REWORK_COST`, `CLEANCLAIM_PREVENTED` and `CLEANCLAIM_LOST` when claims are scored.\n"
    )
    yield (
        f"What follows counts the refusals of the {len(held_out.odds):,} held-out claims as they happened. A refused "
        "line is counted with what this payer usually pays for such a one by all answers, since nobody paid it; the "
        "dollars at risk by what was answered before the first of these claims went. That looks prevent "
        "the share that is named is assumed, not measured: nobody looked at these claims. Claims that the rules find "
        "faulty are held in any case, and are not counted apart.\n"
    )
    yield from _by_threshold(held_out, review)
    yield from _by_number(held_out, review)


def _by_threshold(held_out: HeldOut, review: Review) -> Iterator[str]:
    rows = [
        (f"${one.look_cost:.2f}", f"{one.prevented:.0%}", *_figures(looks(held_out, one, by_threshold(held_out, one))))
        for one in _others(review)
    ]
    yield from table(("a look costs", "and prevents", *_FIGURES), rows)
    chosen = by_threshold(held_out, review)
    if chosen.any():
        yield _worth(held_out, review, chosen)


def _others(review: Review) -> list[Review]:
    """The review itself, and what it would be with looks of other costs and effects."""
    costs = [structs.replace(review, look_cost=review.look_cost * factor) for factor in (0.5, 1, 2, 4)]
    shares = [structs.replace(review, prevented=min(1.0, review.prevented * factor)) for factor in (1 / 3, 2)]
    return costs + shares


def _worth(held_out: HeldOut, review: Review, chosen: Chosen) -> str:
    every, last = (looks(held_out, review, each) for each in (chosen, least_worth(held_out, review, chosen)))
    return (
        f"At ${review.look_cost:.2f} a look, all looks together pay for themselves if they prevent {_from(every)} of "
        f"the refusals that they meet. Of the tenth that is least worth a look, {last.refused:.0%} were refused, and "
        f"looks at these pay if they prevent {_from(last)}: an office that thinks its looks prevent less should lower "
        "the share, and will be asked for fewer.\n"
    )


def _from(found: Looks) -> str:
    return f"{found.pays_from:.0%}" if found.pays_from <= 1 else "more than all"


def _by_number(held_out: HeldOut, review: Review) -> Iterator[str]:
    """The choice of an office that has time for so many looks, whatever they save."""
    yield "With time for a fixed number of looks, those taken that are expected to save most:\n"
    rows, before = [], Looks(0, 0, 0, 0, 0, 0)
    for share in SHARES:
        found = looks(held_out, review, by_number(held_out, review, share))
        more = (found.net_per_thousand - before.net_per_thousand) / max(1000 * (found.share - before.share), 1e-9)
        rows.append((f"{share:.0%}", *_figures(found)[1:], _dollars(more, cents=True)))
        before = found
    yield from table(("looked at", *_FIGURES[1:], "for each look more"), rows)


def _figures(found: Looks) -> list[str]:
    return [
        f"{found.share:.1%}",
        f"{found.refused:.1%}",
        f"{found.caught:.1%}",
        f"{found.dollars_caught:.1%}",
        _dollars(found.net_per_thousand),
    ]


def _dollars(amount: float, *, cents: bool = False) -> str:
    return f"{'-' * (amount < 0)}${abs(amount):,.{2 if cents else 0}f}"

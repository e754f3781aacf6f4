"""Is any group of patients, providers or regions harmed anew?

Both models look at equally many claims, and each slice is asked three things: which share of its refused claims is
missed, which share of its paid ones is looked at in vain, and which share of all is held.

To be missed more often is harm in any case. To be held more often is none where it is earned: where more of the slice's
refusals are found by it, and the challenger does not promise the slice more refusals than it meets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from claims.claim import Claim
from models.odds import Array
from training.clusters import mean_of
from training.gate.checked import Checked, Figure
from training.gate.draws import LEVEL, Z, chance_above, holm
from training.gate.window import Window
from training.metrics import Labels
from training.office_files import Files

MATTERS = 0.02
"""Two in a hundred claims: a smaller difference is no harm that anyone would see."""
ENOUGH = 100
"""Claims of a slice below which it is not looked at by itself."""
ENOUGH_OF_A_KIND = 25
"""Paid ones, or refused ones, below which their rate is not."""

AGES = ((18, "patients under 18"), (45, "patients of 18 to 44"), (65, "patients of 45 to 64"))
OLDEST = "patients of 65 and older"
SIZES = ((100, "providers with under 100 claims in training"), (1000, "providers with 100 to 999 claims in training"))
LARGEST = "providers with 1,000 or more claims in training"
SEXES = {"F": "female patients", "M": "male patients"}


class Asked(NamedTuple):
    """One question to one slice."""

    slice: str
    question: str
    before: float
    mean: float
    """Challenger less champion."""
    error: float
    earned: bool
    """Whether it is no harm, however large."""


def slices(window: Window, files: Files, trained_through: date) -> Checked:
    """No slice has more false alarms, misses or undeserved holds than before, by more than ``MATTERS`` (Holm)."""
    asked = [one for name, inside in slices_of(window, files, trained_through) for one in _of(name, inside, window)]
    harmed = holm([1.0 if one.earned else chance_above(one.mean, one.error, MATTERS) for one in asked])
    figures = tuple(
        Figure(f"{one.slice}: {one.question}", one.mean, one.mean - Z * one.error, one.mean + Z * one.error)
        for one in asked
    )
    told = [_words(one) for one, bad in zip(asked, harmed, strict=True) if bad]
    if told:
        return Checked("slices", passed=False, figures=figures, words=f"new harm to {'; to '.join(told)}")
    return Checked(
        "slices",
        passed=True,
        figures=figures,
        words=f"none of {len({one.slice for one in asked})} slices by age, sex, provider size and region is harmed "
        f"by more than {MATTERS:.0%} of its claims, at {window.looks:,} looks of either model",
    )


def slices_of(window: Window, files: Files, trained_through: date) -> Iterator[tuple[str, Labels]]:
    """Each slice that is large enough, and which claims of the window are in it."""
    known = Counter(
        _provider(claim) for claim in files.claims if claim.submission_date and claim.submission_date <= trained_through
    )
    views = (
        [_age(claim) for claim in window.claims],
        [SEXES.get(claim.patient.sex, "") for claim in window.claims],
        [_band(known[_provider(claim)], SIZES, LARGEST) for claim in window.claims],
        [_region(claim) for claim in window.claims],
    )
    for view in views:
        names = np.array(view)
        for name, count in sorted(Counter(view).items()):
            if name and ENOUGH <= count < len(view):
                yield name, names == name


def _of(name: str, inside: Labels, window: Window) -> Iterator[Asked]:
    assert window.champion is not None
    new, old = (side.first(window.looks) for side in (window.challenger, window.champion))
    change, paid, refused = new.astype(float) - old, inside & ~window.denied, inside & window.denied
    missed = None
    if refused.sum() >= ENOUGH_OF_A_KIND:
        missed = _asked(name, "refused claims missed", ~old, -change, refused, window)
        yield missed
    earned = missed is not None and missed.mean + Z * missed.error < 0 and not _promised_too_much(inside, window)
    if paid.sum() >= ENOUGH_OF_A_KIND:
        yield _asked(name, "paid claims looked at in vain", old, change, paid, window, earned=earned)
    yield _asked(name, "claims held", old, change, inside, window, earned=earned)


def _promised_too_much(inside: Labels, window: Window) -> bool:
    mean, error = mean_of(window.challenger.p - window.denied, inside, window.patients)
    return chance_above(mean, error, MATTERS) < LEVEL


def _asked(  # noqa: PLR0917  all of it is one question
    name: str, question: str, before: Labels, change: Array, chosen: Labels, window: Window, *, earned: bool = False
) -> Asked:
    return Asked(name, question, float(before[chosen].mean()), *mean_of(change, chosen, window.patients), earned)


def _words(one: Asked) -> str:
    return (
        f"{one.slice}: {one.question} {one.before + one.mean:.1%} instead of {one.before:.1%} "
        f"(90 % interval of the change {one.mean - Z * one.error:+.1%} to {one.mean + Z * one.error:+.1%})"
    )


def _age(claim: Claim) -> str:
    born, day = claim.patient.birth_date, claim.submission_date
    if born is None or day is None:
        return ""
    return _band(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), AGES, OLDEST)


def _band(value: int, bands: tuple[tuple[int, str], ...], last: str) -> str:
    return next((name for limit, name in bands if value < limit), last)


def _provider(claim: Claim) -> str:
    """Who rendered the services, or else bills for them."""
    return (claim.rendering_provider or claim.attending_provider or claim.billing_provider).npi


def _region(claim: Claim) -> str:
    """By the first digit of the ZIP code where the service was rendered."""
    place = claim.service_facility.zip if claim.service_facility else ""
    code = (place or claim.billing_provider.zip)[:1]
    return f"services in ZIP codes {code}0000 to {code}9999" if code.isdigit() else ""

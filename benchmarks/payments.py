"""Money and days: expected payment, day of the first answer and its range, and the forecast, against what was paid.

On simulated offices, or on any folder in the layout of ``cleanclaim simulate`` with a model trained on its ``train``:
``python -m benchmarks.payments FOLDER MODEL …``.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from msgspec.msgpack import decode, encode

import claims
from benchmarks.trained import trained_office
from claims.claim import Claim
from claims.origin import Sourced
from models import Bundle, office
from rules import office_rules
from serving.bulk import Job, results
from serving.expected import expected_payment
from serving.forecast import Outstanding, forecast, outstanding
from serving.load import for_a_run
from serving.scorer import Scorer

OFFICES = ((12_000, 411), (40_000, 413))
"""First submissions, and seed."""

WORTH_A_LOOK = 0.005
"""Weeks with less than this part of the money are too small to say anything."""


class Paid(NamedTuple):
    """What became of one submission of the test months."""

    answered: date
    paid: float
    first: bool
    """A first submission, not a corrected one."""


def main(offices: Sequence[tuple[int, int]] = OFFICES) -> None:
    """Print the figures of simulated offices."""
    for size, seed in offices:
        with trained_office(size, seed) as (home, bundle):
            print(f"payments: {size:,} claims, seed {seed}, model trained on the first year; the two months after:")
            report(home, bundle)


def report(home: Path, model: Path) -> None:
    """Print the figures of one office.

    Args:
        home: with ``test`` and ``truth.csv.gz``.
        model: a bundle that was trained on its ``train``.
    """
    bundle = Bundle.load(model)
    if bundle.pay_days is None:
        raise SystemExit(f"{model} was trained before days of payment were learnt: train anew")
    scorer = for_a_run(office_rules(), bundle, office.known(model))
    scored = _scored(scorer, home / "test" / "claims")
    truth = _truth(home / "truth.csv.gz")
    _money(scored, truth)
    _days(scored, truth)
    found = forecast(
        [one for _, one, _ in scored], bundle.pay_days, min(one.sent for _, one, _ in scored) - timedelta(1)
    )
    by_week: dict[str, float] = defaultdict(float)
    for several in truth.values():
        for one in several:
            year, week, _ = one.answered.isocalendar()
            by_week[f"{year}-W{week:02}"] += one.paid
    weeks = [week for week in found.weeks if week.expected > WORTH_A_LOOK * found.total.expected]
    inside = sum(week.low <= by_week[week.name] <= week.high for week in weeks)
    paid = sum(by_week.values())
    off = np.median([abs(by_week[week.name] / week.expected - 1) for week in weeks])
    print(
        f"  forecast: {found.total.expected / paid:.3f} of what was paid; {inside} of {len(weeks)} weeks inside their "
        f"range; a week is {off:.0%} off (median)"
    )
    _cost(bundle, [claim for claim, _, _ in scored])


class Answer(NamedTuple):
    """What was said of one claim."""

    amount: float
    day: date
    low: date
    high: date


def _scored(scorer: Scorer, folder: Path) -> list[tuple[Claim, Outstanding, Answer]]:
    files = claims.find_files([folder])
    sent = [item.claim for file in files for item in claims.read(file) if isinstance(item, Sourced)]
    job = Job(files, scorer, "none", lambda score, item: encode(outstanding(score, item.claim)), None, "none")
    out = [decode(result.encoded, type=Outstanding) for result in results(job) if result.fault is None]
    assert scorer.bundle is not None
    pay_days = scorer.bundle.pay_days
    assert pay_days is not None
    found = []
    for claim, one in zip(sent, out, strict=True):
        answer = pay_days.answer(one.payer_id, one.sent, one.denied)
        found.append((claim, one, Answer(one.amount, answer.day, answer.low, answer.high)))
    return found


def _truth(file: Path) -> dict[tuple[str, str], list[Paid]]:
    """What became of the submissions of the test months that were answered, by claim id and day of submission."""
    found: dict[tuple[str, str], list[Paid]] = defaultdict(list)
    with gzip.open(file, "rt", encoding="ascii") as lines:
        for row in csv.DictReader(lines):
            if row["split"] == "test" and row["remit_date"]:
                paid = Paid(date.fromisoformat(row["remit_date"]), float(row["paid"]), row["freq"] == "1")
                found[row["claim_id"], row["submitted"]].append(paid)
    return found


def _pairs(
    scored: Sequence[tuple[Claim, Outstanding, Answer]], truth: dict[tuple[str, str], list[Paid]]
) -> list[tuple[str, Answer, Paid]]:
    """First submissions that were answered."""
    return [
        (one.payer_id, answer, paid)
        for claim, one, answer in scored
        for paid in truth.get((claim.claim_id, one.sent.isoformat()), ())
        if paid.first and claim.frequency_code == "1"
    ]


def _money(scored: Sequence[tuple[Claim, Outstanding, Answer]], truth: dict[tuple[str, str], list[Paid]]) -> None:
    pairs = _pairs(scored, truth)
    paid = np.array([one.paid for _, _, one in pairs])
    expected = np.array([answer.amount for _, answer, _ in pairs])
    left = ((paid - expected) ** 2).sum() / ((paid - paid.mean()) ** 2).sum()
    ratio = expected.sum() / paid.sum()
    print(f"  money, {len(pairs):,} first answers: expected {ratio:.3f} of what was paid, R² {1 - left:.3f}")


def _days(scored: Sequence[tuple[Claim, Outstanding, Answer]], truth: dict[tuple[str, str], list[Paid]]) -> None:
    pairs = _pairs(scored, truth)
    off = np.array([abs((answer.day - paid.answered).days) for _, answer, paid in pairs])
    inside = np.array([answer.low <= paid.answered <= answer.high for _, answer, paid in pairs])
    width = np.array([(answer.high - answer.low).days for _, answer, _ in pairs])
    payers = np.array([payer for payer, _, _ in pairs])
    by_payer = [float(inside[payers == payer].mean()) for payer in sorted(set(payers.tolist()))]
    print(
        f"  day of the first answer: {np.median(off):.0f} days off (median), 90 % within {np.quantile(off, 0.9):.0f}; "
        f"inside the range {inside.mean():.3f} (payers {min(by_payer):.2f} to {max(by_payer):.2f}), "
        f"{width.mean():.1f} days wide"
    )


def _cost(bundle: Bundle, several: Sequence[Claim]) -> None:
    """What an expected payment costs a claim, once its odds are known."""
    odds = bundle.odds_of([np.empty((0, len(bundle.feature_names)))], [""])[0]
    begun = perf_counter()
    for claim in several:
        worth = bundle.payments.lines(claim)
        assert claim.submission_date is not None
        expected_payment(claim, claim.submission_date, odds, worth[:0], bundle.pay_days)
    print(f"  cost: {(perf_counter() - begun) / len(several) * 1e6:.0f} µs a claim")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for home, model in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
            print(f"payments: {home}")
            report(Path(home), Path(model))
    else:
        main()

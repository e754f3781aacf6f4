"""Charts of claims: quiet where nothing moves, quick where something does."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from claims.claim import Claim, Payer, ServiceLine
from training.monitoring.columns import Column, columns
from training.monitoring.drift import Chart, charts
from training.monitoring.newcomers import newcomers

FIRST = date(2025, 6, 30).toordinal()
A_WEEK, BEFORE, AFTER = 100, 52, 52
DAYS = np.repeat(np.arange(BEFORE + AFTER) * 7 + FIRST, A_WEEK)
THROUGH = date.fromordinal(int(DAYS[-1]) + 6)
TRAINED = BEFORE * A_WEEK


def shares(rate: float, later: float | None = None, *, seed: int = 0) -> Column:
    """A share of claims, another one from the 20th week after training on."""
    dice = np.random.default_rng(seed)
    rates = np.full(len(DAYS), rate)
    if later is not None:
        rates[TRAINED + 20 * A_WEEK :] = later
    return Column("payer 1", "share", (dice.random(len(DAYS)) < rates).astype(np.float64))


def one(column: Column) -> Chart:
    return charts([column], DAYS, TRAINED, THROUGH)[0]


def test_a_hundred_columns_stay_quiet_for_a_year_in_nine_offices_of_ten():
    noisy = 0
    for office in range(10):
        quiet = [shares(0.05 + 0.004 * nth, seed=1000 * office + nth) for nth in range(100)]
        noisy += any(made.signal for made in charts(quiet, DAYS, TRAINED, THROUGH))
    assert noisy <= 1


@pytest.mark.parametrize(("before", "after", "weeks"), [(0.1, 0.3, 2), (0.3, 0.1, 3), (0.02, 0.15, 3)])
def test_a_share_that_moves_is_told_within_weeks_and_not_before(before: float, after: float, weeks: int):
    signal = one(shares(before, after)).signal
    assert signal is not None
    assert signal.kind == "drift"
    moved = date.fromordinal(FIRST) + timedelta(weeks=BEFORE + 20)
    assert moved < signal.known <= moved + timedelta(weeks=weeks)


def test_a_move_too_small_to_matter_is_not_told_however_sure_it_is():
    values = np.full(len(DAYS), 0.5)
    values[TRAINED:] = 0.52
    assert one(Column("charge", "rank", values)).signal is None


def test_a_field_that_stops_being_filled_is_missing_in_its_first_week():
    filled = shares(0.98, 0.0)
    signal = one(Column("member id", "filled", filled.values)).signal
    assert signal is not None
    assert (signal.kind, signal.known) == ("missing", date.fromordinal(FIRST) + timedelta(weeks=BEFORE + 21))


def test_a_week_that_is_not_over_is_not_charted():
    column = shares(0.1)
    assert len(charts([column], DAYS, TRAINED, THROUGH)[0].weeks) == AFTER
    assert len(charts([column], DAYS, TRAINED, THROUGH - timedelta(days=1))[0].weeks) == AFTER - 1


def test_without_eight_weeks_before_training_nothing_is_charted():
    column = shares(0.1)
    later = Column("payer 1", "share", column.values[TRAINED - 7 * A_WEEK :])
    assert charts([later], DAYS[TRAINED - 7 * A_WEEK :], 7 * A_WEEK, THROUGH) == []


def test_columns_are_named_by_what_the_training_window_holds():
    claims = [
        Claim(f"C{at}", payer=Payer(id="1" if at % 2 else "2"), lines=(ServiceLine(procedure="99213"),))
        for at in range(100)
    ]
    later = [Claim("L", payer=Payer(id="3"))]
    found = {column.name: column.values for column in columns([*claims, *later], 100)}
    assert found["payer 1"].mean() == pytest.approx(50 / 101)
    assert "payer 3" not in found
    assert found["payer id"].all()
    assert "procedure 99213" not in found  # on every claim of the training window: its share cannot rise


def test_a_newcomer_is_looked_at_when_it_makes_a_share_of_the_claims():
    def claims(payers: list[str], day: int) -> list[Claim]:
        return [
            Claim(f"C{at}", submission_date=date.fromordinal(day + at // 10), payer=Payer(id=payer))
            for at, payer in enumerate(payers)
        ]

    before = claims(["1"] * 100, FIRST)
    after = claims(["1"] * 100 + ["1", "2"] * 14 + ["3"], FIRST + 100)
    assert [(one.value, one.claims, one.signal) for one in newcomers(before, after)] == [
        ("2", 14, None),
        ("3", 1, None),
    ]
    after += claims(["2"], FIRST + 114)
    (new, _) = newcomers(before, after)
    assert new.signal is not None
    assert new.signal.known == date.fromordinal(FIRST + 114)
    assert "15 of the 130 claims" in new.signal.says

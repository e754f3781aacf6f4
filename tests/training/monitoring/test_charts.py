"""Charts of claims: quiet where nothing moves, quick where something does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from scipy.stats import t

from claims.claim import Claim, Payer, ServiceLine
from training.monitoring.columns import Column, columns
from training.monitoring.drift import A_YEAR, Chart, Weekly, charts, series
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


def drawn(columns: Sequence[Column]) -> list[Chart]:
    return charts(series(columns, DAYS, TRAINED, THROUGH))


def one(column: Column) -> Chart:
    return drawn([column])[0]


def test_a_hundred_columns_stay_quiet_for_a_year_in_nine_offices_of_ten():
    noisy = 0
    for office in range(10):
        quiet = [shares(0.05 + 0.004 * nth, seed=1000 * office + nth) for nth in range(100)]
        noisy += any(made.signal for made in drawn(quiet))
    assert noisy <= 1


def test_all_charts_share_the_false_alarms_of_a_year_whatever_they_are_of():
    columns = [shares(0.2, seed=nth) for nth in range(10)]
    alone = [one(column) for column in columns]
    odds = [structs.replace(of, sort="odds") for of in series(columns, DAYS, TRAINED, THROUGH)]
    together = charts([*series(columns, DAYS, TRAINED, THROUGH), *odds])
    weeks = BEFORE - 1
    limits = [float(t.isf(A_YEAR / (52 * many) / 2, weeks)) for many in (1, 20)]
    for of, by in zip(together[:10], alone, strict=True):
        assert of.strength == pytest.approx(np.array(by.strength) * limits[0] / limits[1])


@pytest.mark.parametrize("sort", ["share", "rank", "filled", "odds"])
@pytest.mark.parametrize(("before", "after", "says"), [(0.3, 0.6, "rose"), (0.6, 0.35, "fell")])
def test_a_signal_says_whether_the_column_rose_or_fell(sort: str, before: float, after: float, says: str):
    (of,) = series([shares(before, after)], DAYS, TRAINED, THROUGH)
    signal = charts([structs.replace(of, sort=sort)])[0].signal
    assert signal is not None
    assert f"payer 1 {says}: " in signal.says


@given(st.lists(st.tuples(st.floats(0.05, 0.95), st.integers(30, 200)), min_size=4, max_size=20), st.sampled_from(
    ["share", "rank", "filled", "odds"]
))  # fmt: skip
def test_the_direction_told_is_that_of_the_average_that_left_its_limits_not_of_the_last_week(
    weeks: list[tuple[float, int]], sort: str
):
    (of,) = series([shares(0.5)], DAYS, TRAINED, THROUGH)
    means, sizes = (np.array(part, dtype=np.float64) for part in zip(*weeks, strict=True))
    days = of.after.weeks[: len(weeks)]
    (made,) = charts([structs.replace(of, sort=sort, after=Weekly(days, means, sizes))])
    if made.signal is not None and made.signal.kind != "missing":
        week = made.weeks.index(made.signal.known - timedelta(days=6))
        assert (" rose: " in made.signal.says) == (made.strength[week] > 0)
        assert (" fell: " in made.signal.says) == (made.strength[week] < 0)


@pytest.mark.parametrize(("before", "after", "weeks"), [(0.1, 0.3, 2), (0.3, 0.1, 3), (0.02, 0.15, 3)])
def test_a_share_that_moves_is_told_within_weeks_and_not_before(before: float, after: float, weeks: int):
    signal = one(shares(before, after)).signal
    assert signal is not None
    assert signal.kind == "drift"
    moved = date.fromordinal(FIRST) + timedelta(weeks=BEFORE + 20)
    assert moved < signal.known < moved + timedelta(weeks=weeks)


def test_a_move_too_small_to_matter_is_not_told_however_sure_it_is():
    values = np.full(len(DAYS), 0.5)
    values[TRAINED:] = 0.52
    assert one(Column("charge", "rank", values)).signal is None


def test_a_field_that_stops_being_filled_is_missing_in_its_first_week():
    filled = shares(0.98, 0.0)
    signal = one(Column("member id", "filled", filled.values)).signal
    assert signal is not None
    assert (signal.kind, signal.known) == ("missing", date.fromordinal(FIRST) + timedelta(weeks=BEFORE + 21, days=-1))


def test_a_week_that_is_not_over_is_not_charted():
    column = shares(0.1)
    assert len(one(column).weeks) == AFTER
    (made,) = charts(series([column], DAYS, TRAINED, THROUGH - timedelta(days=1)))
    assert len(made.weeks) == AFTER - 1


def test_what_is_seen_in_the_last_week_is_told_on_its_last_day_and_not_on_one_to_come():
    values = shares(0.98).values.copy()
    values[-A_WEEK:] = 0.0
    signal = one(Column("member id", "filled", values)).signal
    assert signal is not None
    assert signal.known == THROUGH


def test_without_eight_weeks_before_training_nothing_is_charted():
    column = shares(0.1)
    later = Column("payer 1", "share", column.values[TRAINED - 7 * A_WEEK :])
    assert charts(series([later], DAYS[TRAINED - 7 * A_WEEK :], 7 * A_WEEK, THROUGH)) == []


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

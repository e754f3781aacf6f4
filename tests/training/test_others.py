"""Lines of other offices pack small, keep their meaning when columns change, and teach a small office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import features
from features.families import FAMILIES
from training.calibration import log_loss
from training.fit import fit
from training.frame import PAID, Frame
from training.make_others import make
from training.others import Lines, others, packed, unpacked

WIDTH = len(features.names())
AUTHORIZATION = FAMILIES.index("authorization")


def _lines(rows: np.ndarray, fates: np.ndarray) -> Lines:
    return Lines(rows.astype(np.float32), fates, np.full(len(rows), 2.0))


def _some(seed: int, values: int, count: int = 40) -> Lines:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, values, (count, WIDTH)).astype(np.float64)
    rows[rng.random(rows.shape) < 0.3] = np.nan
    return _lines(rows, rng.integers(PAID, len(FAMILIES), count))


@given(st.integers(0, 1000))
def test_columns_of_few_values_are_kept_as_they_are(seed: int):
    lines = _some(seed, values=8)
    kept = unpacked(packed(lines, features.names(), levels=8))
    np.testing.assert_array_equal(kept.rows, lines.rows)
    np.testing.assert_array_equal(kept.fates, lines.fates)
    np.testing.assert_array_equal(kept.weights, lines.weights)


@given(st.integers(0, 1000))
def test_columns_of_many_values_keep_their_order_and_what_is_missing(seed: int):
    lines = _some(seed, values=1000)
    kept = unpacked(packed(lines, features.names(), levels=8))
    np.testing.assert_array_equal(np.isnan(kept.rows), np.isnan(lines.rows))
    for before, after in zip(lines.rows.T[:20], kept.rows.T[:20], strict=True):
        there = ~np.isnan(before)
        assert (np.diff(after[there][np.argsort(before[there])]) >= 0).all()


def test_a_column_that_came_since_is_missing_and_one_that_is_gone_is_left_out():
    lines = _some(1, values=5)
    names = ("gone", *features.names()[1:])
    kept = unpacked(packed(lines, names, levels=8))
    assert np.isnan(kept.rows[:, 0]).all()
    np.testing.assert_array_equal(kept.rows[:, 1:], lines.rows[:, 1:])


def test_the_lines_that_are_shipped_were_made_with_the_columns_of_today():
    shipped = others()
    assert shipped is not None
    empty = [name for name, column in zip(features.names(), shipped.rows.T, strict=True) if np.isnan(column).all()]
    assert not empty, "run python -m training.make_others"
    assert set(FAMILIES) == {FAMILIES[fate] for fate in np.unique(shipped.fates) if fate >= 0}


def test_an_office_with_few_refusals_learns_from_others_what_its_own_cannot_show():
    rng = np.random.default_rng(3)
    column = features.names().index("payer_procedure_authorization_authorization")

    def lines(count: int) -> tuple[np.ndarray, np.ndarray]:
        rows = np.zeros((count, WIDTH))
        rows[:, column] = rng.random(count)
        refused = rng.random(count) < rows[:, column] ** 2
        return rows, np.where(refused, AUTHORIZATION, PAID)

    def frame(rows: np.ndarray, fates: np.ndarray) -> Frame:
        at = np.arange(len(rows))
        return Frame(rows, at, at, at + date(2026, 1, 1).toordinal(), fates)

    own, unseen = frame(*lines(200)), frame(*lines(4000))
    alone = fit(own, seed=0, threads=1)
    taught = fit(own, seed=0, threads=1, beside=_lines(*lines(4000)))
    assert [hazard.name for hazard in taught.hazards] == ["authorization"]
    assert log_loss(taught.odds(unseen), unseen.denied()) < log_loss(alone.odds(unseen), unseen.denied()) - 0.01


def test_the_same_offices_give_the_same_file_however_many_work_at_it(tmp_path: Path):
    offices = ((1, 120), (2, 120))
    for name, workers in (("one", 1), ("two", 2)):
        make(tmp_path / f"{name}.npz", offices=offices, workers=workers)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()

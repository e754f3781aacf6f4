"""Lines make a claim, hazards make a line, codes follow from hazards: and the numbers keep the laws of probability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import Codes
from models.manifest import Hazard, Platt
from models.odds import any_of, calibrate, claim_hazards, expit, line_hazards, logit

probability = st.floats(1e-5, 1 - 1e-5)


@given(st.lists(probability, min_size=1, max_size=6))
def test_any_of_is_one_minus_the_product_of_the_complements(chances: list[float]):
    expected = 1 - np.prod([1 - p for p in chances])
    assert any_of(np.array([chances]), axis=1)[0] == pytest.approx(expected, abs=1e-12)


@given(st.lists(probability, min_size=1, max_size=6), st.floats(0, 1))
def test_a_claim_is_as_likely_as_its_riskiest_line_at_least_and_as_independent_lines_at_most(
    chances: list[float], together: float
):
    p = np.array(chances)[:, None]
    claim = claim_hazards(p, np.array([0]), np.array([together]))[0, 0]
    assert max(chances) - 1e-12 <= claim <= any_of(p, axis=0)[0] + 1e-12


def test_claims_side_by_side_do_not_touch_each_other():
    p = np.array([[0.1], [0.2], [0.3], [0.9]])
    found = claim_hazards(p, np.array([0, 2, 3]), np.array([0.0]))
    np.testing.assert_allclose(found[:, 0], [1 - 0.9 * 0.8, 0.3, 0.9])


def test_lines_that_share_one_fate_are_no_riskier_together():
    p = np.array([[0.2], [0.2], [0.2]])
    assert claim_hazards(p, np.array([0]), np.array([1.0]))[0, 0] == pytest.approx(0.2)
    assert claim_hazards(p, np.array([0]), np.array([0.0]))[0, 0] == pytest.approx(1 - 0.8**3)


@given(st.lists(probability, min_size=2, max_size=10), st.floats(0.1, 3), st.floats(-3, 3))
def test_calibration_keeps_the_order(chances: list[float], slope: float, intercept: float):
    found = calibrate(np.array(sorted(chances)), Platt(slope, intercept))
    assert (np.diff(found) >= 0).all()


@given(probability)
def test_log_odds_and_probability_are_inverse(p: float):
    assert expit(logit(np.array([p])))[0] == pytest.approx(p, abs=1e-9)


def test_probabilities_of_zero_and_one_have_finite_log_odds():
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()


def test_each_hazard_has_its_own_calibration():
    hazards = [Hazard("a", "a.txt", {}), Hazard("b", "b.txt", {}, calibration=Platt(2.0, -1.0))]
    found = line_hazards(np.array([[0.5, 0.5]]), hazards)
    np.testing.assert_allclose(found, [[expit(np.array(0.5)), expit(np.array(0.0))]])


HAZARDS = (
    Hazard("authorization", "a.txt", {"CO-197": 0.75, "CO-15": 0.25}, {"PAYER": {"CO-198": 1.0}}),
    Hazard("other", "o.txt", {"CO-197": 0.5, "PR-204": 0.5}),
)


def _codes(payer: str | None, chances: tuple[float, float], composed: float, claim: float) -> dict[str, float]:
    return Codes(HAZARDS, payer).odds(np.array([chances]), np.array([composed]), np.array([claim]))[0]


def test_codes_are_the_hazards_shares_the_likeliest_first():
    found = _codes("ELSE", (0.4, 0.2), 0.52, 0.52)
    assert list(found) == ["CO-197", "CO-15", "PR-204"]
    assert found["CO-197"] == pytest.approx(1 - (1 - 0.4 * 0.75) * (1 - 0.2 * 0.5))


def test_a_payer_that_answered_often_has_its_own_shares():
    assert list(_codes("PAYER", (0.4, 0.0), 0.4, 0.4)) == ["CO-198", "CO-197", "PR-204"]


@given(probability, probability, probability)
def test_no_code_is_likelier_than_its_claim(one: float, other: float, claim: float):
    composed = 1 - (1 - one) * (1 - other)
    assert all(0 <= p <= claim for p in _codes(None, (one, other), composed, claim).values())

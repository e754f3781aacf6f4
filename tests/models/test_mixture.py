"""Of a hazard that holds several kinds of refusal, the line's own experience tells which of them it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

import features
from models import Bundle
from models.codes import Codes, leaning
from models.manifest import Hazard
from models.mixture import Mixture

COLUMNS = (
    *("payer_filing", "payer_delay_filing", "payer_frequency_filing"),
    *("payer_benefit", "payer_diagnosis_benefit", "payer_procedure_age_benefit", "procedure_benefit"),
)
USUAL = dict(zip(COLUMNS, (0.02, 0.02, 0.02, 0.04, 0.04, 0.04, 0.04), strict=True))
OTHER = Hazard("other", "o.txt", {"PR-96": 0.5, "CO-29": 0.3, "CO-151": 0.2})
MIXTURE = Mixture(OTHER, COLUMNS)

rate = st.floats(0, 1) | st.just(float("nan"))


def _line(**rates: float) -> list[float]:
    return list((USUAL | rates).values())


def _codes(*lines: list[float], chances: tuple[float, ...] = (), mixture: Mixture = MIXTURE) -> dict[str, float]:
    """The codes of one claim that is refused for the hazard with a probability of one half."""
    lift = mixture.lifts(np.array(lines), np.array(chances or [0.5] * len(lines)), np.array([0]))
    return _told({0: lift})


def _told(lifts: dict[int, npt.NDArray[np.float64]]) -> dict[str, float]:
    half = np.array([0.5])
    return Codes([OTHER], None).odds(half[None], half, half, lifts)[0]


def test_a_line_like_any_other_of_its_payer_has_the_payers_shares():
    assert _codes(_line()) == pytest.approx({"PR-96": 0.25, "CO-29": 0.15, "CO-151": 0.1})


def test_the_code_of_late_filing_comes_first_where_late_claims_were_refused_for_it():
    found = _codes(_line(payer_delay_filing=0.6))
    assert next(iter(found)) == "CO-29"
    assert found["CO-29"] == pytest.approx(0.5 * 9 / (9 + 0.5 + 0.2))  # 30 times as frequent as at the payer at large


def test_the_code_of_benefits_comes_first_where_such_diagnoses_were_refused_for_it():
    assert next(iter(_codes(_line(payer_diagnosis_benefit=0.9, payer_delay_filing=0.05)))) == "PR-96"


def test_a_kind_falls_behind_where_the_payer_never_refused_for_it_under_such_circumstances():
    found = _codes(_line(payer_diagnosis_benefit=0.004, payer_procedure_age_benefit=0.004))
    assert list(found) == ["CO-29", "CO-151", "PR-96"]


def test_what_other_payers_refuse_does_not_count():
    assert _codes(_line(procedure_benefit=0.9)) == _codes(_line())


def test_a_kind_of_which_no_column_tells_keeps_its_share():
    assert _codes(_line())["CO-151"] == pytest.approx(0.5 * 0.2)
    blind = Mixture(OTHER, [name if "filing" not in name else "" for name in COLUMNS])
    assert _codes(_line(payer_delay_filing=0.6), mixture=blind) == pytest.approx(_codes(_line()))


def test_experience_that_is_missing_says_nothing():
    assert _codes([float("nan")] * len(COLUMNS)) == pytest.approx(_codes(_line()))
    partly = _line(payer_frequency_filing=float("nan"), payer_delay_filing=0.6)
    assert _codes(partly) == pytest.approx(_codes(_line(payer_delay_filing=0.6)))


def test_the_likelier_line_of_a_claim_says_more():
    late, usual = _line(payer_delay_filing=0.6), _line()
    more, less = _codes(late, usual, chances=(0.4, 0.1)), _codes(late, usual, chances=(0.1, 0.4))
    assert _codes(late)["CO-29"] > more["CO-29"] > less["CO-29"] > _codes(usual)["CO-29"]


def test_claims_side_by_side_do_not_touch_each_other():
    late, usual = _line(payer_delay_filing=0.6), _line()
    found = MIXTURE.lifts(np.array([late, usual, usual]), np.array([0.5, 0.1, 0.2]), np.array([0, 1]))
    np.testing.assert_allclose(found, [[1.0, 30.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]])


@given(st.lists(st.lists(rate, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=4))
def test_whatever_was_seen_the_codes_share_out_the_hazard(lines: list[list[float]]):
    found = _codes(*lines)
    assert sum(found.values()) == pytest.approx(0.5)
    assert all(0 < p <= 0.5 for p in found.values())


@given(st.dictionaries(st.sampled_from(list(OTHER.codes)), st.floats(0.001, 1000)))
def test_shares_that_lean_keep_their_sum(lift: dict[str, float]):
    lifts = np.array([[lift.get(code, 1.0) for code in OTHER.codes], [1.0, 1.0, 1.0]])
    assert leaning(np.array([*OTHER.codes.values()]), lifts, np.arange(3)).sum(axis=1) == pytest.approx([1.0, 1.0])


def test_codes_that_are_as_likely_stand_in_the_order_of_their_names():
    assert list(_told({0: np.array([[3.0, 5.0, 7.5, 1.0]])})) == ["CO-151", "CO-29", "PR-96"]


def test_a_code_that_the_payer_alone_gives_has_no_lift():
    own = structs.replace(OTHER, payer_codes={"PAYER": {"CO-18": 0.5, "CO-29": 0.5}})
    half = np.array([0.5])
    found = Codes([own], "PAYER").odds(half[None], half, half, {0: np.array([[1.0, 3.0, 1.0, 1.0]])})
    assert found == [pytest.approx({"CO-29": 0.375, "CO-18": 0.125})]


def test_a_hazard_of_one_kind_has_nothing_to_tell_apart():
    one = Hazard("filing", "f.txt", {"CO-29": 0.6, "PI-29": 0.4})
    assert not Mixture(one, COLUMNS).tells
    assert MIXTURE.tells
    assert not Mixture(OTHER, ["paperwork"]).tells


def _first(bundle: Bundle, filing: float, columns: tuple[str, ...]) -> str:
    """The first code of a claim from a bundle of these columns, whose hazard holds late filing and benefits."""
    known = bundle.hazards[-1]
    other = Hazard("other", known.file, {"CO-29": 0.2, "PR-96": 0.8}, calibration=known.calibration)
    manifest = structs.replace(bundle.manifest, hazards=(other,), features=columns)
    row = np.full((1, len(features.names())), np.nan)
    for name, value in {"payer_filing": 0.02, "payer_delay_filing": filing}.items():
        row[0, features.names().index(name)] = value
    return next(iter(Bundle(manifest, bundle.models, bundle.tables).odds(row).codes))


def test_a_bundle_asks_the_experience_of_its_claims(bundle: Bundle):
    assert _first(bundle, 0.02, bundle.feature_names) == "PR-96"
    assert _first(bundle, 0.6, bundle.feature_names) == "CO-29"


def test_a_bundle_that_was_not_trained_on_a_column_does_not_ask_it(bundle: Bundle):
    without = tuple("payer_filing" if name == "payer_delay_filing" else name for name in bundle.feature_names)
    assert _first(bundle, 0.6, without) == "PR-96"


def test_columns_that_came_after_the_training_are_passed_over(bundle: Bundle, monkeypatch: pytest.MonkeyPatch):
    trained = bundle.feature_names
    monkeypatch.setattr(features, "names", lambda: ("brand_new", *reversed(trained)))
    assert _first(bundle, 0.02, trained) == "PR-96"
    assert _first(bundle, 0.6, trained) == "CO-29"

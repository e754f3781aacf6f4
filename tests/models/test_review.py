"""The costs behind the verdict: the bundle's, and the settings that go before them."""

from __future__ import annotations

import pytest

from models import Review, SettingError
from models.review import STANDARD, TERMS, in_force

OWN = Review(look_cost=1.0, rework_cost=2.0, prevented=0.3, lost=0.4)


def test_every_number_has_a_setting_of_its_own():
    assert [term.name for term in TERMS] == list(Review.__struct_fields__)
    assert len({term.setting for term in TERMS}) == len(TERMS)
    assert all(term.read(str(getattr(STANDARD, term.name))) == getattr(STANDARD, term.name) for term in TERMS)


def test_a_setting_goes_before_the_bundles_number_and_leaves_the_others():
    assert in_force(OWN, {"CLEANCLAIM_LOOK_COST": " 8.50 ", "PATH": "/bin"}) == Review(8.5, 2.0, 0.3, 0.4)
    assert in_force(OWN, {"CLEANCLAIM_PREVENTED": "0", "CLEANCLAIM_LOST": "1"}) == Review(1.0, 2.0, 0.0, 1.0)


@pytest.mark.parametrize("environment", [{}, {"CLEANCLAIM_LOST": ""}, {"CLEANCLAIM_LOST": " "}])
def test_without_a_setting_the_bundle_speaks(environment: dict[str, str]):
    assert in_force(OWN, environment) == OWN


@pytest.mark.parametrize("text", ["-0.01", "1.01", "30", "nan", "inf", "30%", "a third"])
def test_a_share_beyond_its_bounds_is_refused_with_the_name_of_the_setting(text: str):
    with pytest.raises(SettingError, match=r"CLEANCLAIM_PREVENTED \(share of .*0 to 1"):
        in_force(OWN, {"CLEANCLAIM_PREVENTED": text})


@pytest.mark.parametrize("text", ["-1", "inf", "nan", "$5", "5,75"])
def test_dollars_that_are_none_are_refused_with_the_name_of_the_setting(text: str):
    with pytest.raises(SettingError, match=r"CLEANCLAIM_LOOK_COST .*dollars, 0 or more"):
        in_force(OWN, {"CLEANCLAIM_LOOK_COST": text})

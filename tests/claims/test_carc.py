from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from claims.outcomes.carc import Kind, carc, kind_of, table

FAMILIES = {
    *("authorization", "referral", "bundling", "modifier", "place", "diagnosis", "necessity", "units", "records"),
    *("information", "eligibility", "benefit", "duplicate", "filing", "coordination", "provider", "person", "other"),
}


def test_every_code_has_a_kind_a_short_wording_of_its_own_and_its_days() -> None:
    for code, row in table().items():
        assert row.kind in get_args(Kind), code
        assert 5 <= len(row.wording) <= 80, code
        assert row.start is not None, code
        assert row.stop is None or row.stop > row.start, code


def test_a_code_that_may_refuse_has_a_family_and_another_has_none() -> None:
    for code, row in table().items():
        assert (row.family in FAMILIES) == (row.kind in ("refusal", "full-charge")), code
        assert row.family or row.kind in ("patient", "contract", "pending"), code


def test_all_codes_in_use_are_known() -> None:
    active = {code for code, row in table().items() if row.stop is None}
    assert {str(number) for number in range(269, 307)} <= active
    assert {f"P{number}" for number in range(1, 33)} <= active
    assert len(active) == 295


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("197", "authorization"),
        ("27", "eligibility"),
        ("50", "necessity"),
        ("18", "duplicate"),
        ("97", "bundling"),
        ("29", "filing"),
        ("22", "coordination"),
        ("B7", "provider"),
        ("16", "information"),
        ("4", "modifier"),
        ("119", "units"),
        ("96", "benefit"),
    ],
)
def test_the_common_refusals_are_in_their_families(code: str, family: str) -> None:
    assert carc(code).family == family


def test_stopped_codes_say_since_when() -> None:
    assert (carc("15").stop, carc("125").stop) == (date(2018, 5, 1), date(2013, 11, 1))


def test_an_unknown_code_is_a_refusal_at_full_charge_and_says_that_it_is_unknown() -> None:
    assert carc("999").kind == "full-charge"
    assert "999" in carc("999").wording


def test_a_payer_overrides_its_own_codes_alone() -> None:
    overrides: dict[str, dict[str, Kind]] = {"60054": {"24": "contract"}}
    assert kind_of("24", "60054", overrides) == "contract"
    assert kind_of("24", "11111", overrides) == "refusal"
    assert kind_of("50", "60054", overrides) == "refusal"
    assert kind_of("24") == "refusal"

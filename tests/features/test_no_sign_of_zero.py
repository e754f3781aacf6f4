from __future__ import annotations

import pytest

from features.registry import Feature


@pytest.mark.parametrize(
    "says", ["{value}", "{value:.0f}", "{value:,.2f}", "{value:.0%}", "{value:02.0f}", "{value:g}"]
)
def test_a_zero_has_no_sign_however_it_came_about(says: str) -> None:
    feature = Feature("one", says, "", "", 0, "", lambda: 0.0, ())
    assert "-" not in feature.sentence(-0.0)
    if says not in {"{value}", "{value:g}"}:
        assert "-" not in feature.sentence(-0.001)
    assert feature.sentence(-2.0).startswith("-")

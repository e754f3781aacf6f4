"""Of changes for one cause that help alike, the one that the payer was seen to take leads."""

from __future__ import annotations

import pytest

from claims.claim import Claim
from models.odds import Odds
from serving.suggest.given import Change
from serving.suggest.kinds import KINDS
from serving.suggest.search import ALIKE, Trial, _ranked


def trial(name: str, after: float, taken: float = 0.0) -> Trial:
    return Trial(KINDS[0], Change(name, [], taken), Claim("C"), Odds(after, (), {}, {}))


def order(*trials: Trial) -> list[str]:
    return [one.change.text for one in _ranked(list(trials))]


def test_among_changes_that_help_alike_what_this_payer_takes_leads() -> None:
    assert order(trial("59", 0.05), trial("GP", 0.05 + ALIKE / 2, 40.0), trial("XU", 0.05, 3.0)) == ["GP", "XU", "59"]


@pytest.mark.parametrize(("apart", "first"), [(ALIKE * 0.99, "taken"), (ALIKE * 1.01, "better")])
def test_a_change_that_helps_clearly_less_does_not_lead(apart: float, first: str) -> None:
    assert order(trial("better", 0.05), trial("taken", 0.05 + apart, 40.0))[0] == first


def test_where_nothing_was_taken_the_first_listed_leads() -> None:
    assert order(trial("one", 0.055), trial("two", 0.05)) == ["one", "two"]

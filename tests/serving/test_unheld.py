"""A small share of the claims that are worth a look is let go, marked, and no other is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claims
from claims.claim import Claim
from claims.origin import Sourced
from models import Bundle, SettingError
from rules import RuleSet
from serving.score import Score
from serving.scorer import Scorer
from serving.unheld import MOST, SETTING, let_go, share_here


@pytest.fixture(scope="module")
def sent(office: Path) -> list[Sourced]:
    files = sorted((office / "test" / "claims").iterdir())[:40]
    return [item for file in files for item in claims.read(file) if isinstance(item, Sourced)]


def scored(bundle: Bundle, sent: list[Sourced], share: float) -> list[Score]:
    scorer = Scorer(bundle, RuleSet.load(), unheld=share)
    return scorer.finish([scorer.walk(one) for one in sent], "held", "risky")


def test_what_is_let_go_was_worth_a_look_and_nothing_else_changes(bundle: Bundle, sent: list[Sourced]) -> None:
    usual, other = scored(bundle, sent, 0.0), scored(bundle, sent, 0.5)
    assert not any(score.unheld for score in usual)
    gone = [(before, after) for before, after in zip(usual, other, strict=True) if after.unheld]
    held = sum(score.verdict == "review" for score in usual)
    assert 0.3 * held < len(gone) < 0.7 * held
    for before, after in gone:
        assert (before.verdict, after.verdict) == ("review", "ready")
        assert after.denial_probability == before.denial_probability
        assert after.suggestions == ()
        assert "let go unheld" in after.summary
        assert msgspec.json.decode(msgspec.json.encode(after))["unheld"] is True
    rest = [pair for pair in zip(usual, other, strict=True) if not pair[1].unheld]
    assert all(before == after for before, after in rest)


@given(st.integers(0, 10**9), st.floats(0, MOST), st.floats(0, MOST))
def test_a_larger_share_lets_go_all_that_a_smaller_one_does(number: int, one: float, other: float) -> None:
    claim = Claim(claim_id=str(number))
    assert let_go(claim, max(one, other)) >= let_go(claim, min(one, other))
    assert not let_go(claim, 0.0)


def test_the_share_is_met_and_the_day_of_submission_makes_no_difference() -> None:
    several = [Claim(claim_id=str(number)) for number in range(20_000)]
    gone = [claim for claim in several if let_go(claim, 0.05)]
    assert len(gone) == pytest.approx(1000, abs=100)  # three standard errors
    later = [msgspec.structs.replace(claim, submission_date=date(2026, 5, 4)) for claim in several]
    assert [claim.claim_id for claim in later if let_go(claim, 0.05)] == [claim.claim_id for claim in gone]


@pytest.mark.parametrize(("text", "share"), [("", 0.0), (" 0.02 ", 0.02), ("0.1", 0.1)])
def test_the_setting_is_read(text: str, share: float) -> None:
    assert share_here({SETTING: text}) == share
    assert share_here({}) == 0.0


@pytest.mark.parametrize("text", ["0.11", "-0.01", "nan", "2 %", "inf"])
def test_a_share_that_cannot_be_is_told(text: str) -> None:
    with pytest.raises(SettingError, match=rf"{SETTING} .* is not a share from 0 to 0.1"):
        share_here({SETTING: text})

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import claims
from claims.claim import Claim
from claims.origin import Origin, Sourced
from models import Bundle
from models.odds import Odds
from models.payments import Payments
from models.rhythm import PayDays, Rhythm
from rules import RuleSet
from serving.expected import expected_payment
from serving.scorer import Scorer

SENT = date(2026, 7, 6)
WEEKLY = PayDays({"": Rhythm(10, (0.5, 1.0), (0.0, 1.0), weekdays=(4,))})


def odds(*lines: float) -> Odds:
    return Odds(max(lines, default=0.0), lines, {}, {})


def test_the_amount_is_what_lines_bring_times_the_odds_that_they_are_not_refused() -> None:
    found = expected_payment(Claim("A"), SENT, odds(0.25, 1.0), [100.0, 50.0], WEEKLY)
    assert found is not None
    assert found.amount == Decimal("75.00")
    assert found.date_low <= found.date <= found.date_high


def test_a_claim_without_lines_brings_nothing_and_is_still_answered() -> None:
    found = expected_payment(Claim("A"), SENT, odds(), [], WEEKLY)
    assert found is not None
    assert (found.amount, found.date) == (Decimal("0.00"), date(2026, 7, 17))


def test_without_days_of_payment_nothing_is_expected() -> None:
    assert expected_payment(Claim("A"), SENT, odds(0.1), [100.0], None) is None


def test_a_claim_of_the_last_day_of_the_calendar_is_scored_and_nothing_is_expected() -> None:
    assert expected_payment(Claim("A"), date.max, odds(0.1), [100.0], WEEKLY) is None
    assert expected_payment(Claim("A"), date.min, odds(0.1), [100.0], WEEKLY) is not None


@pytest.fixture(scope="module")
def some(office: Path) -> list[Sourced]:
    files = claims.find_files([office / "test" / "claims"])
    items = (item for file in files for item in claims.read(file))
    return [item for item, _ in zip((one for one in items if isinstance(one, Sourced)), range(60), strict=False)]


def test_what_is_expected_and_what_is_at_risk_are_what_the_lines_would_bring(
    bundle: Bundle, some: list[Sourced]
) -> None:
    scorer = Scorer(bundle, RuleSet.load())
    for item in some:
        score = scorer.score(item, explain="none")
        expected, risk = score.expected_payment, score.dollars_at_risk
        assert expected is not None
        assert risk is not None
        assert float(expected.amount + risk) == pytest.approx(sum(bundle.payments.lines(item.claim)), abs=0.011)
        assert 0 <= expected.amount <= item.claim.total_charge
        assert score.as_of <= expected.date_low <= expected.date <= expected.date_high


def test_a_bundle_made_before_payments_were_learnt_scores_and_expects_nothing(bundle: Bundle) -> None:
    old = Payments(overall=0.5, payers={"60054": 0.4}, procedures={"60054": {"99213": 0.3}})
    scorer = Scorer(Bundle(replace(bundle.manifest, payments=old), bundle.models, bundle.tables), RuleSet.load())
    line = claims.claim.ServiceLine(number=1, procedure="99213", charge=Decimal(100), units=Decimal(1))
    claim = Claim("A", payer=claims.claim.Payer(id="60054"), lines=(line,), submission_date=SENT)
    score = scorer.score(Sourced(claim, Origin("a.json")), explain="none")
    assert score.expected_payment is None
    assert float(score.dollars_at_risk or 0) == pytest.approx(30 * score.lines[0].denial_probability, abs=0.006)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6)), min_size=1, max_size=8), st.integers(0, 7), st.floats(0, 1)
)
def test_a_lower_chance_of_refusal_never_lowers_the_amount(
    lines: list[tuple[float, float]], which: int, times: float
) -> None:
    worth = [dollars for _, dollars in lines]
    before = [chance for chance, _ in lines]
    after = [chance * (times if at == which % len(lines) else 1.0) for at, chance in enumerate(before)]
    one, other = (expected_payment(Claim("A"), SENT, odds(*chances), worth, WEEKLY) for chances in (before, after))
    assert one is not None
    assert other is not None
    assert 0 <= one.amount <= other.amount <= Decimal(sum(worth)) + 1
    assert other.date <= one.date

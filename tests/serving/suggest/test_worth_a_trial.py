"""Which kinds of change are tried at all: none that could not be offered, whatever became of the odds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim import Claim
from claims.origin import Origin, Sourced
from models.odds import Odds
from rules.finding import Finding
from rules.ruleset import Checked
from serving.suggest.given import Change
from serving.suggest.kinds import KINDS, Kind
from serving.suggest.search import LEAST, Risky, Trial, _at_play, _helps

CODES = {"CO-197": 0.2, "CO-4": 0.2, "CO-50": 0.2, "CO-16": 0.2, "CO-252": 0.2, "CO-18": 0.2, "CO-22": 0.2}
AUTHORIZATION = KINDS[0]
HAZARDS = ("authorization", "modifier", "necessity", "eligibility", "other")


def risky(claim: float, hazards: dict[str, float], *findings: Finding) -> Risky:
    odds = Odds(claim, (claim,), CODES, hazards)
    return Risky(Sourced(Claim("C"), Origin()), date(2026, 3, 1), Checked(findings, (), {}), odds)


def tried(one: Risky) -> list[Kind]:
    return _at_play(one)


@pytest.mark.parametrize(("claim", "is_tried"), [(LEAST * 0.999, False), (LEAST, True)])
def test_a_claim_whose_odds_cannot_fall_by_enough_is_not_searched(claim: float, is_tried: bool) -> None:
    assert (AUTHORIZATION in tried(risky(claim, {"authorization": claim}))) == is_tried


def test_a_kind_whose_refusals_are_a_small_part_of_the_risk_is_not_tried() -> None:
    assert AUTHORIZATION in tried(risky(0.5, {"authorization": 0.2, "eligibility": 0.3}))
    assert AUTHORIZATION not in tried(risky(0.5, {"authorization": 0.02, "eligibility": 0.3}))


def test_where_a_rule_finds_an_error_what_may_mend_it_is_tried_however_small_the_odds() -> None:
    error = Finding("prior-authorization", "error", "It is missing.", "Obtain it.")
    assert AUTHORIZATION in tried(risky(0.01, {"authorization": 0.001, "eligibility": 0.3}, error))


@given(st.tuples(*[st.floats(1e-6, 1 - 1e-6)] * len(HAZARDS)), st.floats(1e-6, 1 - 1e-6))
def test_no_kind_that_is_left_out_could_have_helped(chances: tuple[float, ...], claim: float) -> None:
    before = risky(claim, dict(zip(HAZARDS, chances, strict=True)))
    nothing_left = Odds(0.0, (), {}, dict.fromkeys(HAZARDS, 0.0))
    probable = [kind for kind in KINDS if any(family in kind.families for family in ("authorization", *HAZARDS))]
    for kind in probable:
        trial = Trial(kind, Change("", []), before.sourced.claim, nothing_left)
        assert kind in tried(before) or not _helps(before.odds, trial)

"""What answers show: odds that are exact raise nothing, odds that lost their worth and payers that change are told."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from msgspec import structs

from models import Bundle
from models.manifest import Manifest
from tests.training.policies.test_alarms import answers
from training.metrics import auprc
from training.monitoring.changes import PROOF, merged
from training.monitoring.expected import expected
from training.monitoring.fallen import blocks, signals
from training.monitoring.scored import Scored
from training.monitoring.skill import losses
from training.policies.alarms import alarms
from training.policies.table import Line

FIRST = date(2026, 1, 5).toordinal()
WEEKS, A_WEEK = 52, 80
RATE = 0.15


@pytest.fixture
def manifest(bundle: Bundle) -> Manifest:
    """Of a model that saved a fifth of the base rate's log loss on a thousand claims."""
    return structs.replace(bundle.manifest, base_rate=RATE, metrics={"gain": 0.2, "claims": 1000.0})


def scored(seed: int, told: float = 1.0, times: float = 1.0) -> Scored:
    """A year of claims. ``told``: how much of the truth the odds know; ``times``: how many more are refused."""
    dice = np.random.default_rng(seed)
    count = WEEKS * A_WEEK
    truth = dice.beta(0.35, 0.35 * (1 - RATE) / RATE, count)
    p = np.clip(np.where(dice.random(count) < told, truth, dice.permutation(truth)), 0.003, 0.97)
    denied = dice.random(count) < np.clip(truth * times, 0, 1)
    return Scored(
        p=p,
        days=np.repeat(np.arange(WEEKS) * 7 + FIRST, A_WEEK),
        payers=np.full(count, "1"),
        known=np.ones(count, dtype=bool),
        young=np.zeros(count, dtype=bool),
        denied=denied,
        refused=denied * 100.0,
        charged=np.full(count, 100.0),
    )


def test_odds_that_are_exact_raise_nothing_in_twenty_years(manifest: Manifest):
    for seed in range(20):
        found = list(blocks(scored(seed), manifest))
        assert len(found) == 12  # the first week began before training ended, or may have
        assert list(signals(found, manifest, 40)) == []


def test_odds_that_lost_their_worth_are_told_when_the_block_is_mature(manifest: Manifest):
    found = list(signals(list(blocks(scored(1, told=0.3), manifest)), manifest, 40))
    assert "skill" in {one.kind for one in found}
    assert found[0].known == date.fromordinal(FIRST) + timedelta(weeks=5, days=40)


def test_refusals_that_double_are_told(manifest: Manifest):
    kinds = {one.kind for one in signals(list(blocks(scored(1, times=2.0), manifest)), manifest, 40)}
    assert "calibration" in kinds


def test_a_block_with_a_claim_that_is_too_young_is_not_asked(manifest: Manifest):
    whole = scored(1)
    young = whole.young.copy()
    young[-1] = True
    assert len(list(blocks(structs.replace(whole, young=young), manifest))) == 12
    young[-4 * A_WEEK] = True  # in the last but three weeks: the last block of four
    assert len(list(blocks(structs.replace(whole, young=young), manifest))) == 11


def test_exact_odds_promise_what_comes():
    group = scored(3)
    promised = expected(group.p, group.charged, RATE)
    assert promised is not None
    assert promised.log_loss == pytest.approx(losses(group.p, group.denied).mean(), rel=0.06)
    assert promised.auprc == pytest.approx(auprc(group.p, group.denied), abs=0.05)
    assert abs(promised.denials - group.denied.sum()) < 4 * promised.denials_error


def test_a_payer_that_changes_is_heard_within_two_weeks_where_six_answers_come_in_that_time():
    before, after = 60, 60
    lines = [structs.replace(one, answered=_half(one.answered)) for one in answers([False] * before + [True] * after)]
    (change,) = merged(alarms(lines, PROOF))
    assert change.since == date.fromordinal(lines[before].answered)
    assert change.raised <= change.since + timedelta(days=14)
    assert change.codes == ("70553",)
    assert "refuses 70553" in change.signal.says


def test_alarms_of_one_payer_and_kind_that_come_together_are_one_change():
    lines: list[Line] = []
    for code, payer in (("70553", "P1"), ("70551", "P1"), ("70553", "P2")):
        some = answers([False] * 40 + [True] * 20)
        lines += [structs.replace(one, procedure=code, payer=payer, claim=len(lines) + one.claim) for one in some]
    found = merged(alarms(lines, PROOF))
    assert [(one.payer, one.codes) for one in found] == [("P1", ("70551", "70553")), ("P2", ("70553",))]
    assert found[0].signal.says.endswith("1 more of the kind")


def _half(day: int) -> int:
    """Every day becomes two and a third: six answers a fortnight."""
    return FIRST + (day - FIRST) * 7 // 3

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
from training.monitoring.skill import losses, skill
from training.policies.alarms import alarms
from training.policies.table import Line

FIRST = date(2026, 1, 5).toordinal()
WEEKS, A_WEEK = 52, 80
THROUGH = date.fromordinal(FIRST + 7 * WEEKS - 1)
DELAY = 40
RATE = 0.15


@pytest.fixture
def manifest(bundle: Bundle) -> Manifest:
    """Of a model that saved a fifth of the base rate's log loss on a thousand claims."""
    return structs.replace(bundle.manifest, base_rate=RATE, metrics={"gain": 0.2, "claims": 1000.0})


def scored(seed: int, told: float = 1.0, times: float = 1.0, alike: int = 1, together: str = "") -> Scored:
    """A year of claims.

    ``told``: how much of the truth the odds know; ``times``: how many more are refused; ``alike``: how many claims in
    a row have the same odds and fate, as claims of one ``together``: patient or remittance.
    """
    dice = np.random.default_rng(seed)
    count = WEEKS * A_WEEK // alike
    truth = dice.beta(0.35, 0.35 * (1 - RATE) / RATE, count)
    p = np.clip(np.where(dice.random(count) < told, truth, dice.permutation(truth)), 0.003, 0.97)
    denied = np.repeat(dice.random(count) < np.clip(truth * times, 0, 1), alike)
    days = np.repeat(np.arange(WEEKS) * 7 + FIRST, A_WEEK)
    alone, shared = np.arange(len(days)), np.repeat(np.arange(count), alike)
    count = len(days)
    return Scored(
        p=np.repeat(p, alike),
        days=days,
        payers=np.full(count, "1"),
        known=np.ones(count, dtype=bool),
        young=np.zeros(count, dtype=bool),
        denied=denied,
        refused=denied * 100.0,
        charged=np.full(count, 100.0),
        patients=shared if together == "patient" else alone,
        remits=shared if together == "remittance" else alone,
        mature=days + DELAY,
    )


def test_odds_that_are_exact_raise_nothing_in_twenty_years(manifest: Manifest):
    for seed in range(20):
        found = list(blocks(scored(seed), manifest, THROUGH))
        assert len(found) == 12  # the first week began before training ended, or may have
        assert list(signals(found, manifest)) == []


@pytest.mark.parametrize("together", ["patient", "remittance"])
def test_claims_of_one_patient_or_remittance_that_share_a_fate_are_one_surprise(manifest: Manifest, together: str):
    told = 0
    for seed in range(20):
        alike = scored(seed, alike=5, together=together)
        told += len(list(signals(list(blocks(alike, manifest, THROUGH)), manifest)))
    assert told <= 1


def test_intervals_are_as_wide_as_there_are_patients_not_claims():
    known = skill("all", scored(2, alike=10, together="patient"), RATE)
    blind = skill("all", scored(2, alike=10), RATE)
    assert known is not None
    assert blind is not None
    assert known.gain == blind.gain
    assert known.gain_high - known.gain_low > 2 * (blind.gain_high - blind.gain_low)
    assert known.dollars_high - known.dollars_low > 2 * (blind.dollars_high - blind.dollars_low)


def test_odds_that_lost_their_worth_are_told_when_the_block_is_mature(manifest: Manifest):
    found = list(signals(list(blocks(scored(1, told=0.3), manifest, THROUGH)), manifest))
    assert "skill" in {one.kind for one in found}
    assert found[0].known == date.fromordinal(FIRST) + timedelta(weeks=4, days=DELAY)  # the last claim of week 4


def test_a_block_is_told_when_its_slowest_claim_is_mature_and_never_before_its_last_week_is_over(manifest: Manifest):
    worse = scored(1, told=0.3)
    for slowest, known in ((90, timedelta(weeks=1, days=90)), (0, timedelta(weeks=5, days=-1))):
        mature = worse.days.copy()
        mature[A_WEEK] += slowest
        quick = structs.replace(worse, mature=mature)
        (first, *_) = signals(list(blocks(quick, manifest, THROUGH)), manifest)
        assert first.known == date.fromordinal(FIRST) + known
        assert all(one.known <= THROUGH for one in signals(list(blocks(quick, manifest, THROUGH)), manifest))


def test_a_week_that_is_not_over_is_not_asked(manifest: Manifest):
    whole = scored(1).only(np.arange(WEEKS * A_WEEK) < 49 * A_WEEK)
    over = date.fromordinal(FIRST + 7 * 49 - 1)
    assert len(list(blocks(whole, manifest, over))) == 12
    assert len(list(blocks(whole, manifest, over - timedelta(days=1)))) == 11


def test_refusals_that_double_are_told(manifest: Manifest):
    kinds = {one.kind for one in signals(list(blocks(scored(1, times=2.0), manifest, THROUGH)), manifest)}
    assert "calibration" in kinds


def test_what_stays_wrong_is_told_once_with_the_weeks_in_which_it_was_seen_again(manifest: Manifest):
    found = list(blocks(scored(1, times=2.0), manifest, THROUGH))
    (told,) = (one for one in signals(found, manifest) if one.kind == "calibration")
    assert told.known == found[0].mature
    assert f"again in the four weeks from {found[1].first}" in told.says


def test_a_block_with_a_claim_that_is_too_young_is_not_asked(manifest: Manifest):
    whole = scored(1)
    young = whole.young.copy()
    young[-1] = True
    assert len(list(blocks(structs.replace(whole, young=young), manifest, THROUGH))) == 12
    young[-4 * A_WEEK] = True  # in the last but three weeks: the last block of four
    assert len(list(blocks(structs.replace(whole, young=young), manifest, THROUGH))) == 11


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

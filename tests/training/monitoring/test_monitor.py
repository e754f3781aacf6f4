"""What the monitor finds on a made-up office: counted, told by week, with nothing of a patient, the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from models import Bundle
from training.gate.window import FEWEST, FEWEST_REFUSED
from training.maturity import states
from training.monitoring import Monitored, monitor
from training.monitoring.prometheus import PREFIX, metrics
from training.monitoring.report import report
from training.monitoring.retrain import last_day
from training.monitoring.scored import score
from training.office_files import Files, TrainingDataError, read_files
from training.policies.table import absences

TODAY = date(2026, 8, 28)
PLANTED = date(2026, 6, 22)


@pytest.fixture(scope="module")
def files(office: Path) -> Files:
    parts = office / "train", office / "test"
    return read_files([part / "claims" for part in parts], [part / "remits" for part in parts], TODAY)


@pytest.fixture(scope="module")
def found(bundle: Bundle, files: Files) -> Monitored:
    return monitor(bundle, files)


def test_every_claim_since_training_is_known_or_silent_or_young(found: Monitored, bundle: Bundle, files: Files):
    later = [str(claim.submission_date) > str(bundle.trained_through) for claim in files.claims]
    of_later = [one for one, new in zip(states(files.claims, files.outcomes, TODAY), later, strict=True) if new]
    assert found.claims == len(of_later) == sum(one.promised.claims for one in found.estimated)
    assert (found.known, found.silent, found.young) == tuple(map(of_later.count, ("known", "silent", "young")))
    assert found.reference == later.count(False)


def test_weeks_are_shown_as_far_as_they_are_mature_and_partial_ones_say_so(found: Monitored, files: Files):
    maturity = states(files.claims, files.outcomes, TODAY)
    shown = {one.name: one for one in found.weeks}
    assert {one.complete for one in found.weeks} == {True, False}
    for week in found.estimated:
        days = [str(week.monday + timedelta(days=nth)) for nth in range(7)]
        young = [
            state == "young"
            for claim, state in zip(files.claims, maturity, strict=True)
            if str(claim.submission_date) in days and str(claim.submission_date) > str(found.trained_through)
        ]
        one = shown.get(str(week.monday))
        assert one is None or (one.complete == (not any(young)) and sum(young) <= len(young) / 2)
    assert max(shown) < str(found.estimated[-1].monday)


def test_nothing_is_told_on_a_day_that_has_not_come(found: Monitored, bundle: Bundle, files: Files):
    assert all(bundle.trained_through < one.known <= TODAY for one in found.signals)
    assert all(one.mature <= TODAY for one in found.blocks)
    scored = score(bundle, files)
    assert ((scored.mature > TODAY.toordinal()) == scored.young).all()


def test_a_planted_change_is_announced_within_two_weeks_of_its_first_answer_and_nothing_else_is_new(
    found: Monitored, bundle: Bundle, files: Files
):
    asked = Counter(
        (claim.payer.id, line.procedure)
        for claim, outcome in zip(files.claims, files.outcomes, strict=True)
        for line in claim.lines
        if outcome is not None
        and str(claim.first_service_date) >= str(PLANTED)
        and "authorization" in absences(claim, line)
    )
    (payer, code), _ = asked.most_common(1)[0]
    changed = refusing(files, payer, code, PLANTED)
    first = min(
        new.answered
        for new, old in zip(changed.outcomes, files.outcomes, strict=True)
        if new is not old and new is not None and new.answered is not None
    )
    before = {(one.kind, one.says) for one in found.signals}
    told = [one for one in monitor(bundle, changed).signals if (one.kind, one.says) not in before]
    (policy,) = (one for one in told if one.kind == "policy")
    assert f"refuses {code} for reasons of authorization" in policy.says
    assert first <= policy.known <= first + timedelta(days=14)
    assert {one.kind for one in told} <= {"policy", "score", "skill", "calibration"}  # what follows from it


def refusing(files: Files, payer: str, code: str, since: date) -> Files:
    """The same claims; of services from a day on, a payer refuses those of a code that carry no authorization."""
    outcomes = []
    for claim, outcome in zip(files.claims, files.outcomes, strict=True):
        served = claim.first_service_date
        hit = {
            line.number for line in claim.lines if line.procedure == code and "authorization" in absences(claim, line)
        }
        if outcome is not None and claim.payer.id == payer and served is not None and served >= since and hit:
            lines = tuple(
                structs.replace(one, denied=True, codes=("CO-197",)) if one.number in hit else one
                for one in outcome.lines
            )
            outcomes.append(structs.replace(outcome, denied=True, codes=("CO-197",), lines=lines))
        else:
            outcomes.append(outcome)
    return structs.replace(files, outcomes=outcomes)


def test_two_months_in_which_no_payer_changes_raise_at_most_one_alarm(found: Monitored):
    assert len(found.signals) <= 1


def test_intervals_hold_the_figures(found: Monitored):
    assert found.overall is not None
    for one in (found.overall, *found.payers, *found.weeks):
        assert one.gain_low <= one.gain <= one.gain_high
        assert 0 <= one.dollars_low <= one.dollars <= one.dollars_high <= 1


def test_the_estimate_without_answers_is_near_what_came(found: Monitored):
    assert found.overall is not None
    assert abs(found.overall.expected.denials / found.overall.known - found.overall.denied) < 0.05


def test_neither_report_nor_metrics_name_a_patient(found: Monitored, files: Files):
    told = report(found) + generate_latest(metrics(found)).decode()
    for claim in files.claims:
        private = (claim.claim_id, claim.subscriber.member_id, claim.patient.last_name, claim.subscriber.last_name)
        assert not any(f">{one}<" in told or f'"{one}"' in told for one in private if one)
        assert len(claim.subscriber.member_id) < 6 or claim.subscriber.member_id not in told


def test_the_same_files_give_the_same_report(bundle: Bundle, files: Files, found: Monitored):
    assert report(monitor(bundle, files)) == report(found)


def test_the_metrics_are_those_of_the_report(found: Monitored):
    families = {one.name: one for one in text_string_to_metric_families(generate_latest(metrics(found)).decode())}
    assert all(name.startswith(PREFIX) for name in families)
    assert found.overall is not None
    assert families[f"{PREFIX}gain_ratio"].samples[0].value == found.overall.gain
    claims = {one.labels["state"]: one.value for one in families[f"{PREFIX}claims"].samples}
    assert claims == {"known": found.known, "silent": found.silent, "young": found.young}
    assert sum(one.value for one in families[f"{PREFIX}signals"].samples) == len(found.signals)


def test_files_that_end_with_training_are_refused_with_what_to_do(bundle: Bundle, office: Path):
    files = read_files(office / "train" / "claims", office / "train" / "remits", bundle.trained_through)
    with pytest.raises(TrainingDataError, match="name later files"):
        monitor(bundle, files)


def test_a_challenger_learns_up_to_where_the_gate_has_its_claims_and_no_further(files: Files, bundle: Bundle):
    trained = date(2025, 10, 1)
    day = last_day(files, trained)
    assert day is not None
    maturity = states(files.claims, files.outcomes, TODAY)
    for through, enough in ((day, True), (day + timedelta(days=3), False)):
        left = [
            outcome is not None and outcome.denied
            for claim, outcome, state in zip(files.claims, files.outcomes, maturity, strict=True)
            if state == "known" and str(claim.submission_date) > str(through)
        ]
        assert (len(left) >= FEWEST and sum(left) >= FEWEST_REFUSED) is enough
    assert last_day(files, day - timedelta(days=1)) == day
    assert last_day(files, day) is None
    assert last_day(files, bundle.trained_through) is None

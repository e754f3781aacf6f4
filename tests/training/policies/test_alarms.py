"""Alarms of changes: on streams of answers made by hand, and on none that stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.office_files import Files
from training.policies.alarms import alarms
from training.policies.table import Line, read_lines

FIRST = date(2025, 7, 1).toordinal()


def answers(hits: Sequence[bool], *, missing: frozenset[str] = frozenset({"authorization"})) -> list[Line]:
    """One answer a day to the same service, refused for want of authorization or paid."""
    return [
        Line(
            claim=at, payer="P1", name="ACME", day=FIRST + at, answered=FIRST + at + 20, charge=100.0, refused=hit,
            reduced=False, code="197" if hit else "", family="authorization" if hit else "", remark="", corrected=False,
            procedure="70553", modifiers=(), diagnoses=("R51",), principal="R51", partners=(), place="11", bill="",
            revenue="", specialty="2085R0202X", clinician="1", biller="2", missing=missing, units=1, age=40, lag=3,
            stay=-1, earlier=0, first_of_year=False, dependent=False, patient=at,
        )
        for at, hit in enumerate(hits)
    ]  # fmt: skip


@given(before=st.integers(15, 60), after=st.integers(8, 30))
def test_a_payer_that_begins_to_refuse_everything_is_heard_within_eight_answers(before: int, after: int) -> None:
    (alarm,) = alarms(answers([False] * before + [True] * after))
    assert (alarm.payer, alarm.family, alarm.code) == ("P1", "authorization", "70553")
    assert alarm.since == date.fromordinal(FIRST + before + 20)
    assert (alarm.raised - alarm.since).days < 8
    assert (alarm.refused_before, alarm.answers_before) == (0, before)
    assert f"{alarm.refused} of {alarm.answers} answers since {alarm.since}, 0 of {before} before" in alarm.text


def test_a_payer_that_ceases_to_refuse_is_heard() -> None:
    (alarm,) = alarms(answers([True] * 30 + [False] * 30))
    assert "no longer refuses 70553" in alarm.text


@given(st.integers(0, 200), st.booleans())
def test_what_stays_as_it_is_raises_no_alarm(count: int, hit: bool) -> None:
    assert alarms(answers([hit] * count)) == []


@given(st.integers(3, 40))
def test_a_service_that_was_never_billed_before_has_not_changed(count: int) -> None:
    assert alarms(answers([True] * count)) == []


def test_claims_that_carry_the_number_do_not_count() -> None:
    hits = [False] * 30 + [True] * 30
    assert alarms(answers(hits, missing=frozenset())) == []


def test_the_counts_of_alarms_in_an_office_can_be_looked_up(files: Files) -> None:
    lines = read_lines(files.claims, files.outcomes)
    for alarm in alarms(lines, proof=2.0):
        if alarm.among or alarm.family == "referral":
            continue
        heard = {}
        for line in lines:
            mine = (line.payer, line.procedure) == (
                alarm.payer,
                alarm.code,
            ) and line.answered <= alarm.raised.toordinal()
            watched = alarm.family != "authorization" or "authorization" in line.missing
            if mine and watched and (alarm.family != "records" or "attachment" in line.missing):
                hit = line.family == alarm.family and line.code != "119" and line.remark != "M144"
                heard[line.answered, line.claim] = heard.get((line.answered, line.claim), False) or hit
        since = [hit for (day, _), hit in sorted(heard.items()) if day >= alarm.since.toordinal()]
        # An answer may stand on the day of the alarm, and have been read after it.
        assert len(since) >= alarm.answers
        assert since.count(True) >= alarm.refused


def test_answers_at_random_raise_few_alarms() -> None:
    rng = np.random.default_rng(5)
    raised = sum(len(alarms(answers((rng.random(300) < 0.05).tolist()))) for _ in range(100))
    assert raised <= 15  # in 100 streams of 300 answers each

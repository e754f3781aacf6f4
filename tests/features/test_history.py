"""What the history knows on a day is the same in training and in serving, and nothing of it lies in the future."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import features
from claims.answer import LineOutcome, Outcome
from claims.claim import Claim, Payer, Provider, ServiceLine, Subscriber
from claims.outcomes.carc import table
from claims.sent import SentBefore
from features.families import FAMILIES, family_of
from features.history import History
from features.keys import keys
from features.situation import Situation

START = date(2026, 1, 5)
COLUMNS = {name: at for at, name in enumerate(features.names())}


def _claim(day: date, procedure: str = "97110", *, payer: str = "P1", authorization: str = "") -> Claim:
    return Claim(
        "C",
        submission_date=day,
        payer=Payer(id=payer),
        rendering_provider=Provider(npi="1234567893"),
        lines=(
            ServiceLine(
                number=1,
                procedure=procedure,
                units=Decimal(1),
                charge=Decimal(100),
                service_date=day - timedelta(days=5),
                prior_authorization=authorization,
            ),
        ),
    )


def _answer(claim: Claim, after: int, code: str = "") -> Outcome:
    assert claim.submission_date
    line = LineOutcome(1, denied=bool(code), codes=(code,) if code else ())
    answered = claim.submission_date + timedelta(days=after)
    return Outcome(claim.claim_id, submitted=claim.submission_date, answered=answered, denied=bool(code), lines=(line,))


def _value(history: History, claim: Claim, today: date, name: str) -> float:
    return float(features.rows(claim, {}, history.past(claim, today))[0, COLUMNS[name]])


def _thawed(history: History) -> History:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **history.tables())
    file.seek(0)
    with np.load(file, allow_pickle=False) as tables:
        return History.from_tables(tables)


EVENT = st.tuples(
    st.integers(0, 60),
    st.sampled_from(["97110", "70553", ""]),
    st.sampled_from(["P1", "P2"]),
    st.integers(0, 40),
    st.sampled_from(["", "", "CO-197", "CO-B7", "PR-27", "CO-999"]),
    st.sampled_from(["", "A1"]),
)


@settings(max_examples=40, deadline=None)
@given(events=st.lists(EVENT, max_size=25), frozen_after=st.integers(0, 50))
def test_a_history_that_was_saved_and_loaded_midway_reads_as_one_that_lived_through(
    events: list[tuple[int, str, str, int, str, str]], frozen_after: int
):
    claims = [_claim(START + timedelta(days=e[0]), e[1], payer=e[2], authorization=e[5]) for e in events]
    answers = [_answer(claim, e[3], e[4]) for claim, e in zip(claims, events, strict=True)]
    calendar = sorted(
        [(claim.submission_date, 1, at) for at, claim in enumerate(claims)]
        + [(answer.answered + timedelta(days=1), 0, at) for at, answer in enumerate(answers)]
    )
    lived, saved = History(), History()
    for nth, (day, kind, at) in enumerate(calendar):
        if nth == frozen_after:
            saved = _thawed(saved)
        if kind:
            rows = [features.rows(claims[at], {}, history.past(claims[at], day)) for history in (lived, saved)]
            np.testing.assert_array_equal(*rows)
        else:
            lived.answered(claims[at], answers[at])
            saved.answered(claims[at], answers[at])


def test_reading_changes_nothing():
    history = History()
    claim = _claim(START)
    history.answered(claim, _answer(claim, 10, "CO-197"))
    before = {name: table.tobytes() for name, table in history.tables().items()}
    history.past(claim, START + timedelta(days=30))
    assert before == {name: table.tobytes() for name, table in history.tables().items()}


def test_a_refusal_teaches_about_its_own_cause_alone():
    history = History()
    for day in range(10):
        claim = _claim(START + timedelta(days=day))
        history.answered(claim, _answer(claim, 10, "CO-B7"))
    today = START + timedelta(days=40)
    assert _value(history, _claim(today), today, "payer_clinician_provider") > 0.7
    assert _value(history, _claim(today), today, "payer_procedure_authorization_authorization") == 0.0


def test_authorization_parts_what_the_payer_refuses_from_what_it_pays():
    history = History()
    for day in range(20):
        with_number = _claim(START + timedelta(days=day), authorization="A1")
        without = _claim(START + timedelta(days=day))
        history.answered(with_number, _answer(with_number, 10))
        history.answered(without, _answer(without, 10, "CO-197"))
    today = START + timedelta(days=40)
    name = "payer_procedure_authorization_authorization"
    assert _value(history, _claim(today), today, name) > 0.8
    assert _value(history, _claim(today, authorization="A2"), today, name) < 0.15


def test_a_seldom_seen_key_leans_on_its_parent():
    history = History()
    for day in range(30):
        claim = _claim(START + timedelta(days=day), "70553")
        history.answered(claim, _answer(claim, 10, "CO-197"))
    today = START + timedelta(days=60)
    unseen = _claim(today, "70551")
    assert _value(history, unseen, today, "payer_procedure_seen") == 0.0
    assert _value(history, unseen, today, "payer_procedure_authorization") == pytest.approx(
        _value(history, unseen, today, "payer_authorization")
    )


def test_old_answers_count_less_and_the_last_few_show_a_break():
    history = History()
    for day in range(40):
        claim = _claim(START + timedelta(days=day))
        history.answered(claim, _answer(claim, 5))
    for day in range(300, 306):
        claim = _claim(START + timedelta(days=day))
        history.answered(claim, _answer(claim, 5, "CO-197"))
    today = START + timedelta(days=320)
    slow = _value(history, _claim(today), today, "payer_procedure_authorization")
    lately = _value(history, _claim(today), today, "payer_procedure_authorization_lately")
    assert 6 / 46 < slow < 0.5
    assert lately > 0.8
    assert _value(history, _claim(today), today, "payer_procedure_seen") < 46


def test_an_answer_that_comes_in_late_counts_the_same_in_the_rates():
    first, second = _claim(START), _claim(START + timedelta(days=30))
    early, late = _answer(first, 10, "CO-197"), _answer(second, 10)
    today = START + timedelta(days=60)
    names = ("payer_procedure_seen", "payer_procedure_any", "payer_procedure_authorization_authorization")
    values = []
    for order in ((first, early, second, late), (second, late, first, early)):
        history = History()
        history.answered(order[0], order[1])
        history.answered(order[2], order[3])
        values.append([_value(history, _claim(today), today, name) for name in names])
    assert values[0] == pytest.approx(values[1])


def test_a_silent_payer_teaches_nothing():
    history = History()
    history.answered(_claim(START), Outcome("C"))
    assert all(not len(table) for name, table in history.tables().items() if name.endswith(".cells"))


def test_no_table_holds_what_concerns_a_patient():
    history = History()
    claim = _claim(START)
    history.answered(claim, _answer(claim, 3))
    text = b"".join(table.tobytes() for name, table in history.tables().items() if name.endswith(".names"))
    assert b"97110" in text
    assert claim.claim_id.encode() + b"|" not in text


def test_every_code_has_a_family():
    assert family_of("CO-197") == family_of("197") == "authorization"
    assert family_of("PR-B7") == "provider"
    assert family_of("CO-9999") == "other"
    assert family_of("") == "other"
    assert family_of("PR-1") == "other"
    assert {family_of(code) for code in table()} == set(FAMILIES)


def test_what_follows_surgery_is_learnt_as_bundled_into_it():
    history, sent = History(), SentBefore(b"key")

    def visit(day: date, member: str, procedure: str) -> Claim:
        claim = _claim(day, procedure)
        return msgspec.structs.replace(
            claim,
            claim_id=f"{member}{day}",
            subscriber=Subscriber(member_id=member),
            lines=(msgspec.structs.replace(claim.lines[0], service_date=day),),
        )

    for nth in range(12):
        day = START + timedelta(days=nth)
        sent.add(visit(day, f"M{nth}", "66984"), day)
        after = visit(day + timedelta(days=20), f"M{nth}", "92012")
        sent.add(after, after.submission_date or day)
        history.answered(after, _answer(after, 5, "CO-97"), sent)
    today = START + timedelta(days=60)
    sent.add(visit(today - timedelta(days=22), "M99", "66984"), today - timedelta(days=22))
    late, fresh = visit(today, "M99", "92012"), visit(today, "M98", "92012")

    def bundled(claim: Claim) -> float:
        row = features.rows(claim, {}, history.past(claim, today, sent))[0]
        return float(row[COLUMNS["surgery_aftercare_bundling"]])

    assert bundled(late) > 0.6
    assert np.isnan(bundled(fresh))


def test_a_limit_of_the_year_is_learnt_by_how_often_the_patient_had_the_service():
    history, sent = History(), SentBefore(b"key")

    def visit(member: str, nth: int) -> Claim:
        day = START + timedelta(days=7 * nth)
        claim = _claim(day)
        line = msgspec.structs.replace(claim.lines[0], service_date=day)
        return msgspec.structs.replace(
            claim, claim_id=f"{member}{nth}", subscriber=Subscriber(member_id=member), lines=(line,)
        )

    for member in "ABCDEFGH":
        for nth in range(5):  # three are paid
            claim = visit(member, nth)
            sent.add(claim, START)
            history.answered(claim, _answer(claim, 1, "CO-119" if nth >= 3 else ""), sent)

    def refused(claim: Claim, name: str) -> float:
        today = claim.submission_date or START
        return float(features.rows(claim, {}, history.past(claim, today, sent))[0][COLUMNS[name]])

    for nth in range(3):
        sent.add(visit("Z", nth), START)
    third, fourth, first = visit("H", 2), visit("Z", 3), visit("Y", 3)
    for name in ("payer_procedure_times_units", "payer_procedure_times_reached_units", "procedure_times_units"):
        assert refused(fourth, name) > 0.7
    assert refused(third, "payer_procedure_times_units") < 0.2
    assert refused(first, "payer_procedure_times_units") < 0.2
    without_index = features.rows(fourth, {}, history.past(fourth, START))[0]
    assert np.isnan(without_index[COLUMNS["payer_procedure_times_units"]])


def _with(claim: Claim, *modifiers: str, place: str = "11", beside: str = "") -> Claim:
    """The claim with modifiers on its line, in a place, with another procedure beside it."""
    line = msgspec.structs.replace(claim.lines[0], modifiers=modifiers)
    other = (ServiceLine(number=2, procedure=beside),) if beside else ()
    return msgspec.structs.replace(claim, place_of_service=place, lines=(line, *other))


def test_what_a_payer_wants_of_telehealth_is_learnt_from_other_procedures():
    history = History()
    for nth, procedure in enumerate(("99213", "90834", "99204", "90837", "97802", "99214")):
        claim = _claim(START + timedelta(days=nth), procedure)
        for sent, code in ((_with(claim, "95", place="10"), "CO-4"), (_with(claim, "GT", place="10"), "")):
            history.answered(sent, _answer(sent, 5, code))
    today = START + timedelta(days=30)
    unseen = _claim(today, "92507")
    name = "payer_place_modifiers_modifier"
    assert _value(history, _with(unseen, "95", place="10"), today, name) > 0.6
    assert _value(history, _with(unseen, "GT", place="10"), today, name) < 0.25
    elsewhere = _with(_claim(today, "92507", payer="P2"), "95", place="10")
    assert _value(history, elsewhere, today, name) == _value(history, elsewhere, today, "payer_modifier") < 0.5


def test_what_a_payer_wants_of_a_section_is_learnt_from_its_neighbours():
    history = History()
    for nth, procedure in enumerate(("97110", "97112", "97140") * 3):
        claim = _claim(START + timedelta(days=nth), procedure)
        for sent, code in ((claim, "CO-4"), (_with(claim, "GP"), "")):
            history.answered(sent, _answer(sent, 5, code))
    today = START + timedelta(days=30)
    unseen = _claim(today, "97530")
    assert _value(history, unseen, today, "payer_section_modifiers_modifier") > 0.6
    assert _value(history, _with(unseen, "GP"), today, "payer_section_modifiers_modifier") < 0.2
    assert _value(history, unseen, today, "payer_procedure_modifiers_seen") == 0


def test_visits_beside_minor_surgery_are_learnt_from_others_of_their_kind():
    history = History()
    for nth, (visit, surgery) in enumerate((("99213", "17110"), ("99214", "17000"), ("99203", "17003")) * 3):
        claim = _claim(START + timedelta(days=nth), visit)
        bare, marked = _with(claim, beside=surgery), _with(claim, "25", beside=surgery)
        for sent, code in ((bare, "CO-97"), (marked, ""), (_with(claim), "")):
            history.answered(sent, _answer(sent, 5, code))
    today = START + timedelta(days=30)
    unseen, name = _claim(today, "99215"), "payer_section_partner_modifiers_bundling"
    assert _value(history, _with(unseen, beside="17111"), today, name) > 0.5
    assert _value(history, _with(unseen, "25", beside="17111"), today, name) < 0.2
    assert np.isnan(_value(history, _with(unseen), today, name))


def test_what_must_stand_on_the_claim_is_learnt_by_what_stands_there():
    history = History()
    referrer = Provider(npi="1234567893")
    for nth in range(9):
        claim = _claim(START + timedelta(days=nth))
        for sent, code in ((claim, "CO-16"), (msgspec.structs.replace(claim, referring_provider=referrer), "")):
            history.answered(sent, _answer(sent, 5, code))
    today = START + timedelta(days=30)
    claim, name = _claim(today), "payer_procedure_given_information"
    assert _value(history, claim, today, name) > 0.6
    assert _value(history, msgspec.structs.replace(claim, referring_provider=referrer), today, name) < 0.25


def test_a_yearly_question_about_other_coverage_is_learnt_by_dependents_and_first_visits():
    history, sent = History(), SentBefore(b"key")

    def visit(member: str, day: date, relationship: str = "19") -> Claim:
        claim = _claim(day)
        return msgspec.structs.replace(
            claim,
            claim_id=f"{member}{day}",
            subscriber=Subscriber(member_id=member),
            patient=msgspec.structs.replace(claim.patient, relationship=relationship),
            lines=(msgspec.structs.replace(claim.lines[0], service_date=day),),
        )

    for member in "ABCDEFGH":
        for nth in range(3):
            claim = visit(member, START + timedelta(days=7 * nth))
            history.answered(claim, _answer(claim, 1, "" if nth else "CO-22"), sent)
            sent.add(claim, START)
    today, name = START + timedelta(days=40), COLUMNS["payer_coverage_coordination"]

    def refused(claim: Claim, known: SentBefore | None = sent) -> float:
        return float(features.rows(claim, {}, history.past(claim, today, known))[0][name])

    assert refused(visit("Z", today)) > 0.6
    assert refused(visit("A", today)) < 0.2
    assert refused(visit("Z", today, "18")) < 0.5
    assert refused(visit("Z", today), None) < 0.2
    next_year = visit("A", date(START.year + 1, 1, 4))
    past = history.past(next_year, date(START.year + 1, 1, 5), sent)
    assert float(features.rows(next_year, {}, past)[0][name]) > 0.5


def test_a_key_that_came_after_the_history_was_saved_has_no_answers_and_takes_nothing_from_the_others():
    history = History()
    for nth in range(9):
        claim = _claim(START + timedelta(days=nth))
        history.answered(claim, _answer(claim, 5, "CO-197"))
    older = {name: table for name, table in history.tables().items() if not name.startswith("payer_procedure_given.")}
    today = START + timedelta(days=30)
    again = History.from_tables(older)
    assert _value(again, _claim(today), today, "payer_procedure_given_seen") == 0
    for name in ("payer_procedure_seen", "payer_procedure_authorization_authorization"):
        assert _value(again, _claim(today), today, name) == _value(history, _claim(today), today, name) > 0
    again.answered(claim, _answer(claim, 5))
    assert _value(again, _claim(today), today, "payer_procedure_given_seen") > 0


def test_keys_look_at_nothing_by_which_lines_of_the_same_circumstances_differ() -> None:
    """Experience is remembered by a line's circumstances: a key that looked past them would get another line's."""
    claim = _claim(START, authorization="A1")
    situation = Situation(claim, claim.lines[0], START)
    named = [key.of(situation) for key in keys()]
    situation.claim, situation.line = Claim("another", frequency_code="7"), ServiceLine()
    assert [key.of(situation) for key in keys()] == named


def test_what_was_read_is_read_anew_once_an_answer_came_in() -> None:
    history = History()
    claim = _claim(START)
    before = _value(history, claim, START, "payer_procedure_seen")
    assert _value(history, claim, START, "payer_procedure_seen") == before == 0
    history.answered(claim, _answer(claim, 0))
    assert _value(history, claim, START, "payer_procedure_seen") == 1
    assert _value(history, claim, START + timedelta(days=180), "payer_procedure_seen") == pytest.approx(0.5)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("features.history.RECALLED", 1)
    history = History()
    for procedure in ("97110", "70553", "97110"):
        assert _value(history, _claim(START, procedure), START, "payer_procedure_seen") == 0
        assert len(history._recall.days[START.toordinal()]) == 1

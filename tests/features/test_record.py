"""Plain counts are those of the answers, however they came in, and stay so when the record is saved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answer import LineOutcome, Outcome
from claims.claim import Claim, Payer, Provider, ServiceLine
from features.circumstances import BY_NAME, CIRCUMSTANCES, EVERY, kinds_of
from features.families import family_of
from features.history import History
from features.record import Record
from features.record_tables import FEWEST, from_tables, to_tables
from features.situation import situations

START = date(2026, 1, 5)
CODES = ("", "", "CO-197", "CO-4", "PR-27", "CO-97")

LINE = st.tuples(
    st.sampled_from(["97110", "97140", "70553"]),
    st.sampled_from([(), ("GP",), ("GP", "59"), ("KX",)]),
    st.sampled_from(CODES),
)
SENT = st.tuples(
    st.integers(0, 60), st.lists(LINE, min_size=1, max_size=3), st.booleans(), st.sampled_from(["P1", "P2"])
)

Event = tuple[int, list[tuple[str, tuple[str, ...], str]], bool, str]


def _claim(event: Event) -> Claim:
    _, lines, authorized, payer = event
    return Claim(
        "C",
        submission_date=START,
        payer=Payer(id=payer),
        rendering_provider=Provider(npi="1234567893", taxonomy="225100000X"),
        prior_authorization="A1" if authorized else "",
        lines=tuple(
            ServiceLine(number=at, procedure=code, modifiers=modifiers, units=Decimal(1), charge=Decimal(100))
            for at, (code, modifiers, _) in enumerate(lines, start=1)
        ),
    )


def _answer(event: Event) -> Outcome:
    fates = tuple(
        LineOutcome(at, denied=bool(code), codes=(code,) if code else ())
        for at, (_, _, code) in enumerate(event[1], start=1)
    )
    return Outcome("C", submitted=START, answered=START + timedelta(days=event[0]), lines=fates)


def _lived(events: list[Event]) -> History:
    history = History()
    for event in events:
        history.answered(_claim(event), _answer(event))
    return history


def _answers(events: list[Event], circumstance: str, base: str, value: str, kind: str) -> list[tuple[date, bool]]:
    """By brute force: each line, or claim, that was answered under a value, with its day and whether it was refused."""
    one = BY_NAME[circumstance]
    found: list[tuple[date, bool]] = []
    for event in events:
        fates = []
        for situation, (_, _, code) in zip(situations(_claim(event), START), event[1], strict=True):
            there = False
            for payer in (situation.payer, EVERY) if one.anywhere else (situation.payer,):
                at, values = one.of(situation, payer)
                has = not value or (value[1:] in values) == (value[0] == "+") if one.tagged else value in values
                there = there or (at == base and has)
            if there:
                fates.append(bool(code) and kind in {"any", family_of(code)})
        if fates:
            answered = START + timedelta(days=event[0])
            found += [(answered, fate) for fate in fates] if one.unit == "line" else [(answered, any(fates))]
    return found


def _check(record: Record, events: list[Event]) -> int:
    checked = 0
    for circumstance, bases in record.cells.items():
        for base, siblings in bases.items():
            for value in siblings:
                for kind in kinds_of(BY_NAME[circumstance], value):
                    count = record.count(circumstance, base, value, kind)
                    answers = _answers(events, circumstance, base, value, kind)
                    if count is None:
                        assert not answers
                        continue
                    meant = [fate for day, fate in answers if day >= count.since]
                    assert (count.answers, count.refused) == (len(meant), sum(meant)), (circumstance, value, kind)
                    checked += 1
    return checked


@settings(max_examples=30, deadline=None)
@given(events=st.lists(SENT, max_size=25))
def test_every_count_is_that_of_the_answers_since_its_day(events: list[Event]):
    checked = _check(_lived(events).record, events)
    assert checked or not events


@settings(max_examples=30, deadline=None)
@given(events=st.lists(SENT, max_size=40), saved_after=st.integers(0, 40))
def test_a_record_that_was_saved_midway_tells_the_same_of_all_that_it_kept(events: list[Event], saved_after: int):
    saved, lived = _lived(events[:saved_after]), _lived(events)
    saved.record = from_tables(to_tables(saved.record))
    kept = {
        (name, base, value)
        for name, bases in saved.record.cells.items()
        for base, siblings in bases.items()
        for value in siblings
    }
    for event in events[saved_after:]:
        saved.answered(_claim(event), _answer(event))
    for name, base, value in kept:
        for kind in kinds_of(BY_NAME[name], value):
            assert saved.record.count(name, base, value, kind) == lived.record.count(name, base, value, kind)


@settings(max_examples=30, deadline=None)
@given(events=st.lists(SENT, max_size=40))
def test_what_is_saved_twice_is_the_same(events: list[Event]):
    once = to_tables(_lived(events).record)
    twice = to_tables(from_tables(once))
    assert {name: table.tobytes() for name, table in once.items()} == {n: t.tobytes() for n, t in twice.items()}


def _events(count: int, code: str, *, day: int = 0, modifiers: tuple[str, ...] = ()) -> list[Event]:
    return [(day + nth, [("97110", modifiers, code)], False, "P1") for nth in range(count)]


def test_a_tag_parts_what_is_refused_from_what_is_paid():
    events = _events(38, "CO-4") + _events(20, "", day=40, modifiers=("GP",))
    record = _lived(events).record
    without = record.count("procedure", "P1|97110", "-GP", "modifier")
    with_it = record.count("procedure", "P1|97110", "+GP", "modifier")
    assert without is not None
    assert with_it is not None
    assert (without.refused, without.answers) == (38, 38)
    assert (with_it.refused, with_it.answers) == (0, 20)
    assert record.code("P1", "modifier") == "CO-4"


def test_a_new_policy_begins_a_new_count():
    record = _lived(_events(30, "") + _events(12, "CO-4", day=40)).record
    count = record.count("procedure", "P1|97110", "", "modifier")
    assert count is not None
    assert (count.refused, count.answers, count.since, count.changed) == (12, 12, START + timedelta(days=40), True)


def test_what_concerns_the_claim_is_counted_once_a_claim():
    event: Event = (0, [("97110", (), "PR-27"), ("97140", (), "PR-27")], False, "P1")
    count = _lived([event] * 3).record.count("payer", "*", "P1", "eligibility")
    assert count is not None
    assert (count.refused, count.answers) == (3, 3)


def test_what_no_sentence_can_use_is_not_saved():
    few, never = _events(FEWEST - 1, "CO-4"), [(0, [("70553", (), "")], True, "P1")] * 50
    saved = from_tables(to_tables(_lived(few + never).record))
    assert saved.count("procedure", "P1|97110", "", "modifier") is None
    assert saved.count("procedure", "P1|70553", "+authorization", "authorization") is None
    assert saved.count("procedure", "P1|70553", "", "authorization") is not None


def test_a_record_that_was_saved_never_takes_old_answers_for_answers_without_a_new_tag():
    few = _events(FEWEST - 1, "CO-4", modifiers=("GP",)) + _events(30, "", day=10)
    history = _lived(few)
    history.record = from_tables(to_tables(history.record))
    for event in _events(6, "", day=50, modifiers=("GP",)):
        history.answered(_claim(event), _answer(event))
    assert history.record.count("procedure", "P1|97110", "-GP", "modifier") is None
    found = history.record.count("procedure", "P1|97110", "+GP", "modifier")
    assert found is not None
    assert found.answers == 6


def test_under_what_no_bundle_had_a_tag_that_is_new_was_lacking_before_also_where_counting_went_on():
    history = _lived(_events(30, "", day=10))
    history.record = from_tables(to_tables(history.record))
    fresh: list[Event] = [
        (day, [("99213", (), code)], False, "P1") for day, code in [(20, ""), (21, "CO-4"), (22, "CO-4")]
    ]
    for event in fresh:
        history.answered(_claim(event), _answer(event))
    history.record = from_tables(to_tables(history.record, whole=True))
    tagged: Event = (30, [("99213", ("GP",), ""), ("97110", ("GP",), "")], False, "P1")
    history.answered(_claim(tagged), _answer(tagged))
    lacking = history.record.count("procedure", "P1|99213", "-GP", "modifier")
    assert lacking is not None
    assert (lacking.refused, lacking.answers) == (2, 3)
    assert history.record.count("procedure", "P1|97110", "-GP", "modifier") is None  # something may have stayed out


def test_tables_without_a_record_give_an_empty_one():
    assert from_tables({}).count("payer", "*", "P1", "any") is None


def test_nothing_is_counted_by_patient():
    names = {one.name for one in CIRCUMSTANCES}
    assert names.isdisjoint({"patient", "subscriber", "member"})
    claim = _claim((0, [("97110", (), "CO-4")], False, "P1"))
    stored = to_tables(_lived([(0, [("97110", (), "CO-4")], False, "P1")] * 9).record)["record.names"].tobytes()
    assert b"97110" in stored
    assert claim.claim_id.encode() + b"|" not in stored

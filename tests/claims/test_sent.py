from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answer import Outcome
from claims.claim import Claim, Patient, Payer, Provider, ServiceLine, Subscriber
from claims.sent import Earlier, SentBefore, Services, Visits
from claims.sent.lines import MOST_A_DAY
from claims.sent.postings import Postings

DAY = date(2026, 3, 2)


def a_claim(claim_id: str = "A1", sent: date = DAY, procedure: str = "99213", **changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "payer": Payer(id="76848"),
        "billing_provider": Provider(npi="1234567893"),
        "rendering_provider": Provider(npi="1882515350", taxonomy="207Q00000X"),
        "subscriber": Subscriber(member_id="W1", last_name="DOE", first_name="JO"),
        "patient": Patient(birth_date=date(1980, 1, 1), relationship="18"),
        "total_charge": Decimal(100),
        "lines": (
            ServiceLine(1, procedure, units=Decimal(1), charge=Decimal(60), service_date=date(2026, 2, 27)),
            ServiceLine(2, "85025", units=Decimal(1), charge=Decimal(40), service_date=date(2026, 2, 27)),
        ),
    }
    return Claim(claim_id=claim_id, submission_date=sent, **(fields | changes))


def index_of(*claims: Claim) -> SentBefore:
    index = SentBefore(b"office")
    for claim in claims:
        index.add(claim, DAY)
    return index


def test_the_same_claim_under_another_number_is_a_duplicate() -> None:
    assert index_of(a_claim()).duplicates(a_claim("A2")) == [Earlier("A1", DAY)]


def test_the_order_of_the_lines_and_trailing_zeros_make_no_other_claim() -> None:
    first = a_claim()
    turned = tuple(reversed(first.lines))
    again = a_claim("A2", lines=turned, total_charge=Decimal("100.00"))
    assert index_of(first).duplicates(again)


@pytest.mark.parametrize(
    "change",
    [
        {"billing_provider": Provider(npi="1999999984")},
        {"subscriber": Subscriber(member_id="W2")},
        {"patient": Patient(birth_date=date(1980, 1, 2), relationship="18")},
        {"total_charge": Decimal("100.01")},
        {"procedure": "99214"},
        {"rendering_provider": Provider(npi="1999999984", taxonomy="207Q00000X")},
        {"frequency_code": "7", "original_reference": "ICN1"},
        {"frequency_code": "8", "original_reference": "ICN1"},
    ],
)
def test_a_claim_that_differs_is_no_duplicate(change: dict[str, Any]) -> None:
    assert index_of(a_claim()).duplicates(a_claim("A2", **change)) == []


def test_a_replacement_sent_twice_is_a_duplicate_of_itself_under_another_number() -> None:
    one = a_claim("A1R1", frequency_code="7", original_reference="ICN1")
    two = a_claim("A1R2", frequency_code="7", original_reference="ICN1")
    assert index_of(a_claim(), one).duplicates(two) == [Earlier("A1R1", DAY)]


def test_a_claim_is_never_its_own_duplicate_though_it_was_sent_and_is_asked_about_again() -> None:
    assert index_of(a_claim()).duplicates(a_claim()) == []


def test_of_two_copies_only_the_later_one_is_a_duplicate_when_both_are_asked_about_again() -> None:
    first, copy = a_claim("A1"), a_claim("A2")
    index = index_of(first, copy)
    assert index.duplicates(first) == []
    assert index.duplicates(copy) == [Earlier("A1", DAY)]


def test_what_is_sent_later_is_not_before() -> None:
    later = a_claim("A2", sent=DAY + timedelta(days=1))
    assert index_of(later).duplicates(a_claim()) == []
    assert index_of(a_claim()).duplicates(later) == [Earlier("A1", DAY)]


def test_twins_under_one_member_number_are_two_patients() -> None:
    born = date(2015, 5, 5)
    one = a_claim("A1", patient=Patient(birth_date=born, relationship="19", first_name="ANA"))
    two = a_claim("A2", patient=Patient(birth_date=born, relationship="19", first_name="EVA"))
    assert index_of(one).duplicates(two) == []


def test_patients_without_a_member_number_are_not_taken_for_one() -> None:
    nobody = {"subscriber": Subscriber(), "patient": Patient()}
    assert index_of(a_claim("A1", **nobody)).duplicates(a_claim("A2", **nobody)) == []


def test_each_earlier_line_of_the_same_patient_procedure_and_day_is_found() -> None:
    other_charge = a_claim("A2", sent=DAY + timedelta(days=3), total_charge=Decimal(90))
    today = a_claim("A3", sent=DAY + timedelta(days=5))
    index = index_of(a_claim(), other_charge)
    assert index.same_service(today, today.lines[0]) == [
        Earlier("A1", DAY),
        Earlier("A2", DAY + timedelta(days=3)),
    ]


def test_what_a_replacement_replaces_is_no_second_service() -> None:
    replacement = a_claim("A1", frequency_code="7", original_reference="ICN1")
    assert index_of(a_claim()).same_service(replacement, replacement.lines[0]) == []


def test_visits_are_counted_by_day_and_end_before_the_line() -> None:
    days = [date(2023, 2, 28), date(2026, 1, 5), date(2026, 1, 5), date(2026, 2, 27)]
    claims = [a_claim(f"V{at}", lines=(ServiceLine(1, "99212", service_date=day),)) for at, day in enumerate(days)]
    other = a_claim("V9", lines=claims[1].lines, rendering_provider=Provider(npi="1222222228", taxonomy="207R00000X"))
    index = index_of(*claims, other)
    now = a_claim("A1", sent=DAY)
    last = date(2026, 1, 5)
    assert index.visits(now, now.lines[0]) == Visits(days=2, office=last, specialty=last, clinician=last)
    stranger = a_claim("A2", subscriber=Subscriber(member_id="W9"))
    assert index.visits(stranger, stranger.lines[0]) == Visits()


def therapy(claim_id: str, day: date, **changes: Any) -> Claim:
    line = ServiceLine(1, "97110", units=Decimal(2), charge=Decimal(80), service_date=day)
    return a_claim(claim_id, **{"sent": day + timedelta(days=2), "lines": (line,), **changes})


def test_services_of_the_calendar_year_are_counted_by_day_and_begin_anew_with_the_year() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 8), date(2026, 1, 8)]
    index = index_of(*(therapy(f"T{at}", day) for at, day in enumerate(days)))
    now, of_last_year = therapy("N", date(2026, 2, 1)), therapy("N", date(2025, 12, 30), sent=date(2026, 2, 3))
    assert index.services(now, now.lines[0]) == Services(2, 2, date(2026, 1, 8))
    assert index.services(of_last_year, of_last_year.lines[0]) == Services(1, 1)


def test_services_of_another_payer_patient_or_procedure_or_of_the_same_day_are_not_counted() -> None:
    day = date(2026, 1, 8)
    others = (
        therapy("T1", day, payer=Payer(id="1")),
        therapy("T2", day, subscriber=Subscriber(member_id="W2")),
        a_claim("T3", sent=day),
        therapy("T4", date(2026, 2, 1)),
    )
    now = therapy("N", date(2026, 2, 1))
    assert index_of(*others).services(now, now.lines[0]) == Services()


def test_a_service_that_was_denied_counts_until_that_is_known_and_one_that_was_voided_does_not() -> None:
    first, second = therapy("T1", date(2026, 1, 5)), therapy("T2", date(2026, 1, 7))
    index = index_of(first, second, therapy("T2", date(2026, 1, 7), frequency_code="8", sent=date(2026, 1, 20)))
    index.answered(
        Outcome("T1", billing_npi="1234567893", submitted=first.submission_date, answered=date(2026, 2, 1), denied=True)
    )
    on_the_day, after = therapy("N", date(2026, 1, 30), sent=date(2026, 2, 1)), therapy("N", date(2026, 1, 31))
    assert index.services(on_the_day, on_the_day.lines[0]) == Services(1, 1, date(2026, 1, 5))
    assert index.services(after, after.lines[0]) == Services()


def test_services_of_one_plan_of_care_or_of_codes_that_begin_alike_are_of_one_kind() -> None:
    def on(day: int, procedure: str, *modifiers: str) -> Claim:
        line = ServiceLine(1, procedure, modifiers=modifiers, service_date=date(2026, 1, day))
        return a_claim(f"K{day}", lines=(line,))

    sent = (on(5, "97530", "GP"), on(6, "97110", "GO"), on(7, "97110"), on(8, "90834"), on(9, "90791"))
    index = index_of(*sent)
    with_plan, without, counselling = on(20, "97110", "GP"), on(21, "97112"), on(22, "90837")
    of_kind = [index.services(claim, claim.lines[0]).of_kind for claim in (with_plan, without, counselling)]
    assert of_kind == [1, 1, 1]
    assert index.services(with_plan, with_plan.lines[0]).this_year == 2


def test_lines_before_it_on_the_same_claim_are_services_of_the_year_too() -> None:
    week = tuple(ServiceLine(at, "97110", service_date=date(2026, 1, 4 + at)) for at in (1, 2, 3))
    claim = a_claim("N", sent=date(2026, 1, 9), lines=week)
    assert [index_of().services(claim, line).this_year for line in week] == [0, 1, 2]


def test_a_payment_for_an_earlier_visit_is_known_on_the_day_after_it_is_dated() -> None:
    earlier = a_claim("A1", lines=(ServiceLine(1, "99213", service_date=date(2026, 2, 1)),))
    index = index_of(earlier)
    index.answered(Outcome("A1", billing_npi="1234567893", submitted=DAY, answered=DAY, paid=Decimal(40)))
    on_the_day = a_claim("A2")
    the_day_after = a_claim("A2", sent=DAY + timedelta(days=1))
    assert index.visits(on_the_day, on_the_day.lines[0]).paid is None
    assert index.visits(the_day_after, the_day_after.lines[0]).paid == DAY


def test_an_answer_that_paid_nothing_is_no_payment() -> None:
    earlier = a_claim("A1", lines=(ServiceLine(1, "99213", service_date=date(2026, 2, 1)),))
    index = index_of(earlier)
    index.answered(Outcome("A1", billing_npi="1234567893", submitted=DAY, answered=DAY))
    later = a_claim("A2", sent=DAY + timedelta(days=9))
    assert index.visits(later, later.lines[0]).paid is None


def an_answer(on: date, *, denied: bool = True) -> Outcome:
    return Outcome("A1", billing_npi="1234567893", submitted=DAY, answered=on, denied=denied)


def test_a_denial_is_told_of_the_earlier_claim_on_the_day_after_it_is_dated() -> None:
    index = index_of(a_claim())
    index.answered(an_answer(DAY + timedelta(days=10)))
    on_the_day = a_claim("A2", sent=DAY + timedelta(days=10))
    the_day_after = a_claim("A2", sent=DAY + timedelta(days=11))
    assert index.duplicates(on_the_day) == [Earlier("A1", DAY)]
    assert index.duplicates(the_day_after) == [Earlier("A1", DAY, DAY + timedelta(days=10))]


def test_a_payment_of_the_earlier_claim_is_no_denial() -> None:
    index = index_of(a_claim())
    index.answered(an_answer(DAY + timedelta(days=10), denied=False))
    assert index.duplicates(a_claim("A2", sent=DAY + timedelta(days=20))) == [Earlier("A1", DAY)]


def test_adding_a_submission_twice_changes_nothing() -> None:
    index = index_of(a_claim(), a_claim())
    assert len(index) == 1


def test_an_index_that_was_saved_and_loaded_answers_the_same_and_goes_on(tmp_path: Path) -> None:
    index = index_of(a_claim(), a_claim("A2", total_charge=Decimal(90)))
    index.answered(an_answer(DAY))
    index.save(tmp_path / "sent.npz")
    again = SentBefore.load(tmp_path / "sent.npz", b"office")
    for one in (index, again):
        one.add(a_claim("A3", sent=DAY + timedelta(days=1)), DAY)
    asked = a_claim("A4", sent=DAY + timedelta(days=2))
    assert again.duplicates(asked) == index.duplicates(asked) != []
    assert again.same_service(asked, asked.lines[0]) == index.same_service(asked, asked.lines[0])
    assert again.visits(asked, asked.lines[0]) == index.visits(asked, asked.lines[0])


def test_an_index_holds_no_name_and_no_member_number() -> None:
    subscriber = Subscriber(member_id="W-SECRET-1", last_name="SECRETNAME")
    index = index_of(a_claim(subscriber=subscriber))
    assert not any("SECRET" in repr(value) for value in vars(index).values())


def test_another_key_is_refused(tmp_path: Path) -> None:
    index_of(a_claim()).save(tmp_path / "sent.npz")
    with pytest.raises(ValueError, match="another key"):
        SentBefore.load(tmp_path / "sent.npz", b"someone else")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9)), max_size=60), st.data())
@settings(deadline=None)
def test_postings_give_back_what_was_noted_in_order_wherever_they_are_sorted_in(
    notes: list[tuple[int, int]], data: st.DataObject
) -> None:
    postings = Postings()
    for key, value in notes:
        postings.add(key, value)
        if data.draw(st.booleans()):
            postings.sort_in()
    for key in range(6):
        assert postings.find(key) == [value for other, value in notes if other == key]
    assert len(postings) == len(notes)


FEW = st.builds(
    lambda number, patient, days, later, procedures, frequency: a_claim(
        f"A{number}",
        sent=DAY + timedelta(days=later),
        subscriber=Subscriber(member_id=f"W{patient}"),
        frequency_code=frequency,
        lines=tuple(
            ServiceLine(at, code, units=Decimal(1), charge=Decimal(50), service_date=DAY - timedelta(days=days))
            for at, code in enumerate(procedures, 1)
        ),
    ),
    st.integers(0, 9),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, 2),
    st.lists(st.sampled_from(["99213", "85025"]), min_size=1, max_size=2),
    st.sampled_from(["1", "1", "7"]),
)


@given(st.lists(FEW, max_size=12, unique_by=lambda claim: (claim.claim_id, claim.frequency_code)))
@settings(deadline=None)
def test_the_index_answers_as_if_every_claim_were_compared_with_every_other(claims: list[Claim]) -> None:
    index = index_of(*claims)
    for at, claim in enumerate(claims):
        places = sorted(range(len(claims)), key=lambda place: (claims[place].submission_date, place))
        before = [claims[place] for place in places[: places.index(at)]]
        mine = [other for other in before if other.subscriber == claim.subscriber]
        assert [one.claim_id for one in index.duplicates(claim)] == [
            other.claim_id
            for other in mine
            if other.frequency_code == claim.frequency_code and services(other) == services(claim)
        ]
        first = claim.lines[0]
        assert [one.claim_id for one in index.same_service(claim, first)] == [
            other.claim_id
            for other in mine
            for line in other.lines
            if (line.procedure, line.service_date) == (first.procedure, first.service_date)
            and (claim.frequency_code == "1" or other.frequency_code == "7")
        ]
        days = {line.service_date for other in mine for line in other.lines if line.service_date < first.service_date}
        assert index.visits(claim, first) == Visits(len(days), *(max(days, default=None) for _ in range(3)))


def services(claim: Claim) -> list[tuple[str, date | None]]:
    return sorted((line.procedure, line.service_date) for line in claim.lines)


def test_a_fork_learns_without_its_source() -> None:
    source = index_of(a_claim("A1"))
    fork = source.fork()
    fork.add(a_claim("A2"), DAY)
    assert [earlier.claim_id for earlier in fork.duplicates(a_claim("A3"))] == ["A1", "A2"]
    assert [earlier.claim_id for earlier in source.duplicates(a_claim("A3"))] == ["A1"]


def served(claim_id: str, day: date, procedure: str = "99213", **changes: Any) -> Claim:
    lines = (ServiceLine(1, procedure, units=Decimal(1), charge=Decimal(60), service_date=day),)
    return a_claim(claim_id, lines=lines, **changes)


def test_days_of_a_service_are_counted_in_a_window_and_once_each() -> None:
    index = index_of(
        served("BEFORE", date(2025, 12, 31)),
        served("FIRST", date(2026, 1, 1)),
        served("AGAIN", date(2026, 1, 1)),
        served("LAST", date(2026, 2, 1)),
        served("AFTER", date(2026, 2, 2)),
        served("OTHER", date(2026, 1, 15), "99214"),
    )
    asked = served("ASKED", date(2026, 2, 1))
    found = index.days_of_service(asked, ["99213"], date(2026, 1, 1), date(2026, 2, 1))
    assert {day: one.claim_id for day, one in found.items()} == {date(2026, 1, 1): "FIRST", date(2026, 2, 1): "LAST"}
    assert len(index.days_of_service(asked, ["99213", "99214"], date(2026, 1, 1), date(2026, 2, 1))) == 3


def test_a_claim_its_own_later_ones_and_denied_ones_count_no_days() -> None:
    index = index_of(a_claim("A1"), served("LATER", date(2026, 2, 27), sent=DAY + timedelta(days=3)))
    asked, window = a_claim("A2", sent=DAY + timedelta(days=2)), (date(2026, 1, 1), date(2026, 3, 1))
    assert len(index.days_of_service(asked, ["99213"], *window)) == 1
    assert index.days_of_service(a_claim("A1"), ["99213"], *window) == {}
    index.answered(an_answer(DAY + timedelta(days=1)))
    assert index.days_of_service(asked, ["99213"], *window) == {}


def test_a_day_whose_claim_was_voided_does_not_count() -> None:
    index = index_of(a_claim("A1"), a_claim("A1", frequency_code="8", original_reference="ICN1"))
    asked = a_claim("A2", sent=DAY + timedelta(days=2))
    assert index.days_of_service(asked, ["99213"], date(2026, 1, 1), date(2026, 3, 1)) == {}


def test_a_replacement_repeats_no_day_of_what_it_replaces() -> None:
    index, replacement = index_of(a_claim("A1")), a_claim("A1R", frequency_code="7", original_reference="ICN1")
    assert index.days_of_service(replacement, ["99213"], date(2026, 1, 1), date(2026, 3, 1)) == {}


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.sampled_from(["99213", "99214"]), st.integers(0, 6), st.sampled_from(["1", "7"])
        ),
        max_size=12,
    ),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_days_of_a_service_are_those_of_a_plain_search(
    sent: list[tuple[int, str, int, str]], first: int, length: int
) -> None:
    begin, days = date(2026, 1, 1), timedelta(1)
    window = begin + first * days, begin + (first + length) * days
    claims = [
        served(f"S{at}", begin + day * days, code, frequency_code=frequency, subscriber=Subscriber(member_id=f"W{who}"))
        for at, (who, code, day, frequency) in enumerate(sent)
    ]
    index = index_of(*claims)
    asked = served("ASKED", begin, subscriber=Subscriber(member_id="W0"))
    wanted: dict[date, str] = {}
    for claim in claims:
        line = claim.lines[0]
        same = claim.subscriber == asked.subscriber and line.procedure == "99213"
        if same and line.service_date and window[0] <= line.service_date <= window[1]:
            wanted.setdefault(line.service_date, claim.claim_id)
    found = index.days_of_service(asked, ["99213"], *window)
    assert {day: one.claim_id for day, one in found.items()} == wanted


def test_of_a_day_with_more_lines_than_a_patient_can_have_only_the_last_are_looked_at() -> None:
    sent = SentBefore(b"test")
    for at in range(MOST_A_DAY + 50):
        sent.add(a_claim(f"C{at}", sent=DAY), DAY)
    claim = a_claim("LAST", sent=DAY + timedelta(days=1))
    assert claim.lines[0].service_date
    assert len(sent.on_day(claim, claim.lines[0].service_date)) <= MOST_A_DAY
    assert len(sent.same_service(claim, claim.lines[0])) == MOST_A_DAY


def test_a_claim_that_was_turned_away_is_nobodys_earlier_claim_until_it_is_sent_again() -> None:
    claim = a_claim()
    again = a_claim("A2", sent=DAY + timedelta(days=3))
    sent = index_of(claim)
    sent.withdraw(claim, DAY)
    assert sent.duplicates(again) == []
    assert sent.same_service(again, again.lines[0]) == []
    assert sent.visits(a_claim("A3", sent=date(2026, 4, 1)), again.lines[0]).days == 0
    assert sent.on_day(again, date(2026, 2, 27)) == []
    sent.add(claim, DAY)
    assert sent.duplicates(again) == [Earlier("A1", DAY)]


def test_to_take_back_one_version_leaves_the_others() -> None:
    first, second = a_claim(), a_claim(sent=DAY + timedelta(days=1))
    sent = index_of(first, second)
    sent.withdraw(second, DAY)
    assert sent.duplicates(a_claim("A2", sent=DAY + timedelta(days=3))) == [Earlier("A1", DAY)]


def test_the_same_question_is_answered_anew_once_a_claim_was_added_or_taken_back() -> None:
    index, again = SentBefore(b"office"), a_claim("A2")
    day = again.lines[0].service_date
    assert day is not None
    found = []
    for change in (lambda: None, lambda: index.add(a_claim(), DAY), lambda: index.withdraw(a_claim(), DAY)):
        change()
        found.append((len(index.duplicates(again, DAY)), len(index.on_day(again, day, DAY))))
    assert found == [(0, 0), (1, 2), (0, 0)]


@settings(max_examples=60, deadline=None)
@given(
    sent=st.lists(
        st.tuples(st.sampled_from(["A1", "A2", "A3"]), st.integers(0, 2), st.sampled_from(["99213", "97110"])),
        max_size=6,
    ),
    asked=st.tuples(st.sampled_from(["A1", "A2", "A3"]), st.integers(0, 2), st.sampled_from(["99213", "97110"])),
)
def test_a_duplicate_is_found_by_its_content_though_its_day_is_asked_first(
    sent: list[tuple[str, int, str]], asked: tuple[str, int, str]
) -> None:
    def made(claim_id: str, days: int, code: str) -> Claim:
        return a_claim(claim_id, DAY + timedelta(days), code)

    index = index_of(*(made(*one) for one in sent))
    claim = made(*asked)
    by_content = index._earlier(index._contents.find(index._keys(claim).content), claim, DAY)
    assert index.duplicates(claim, DAY) == by_content

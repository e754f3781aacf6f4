"""Which answer belongs to which submission, and at which line."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answer import PaidLine
from claims.claim import OtherPayer, Payer, Provider, ServiceLine, Subscriber
from claims.outcomes.lines import assign
from claims.outcomes.matching import Matching
from tests.claims.office import SENT, SERVED, answer, line, matched, remits, sent

DENIED = line(1, "100", "0", "CO*50*100")
PAID = line(1, "100", "60", "CO*45*40")


def denied(found: Matching) -> list[bool | None]:
    return [one.denied if one else None for one in found.outcomes]


def reasons(found: Matching) -> list[str]:
    return [one.reason for one in found.unmatched]


def test_an_answer_belongs_to_the_submission_of_its_number_and_frequency() -> None:
    claims = sent("100"), sent("100", frequency_code="7", on=SENT + timedelta(days=30))
    found = matched(
        claims,
        remits(answer(PAID, frequency="7", icn="ICN2", paid="60"), day="20260401"),
        remits(answer(DENIED, frequency="1"), day="20260301"),
    )
    assert denied(found) == [True, False]
    assert [one.frequency_code for one in found.outcomes if one] == ["1", "7"]


def test_an_answer_to_another_frequency_belongs_to_nobody() -> None:
    found = matched(sent("100"), remits(answer(DENIED, frequency="7")))
    assert (denied(found), reasons(found)) == ([None], ["no claim of this number was sent with this frequency code"])


def test_an_answer_without_a_frequency_belongs_to_the_only_submission() -> None:
    assert denied(matched(sent("100", frequency_code="7"), remits(answer(DENIED, frequency="")))) == [True]


def test_an_answer_to_a_claim_that_was_never_sent_is_listed_with_its_reason() -> None:
    found = matched(sent("100"), remits(answer(DENIED, claim_id="X9")))
    [stranger] = found.unmatched
    assert (stranger.claim_id, stranger.payer_id, stranger.answered) == ("X9", "76848", date(2026, 3, 1))
    assert stranger.reason == "no claim of this number was sent"
    assert found.counts == {
        "answers": 1,
        "unmatched": 1,
        "answered": 0,
        "unanswered": 1,
    }


def test_an_answer_may_come_on_the_day_of_submission_and_not_before() -> None:
    assert denied(matched(sent("100"), remits(answer(DENIED), day="20260203"))) == [True]
    found = matched(sent("100"), remits(answer(DENIED), day="20260202"))
    assert (denied(found), reasons(found)) == ([None], ["answered before a claim of this number was sent"])


def test_of_a_number_used_again_for_another_service_each_answer_finds_its_own() -> None:
    later = date(2026, 8, 1)
    other = ServiceLine(1, "97110", charge=Decimal(100), service_date=later)
    claims = sent("100"), sent("100", on=later, lines=(other,))
    again = "SVC*HC:97110*100*0~\nDTM*472*20260801~\nCAS*CO*50*100~\n"
    found = matched(
        claims,
        remits(answer(again, icn="ICN2"), day="20260901"),
        remits(answer(PAID, paid="60"), day="20260902"),
    )
    assert denied(found) == [False, True]


def test_an_answer_for_other_services_belongs_to_nobody() -> None:
    other = "SVC*HC:97110*70*0~\nDTM*472*20260105~\nCAS*CO*50*70~\n"
    found = matched(sent("100"), remits(answer(other, charge="70")))
    assert (denied(found), reasons(found)) == ([None], ["the claim of this number that was sent is for other services"])


def test_an_answer_to_another_provider_and_patient_belongs_to_nobody() -> None:
    claim = sent("100", subscriber=Subscriber(member_id="W9"))
    assert denied(matched(claim, remits(answer(DENIED), payee="1234567893"))) == [None]
    assert denied(matched(claim, remits(answer(DENIED)))) == [True]


def test_two_providers_who_use_one_number_each_get_their_answer() -> None:
    mine, theirs = sent("100"), sent("100", billing_provider=Provider(npi="1234567893"))
    found = matched(
        [theirs, mine],
        remits(answer(DENIED), payee="2058454895"),
        remits(answer(PAID, paid="60", icn="ICN2"), payee="1234567893"),
    )
    assert denied(found) == [False, True]


def test_two_payers_of_one_number_each_answer_their_own_submission() -> None:
    first = sent("100")
    second = sent("100", payer=Payer(id="555", responsibility="S"), on=SENT + timedelta(days=20))
    found = matched(
        [first, second],
        remits(answer(DENIED, icn="ICN2"), day="20260310", payer="555"),
        remits(answer(PAID, paid="60"), day="20260315", payer="76848"),
    )
    assert denied(found) == [False, True]


def test_a_corrected_claim_that_carries_frequency_1_gets_the_second_answer() -> None:
    claims = sent("100"), sent("100", on=date(2026, 3, 10))
    found = matched(
        claims,
        remits(answer(PAID, paid="60", icn="ICN2"), day="20260401"),
        remits(answer(DENIED, icn="ICN1"), day="20260301"),
    )
    assert denied(found) == [True, False]


def test_a_repayment_stays_with_the_submission_that_it_takes_back() -> None:
    claims = sent("100"), sent("100", on=date(2026, 3, 10))
    back = answer(line(1, "-100", "-60", "CO*45*-40"), status="22", charge="-100", paid="-60", icn="ICN1")
    again = answer(line(1, "100", "70", "CO*45*30"), paid="70", icn="ICN1")
    found = matched(claims, remits(answer(PAID, paid="60", icn="ICN1")), remits(back, again, day="20260320"))
    assert denied(found) == [False, None]
    assert [one.kind for one in found.later[0]] == ["reversal", "repayment"]


def test_the_day_of_receipt_tells_two_open_submissions_apart() -> None:
    claims = sent("100"), sent("100", on=date(2026, 2, 10))
    to_second = answer(DENIED, more="DTM*050*20260211~\n")
    to_first = answer(PAID, paid="60", icn="ICN2", more="DTM*050*20260204~\n")
    found = matched(claims, remits(to_second, day="20260301"), remits(to_first, day="20260302"))
    assert denied(found) == [False, True]


def test_a_refusal_as_duplicate_belongs_to_the_copy() -> None:
    claims = sent("100"), sent("100", on=date(2026, 2, 5))
    copy = answer(line(1, "100", "0", "OA*18*100"), icn="ICN2")
    found = matched(claims, remits(copy, day="20260210"), remits(answer(PAID, paid="60"), day="20260301"))
    assert denied(found) == [False, True]


def test_one_submission_answered_in_parts_is_their_union_known_on_the_last_day() -> None:
    first = remits(answer(line(1, "60", "50", "CO*45*10"), charge="60", paid="50"), day="20260301")
    second = remits(answer(line(2, "40", "0", "CO*50*40"), charge="40", icn="ICN2"), day="20260308")
    found = matched(sent("60", "40"), second, first)
    [one] = found.outcomes
    assert one is not None
    assert [item.denied for item in one.lines] == [False, True]
    assert (one.paid, one.denied_charge, one.answered) == (Decimal(50), Decimal(40), date(2026, 3, 8))
    assert (one.denied, one.fully_denied) == (True, False)


def test_a_claim_of_which_a_part_is_not_yet_answered_is_not_fully_denied() -> None:
    [one] = matched(sent("60", "40"), remits(answer(line(1, "60", "0", "CO*50*60"), charge="60"))).outcomes
    assert one is not None
    assert (one.denied, one.fully_denied, len(one.lines)) == (True, False, 1)


def test_a_second_answer_to_the_same_line_is_no_part() -> None:
    first = remits(answer(DENIED), day="20260301")
    found = matched(sent("100"), first, remits(answer(PAID, paid="60", icn="ICN2"), day="20260401"))
    assert denied(found) == [True]
    assert [(one.kind, one.paid) for one in found.later[0]] == [("repayment", Decimal(60))]


def test_when_only_a_take_back_and_what_followed_are_known_the_first_decision_is_not() -> None:
    back = answer(line(1, "-100", "-60", "CO*45*-40"), status="22", charge="-100", paid="-60")
    assert denied(matched(sent("100"), remits(back, answer(DENIED)))) == [None]


def test_a_second_payer_to_whom_the_claim_was_forwarded_does_not_decide() -> None:
    claim = sent("100", other_payers=(OtherPayer(id="555"),))
    second = remits(answer(line(1, "100", "0", "OA*23*60", "CO*96*40"), status="2"), payer="555", day="20260220")
    found = matched(claim, second)
    assert denied(found) == [None]
    assert [one.kind for one in found.later[0]] == ["secondary"]


def test_a_payer_that_calls_itself_otherwise_and_second_decides_where_no_first_payer_is_named() -> None:
    own = remits(answer(line(1, "100", "0", "CO*22*100"), status="2"), payer="00123")
    assert denied(matched(sent("100"), own)) == [True]
    after = remits(answer(line(1, "100", "0", "OA*23*60", "CO*96*40"), status="2"), payer="00123")
    assert denied(matched(sent("100"), after)) == [None]


def test_the_same_file_read_twice_counts_once() -> None:
    file = remits(answer(PAID, paid="60"))
    found = matched(sent("100"), file, file)
    assert (found.counts["repeated"], found.counts["first"], found.later) == (1, 1, {})


def test_a_control_number_is_compared_without_case_and_as_far_as_payers_return_it() -> None:
    claim = sent("100", claim_id="abc-1234567890123456789")
    answered = answer(line(1, "100", "0", "CO*50*100"), claim_id="ABC-1234567890123456")
    assert denied(matched(claim, remits(answered))) == [True]


def a_line(number: int, procedure: str, charge: int, *modifiers: str, control: str = "") -> ServiceLine:
    return ServiceLine(
        number, procedure, modifiers=modifiers, charge=Decimal(charge), service_date=SERVED, control_number=control
    )


def paid_line(procedure: str, charge: int, *modifiers: str, control: str = "", billed: str = "") -> PaidLine:
    return PaidLine(
        procedure,
        modifiers,
        charge=Decimal(charge),
        service_date=SERVED,
        control_number=control,
        billed_procedure=billed,
    )


def test_the_line_control_number_decides_against_all_else() -> None:
    lines = a_line(1, "99213", 100, control="c1"), a_line(2, "99213", 100, control="c2")
    assert assign(lines, [paid_line("99213", 100, control="c2"), paid_line("80050", 7, control="c1")]) == [1, 0]


def test_a_line_sent_without_a_control_number_is_answered_by_its_line_number() -> None:
    lines = a_line(1, "99213", 100), a_line(2, "99213", 100)
    assert assign(lines, [paid_line("99213", 100, control="2"), paid_line("99213", 100, control="1")]) == [1, 0]


@pytest.mark.parametrize(
    "paid",
    [
        [paid_line("97110", 50, "GP"), paid_line("97110", 50, "GO")],
        [paid_line("97110", 50, "GP", "59"), paid_line("97110", 50, "GO")],
        [paid_line("97530", 50, "GP", billed="97110"), paid_line("97110", 50, "GO")],
    ],
)
def test_without_control_numbers_the_closest_service_decides(paid: list[PaidLine]) -> None:
    lines = a_line(1, "97110", 50, "GO"), a_line(2, "97110", 50, "GP")
    assert sorted(at for at in assign(lines, paid) if at is not None) == [0, 1]
    assert assign(lines, paid)[1] == 0


def test_equal_services_are_answered_in_order() -> None:
    lines = a_line(1, "97110", 50), a_line(2, "97110", 50)
    assert assign(lines, [paid_line("97110", 50), paid_line("97110", 50)]) == [0, 1]


def test_a_line_that_the_payer_split_gets_both_answers() -> None:
    lines = a_line(1, "97110", 50), a_line(2, "99213", 100)
    assert assign(lines, [paid_line("97110", 30), paid_line("97110", 20), paid_line("99213", 100)]) == [0, 0, 1]


def test_a_service_that_was_not_sent_belongs_to_no_line() -> None:
    assert assign([a_line(1, "97110", 50), a_line(2, "97112", 40)], [paid_line("A9999", 7)]) == [None]


@given(
    st.lists(st.tuples(st.sampled_from(["97110", "97112", ""]), st.integers(0, 2), st.booleans()), max_size=6),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_what_is_answered_just_as_it_was_sent_finds_a_line_of_its_own(
    services: list[tuple[str, int, bool]], random: object
) -> None:
    lines = [a_line(at, code, charge, *(["59"] if mod else [])) for at, (code, charge, mod) in enumerate(services, 1)]
    paid = [paid_line(one.procedure, int(one.charge), *one.modifiers) for one in lines]
    random.shuffle(paid)  # type: ignore[attr-defined]
    found = assign(lines, paid)
    assert sorted(at for at in found if at is not None) == list(range(len(lines)))
    for at, one in zip(found, paid, strict=True):
        assert at is not None
        assert (lines[at].procedure, lines[at].modifiers, lines[at].charge) == (
            one.procedure,
            one.modifiers,
            one.charge,
        )


ANSWERS = [
    remits(answer(PAID, paid="60"), day="20260301"),
    remits(answer(line(1, "-100", "-60", "CO*45*-40"), status="22", charge="-100", paid="-60"), day="20260310"),
    remits(answer(DENIED), day="20260311"),
    remits(answer(DENIED, frequency="7", icn="ICN7"), day="20260401"),
    remits(answer(line(1, "100", "0", "OA*18*100"), frequency="7", icn="ICN8"), day="20260402"),
    remits(answer(DENIED, claim_id="X1"), day="20260315"),
]


@given(st.permutations(ANSWERS), st.integers(0, 5))
@settings(deadline=None)
def test_the_order_in_which_files_are_read_does_not_matter(order: list[list[object]], twice: int) -> None:
    claims = sent("100"), sent("100", frequency_code="7", on=date(2026, 3, 20))
    usual = matched(claims, *ANSWERS)
    found = matched(claims, *order, order[twice])  # type: ignore[arg-type]
    assert found.outcomes == usual.outcomes
    assert found.later == usual.later

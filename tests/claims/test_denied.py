"""What counts as denied: a test, and mostly a pair, for each sentence of the definition."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answer import Outcome
from claims.outcomes.carc import table
from tests.claims.office import answer, line, matched, outcome, remits, sent

PATIENT = ("1", "2", "3", "66", "122", "142", "187", "241")
CONTRACT = (
    *("45", "44", "90", "91", "94", "100", "101", "102", "103", "104", "105", "131", "132", "137", "139", "144"),
    *("161", "209", "215", "223", "225", "237", "246", "253", "B4", "23"),
)
FULL_CHARGE = ("59", "B10", "97", "236", "151", "222")

MANY = [*PATIENT[:3], *CONTRACT[:3], *FULL_CHARGE, "16", "18", "197", "999"]
CENTS = st.integers(0, 3)


def of_line(charge: str, paid: str, *reasons: str, status: str = "1", more: str = "", after: str = "") -> Outcome:
    """The outcome of a claim of one line, answered so."""
    services = line(1, charge, paid, *reasons, more=more) + after
    return outcome(sent(charge), answer(services, status=status, charge=charge, paid=paid))


def test_a_line_paid_nothing_for_a_refusal_is_denied_with_its_code_and_charge() -> None:
    found = of_line("100", "0", "CO*197*100")
    assert (found.denied, found.fully_denied, found.codes) == (True, True, ("CO-197",))
    assert (found.denied_charge, found.paid, found.lines[0].denied) == (Decimal(100), Decimal(0), True)


def test_a_line_without_a_charge_is_not_denied_and_with_a_cent_it_is() -> None:
    assert not of_line("0", "0", "CO*197*0").denied
    assert of_line("0.01", "0", "CO*197*0.01").denied


def test_a_line_paid_a_cent_is_not_denied_but_reduced() -> None:
    found = of_line("100", "0.01", "CO*197*99.99")
    assert (found.denied, found.lines[0].reduced) == (False, True)


def test_a_line_on_which_a_cent_was_allowed_is_not_denied() -> None:
    assert not of_line("100", "0", "PR*1*0.01", "CO*197*99.99").denied
    assert of_line("100", "0", "CO*45*0.01", "CO*197*99.99").denied


def test_an_allowed_amount_that_the_payer_names_is_an_allowance() -> None:
    assert not of_line("100", "0", "CO*197*100", after="AMT*B6*80~\n").denied
    assert of_line("100", "0", "CO*197*100", after="AMT*B6*0~\n").denied


def test_nothing_paid_without_a_refusal_is_no_denial() -> None:
    assert not of_line("100", "0", "CO*45*100").denied
    assert not of_line("100", "0").denied


def test_a_refusal_without_an_amount_is_no_denial() -> None:
    assert not of_line("100", "0", "CO*45*100*1*197*0").denied
    assert of_line("100", "0", "CO*45*99.99*1*197*0.01").denied


def test_a_refusal_that_was_given_back_is_no_denial() -> None:
    assert not of_line("100", "0", "CO*197*100", "CO*197*-100", "CO*45*100").denied


@pytest.mark.parametrize("status", ["1", "2", "3", "19"])
def test_the_status_does_not_decide(status: str) -> None:
    assert of_line("100", "0", "CO*197*100", status=status).denied
    assert not of_line("100", "60", "CO*45*40", status=status).denied


def test_status_4_counts_as_refused_whatever_the_code() -> None:
    assert of_line("100", "0", "CO*45*100", status="4").denied
    assert not of_line("100", "0", "CO*45*100", status="1").denied
    assert not of_line("100", "60", "CO*45*40", status="4").denied


@pytest.mark.parametrize("reason", ["PR*27", "PR*96", "PR*119", "PR*204", "PI*11", "OA*18", "CO*B7", "CR*16"])
def test_the_code_decides_and_not_the_group(reason: str) -> None:
    assert of_line("100", "0", f"{reason}*100").codes == (reason.replace("*", "-"),)


@pytest.mark.parametrize("group", ["PR", "CO", "OA", "PI"])
@pytest.mark.parametrize("code", [*PATIENT, *CONTRACT])
def test_patient_share_and_contract_deny_nothing_in_any_group(group: str, code: str) -> None:
    assert not of_line("100", "0", f"{group}*{code}*100").denied


@pytest.mark.parametrize("code", FULL_CHARGE)
def test_a_reduction_is_a_refusal_only_at_full_charge(code: str) -> None:
    assert of_line("100", "0", f"CO*{code}*100").codes == (f"CO-{code}",)
    assert not of_line("100", "0", f"CO*{code}*99.99", "CO*45*0.01").denied


def test_a_reduction_at_full_charge_may_stand_in_two_adjustments() -> None:
    assert of_line("100", "0", "CO*97*60", "PI*97*40").denied


def test_an_unknown_new_code_is_a_refusal_only_at_full_charge() -> None:
    assert of_line("100", "0", "CO*999*100").codes == ("CO-999",)
    assert not of_line("100", "0", "CO*999*99.99", "CO*45*0.01").denied


def test_all_other_codes_of_the_table_are_refusals() -> None:
    others = [code for code in table() if code not in {*PATIENT, *CONTRACT, *FULL_CHARGE, "133"}]
    assert len(others) > 300
    for code in others:
        assert of_line("100", "0", f"CO*{code}*50", "CO*45*50").denied, code


def test_capitation_is_contract_where_the_payer_is_capitated_and_else_a_refusal() -> None:
    answered = answer(line(1, "100", "0", "CO*24*100"))
    assert outcome(sent("100"), answered).denied
    assert not outcome(sent("100"), answered, overrides={"76848": {"24": "contract"}}).denied
    assert outcome(sent("100"), answered, overrides={"11111": {"24": "contract"}}).denied


def test_partly_cut_units_are_a_reduction_and_no_denial() -> None:
    found = of_line("100", "50", "CO*222*50*1")
    assert (found.denied, found.lines[0].reduced, found.lines[0].codes) == (False, True, ())
    assert not of_line("100", "60", "CO*45*40").lines[0].reduced


def test_a_line_that_was_bundled_into_another_is_not_denied() -> None:
    panel = "SVC*HC:80050*{charge}*{paid}**1*HC:9920{number}~\nDTM*472*20260202~\nREF*6R*A1{number}~\n"
    first = panel.format(charge=60, paid=60, number=1)
    second = panel.format(charge=40, paid=0, number=2) + "CAS*CO*97*40~\n"
    assert not outcome(sent("60", "40"), answer(first, second, paid="60")).denied
    plain = line(1, "60", "60") + line(2, "40", "0", "CO*97*40")
    assert outcome(sent("60", "40"), answer(plain, paid="60")).denied_charge == Decimal(40)


def test_a_whole_bundle_that_is_refused_is_denied() -> None:
    refused = "SVC*HC:80050*100*0**1*HC:99201~\nDTM*472*20260202~\nCAS*CO*50*100~\nREF*6R*A11~\n"
    assert outcome(sent("100"), answer(refused)).denied


def test_the_same_code_in_svc06_is_no_bundle() -> None:
    assert of_line("100", "0", "CO*97*100", more="*HC:99201").denied


def test_where_the_answer_has_no_lines_the_claim_speaks_for_all_of_them() -> None:
    found = outcome(sent("33.33", "66.67"), answer(more="CAS*CO*29*100~\n"))
    assert [item.denied for item in found.lines] == [True, True]
    assert (found.fully_denied, found.denied_charge) == (True, Decimal(100))
    assert not outcome(sent("100"), answer(more="CAS*CO*45*100~\n")).denied


def test_a_reduction_of_the_whole_claim_is_a_refusal_of_each_line_only_at_full_charge() -> None:
    assert outcome(sent("295.00", "45.39"), answer(charge="340.39", more="CAS*PI*97*340.39~\n")).fully_denied
    less = answer(charge="340.39", more="CAS*PI*97*340.38*1*45*0.01~\n")
    assert not outcome(sent("295.00", "45.39"), less).fully_denied


def test_a_claim_level_refusal_explains_lines_that_have_no_reason_of_their_own() -> None:
    bare = answer(line(1, "60", "0"), line(2, "40", "0"), more="CAS*CO*16*100~\n")
    assert outcome(sent("60", "40"), bare).fully_denied
    paid = answer(line(1, "60", "60"), line(2, "40", "0"), more="CAS*CO*45*40~\n", paid="60")
    assert not outcome(sent("60", "40"), paid).denied


def test_one_denied_line_denies_the_claim_and_not_fully() -> None:
    lines = line(1, "60", "50", "CO*45*10"), line(2, "40", "0", "CO*50*40"), line(3, "0", "0")
    found = outcome(sent("60", "40", "0"), answer(*lines, paid="50"))
    assert (found.denied, found.fully_denied, found.denied_charge, found.paid) == (
        True,
        False,
        Decimal(40),
        Decimal(50),
    )


def test_lines_without_a_charge_do_not_keep_a_claim_from_being_fully_denied() -> None:
    found = outcome(sent("100", "0"), answer(line(1, "100", "0", "CO*50*100"), line(2, "0", "0")))
    assert found.fully_denied


def test_the_codes_of_a_line_come_by_amount_and_those_of_a_claim_once() -> None:
    lines = line(1, "60", "0", "CO*16*10*1*197*50"), line(2, "40", "0", "CO*16*40")
    found = outcome(sent("60", "40"), answer(*lines))
    assert found.lines[0].codes == ("CO-197", "CO-16")
    assert found.codes == ("CO-197", "CO-16")


@pytest.mark.parametrize("status", ["22", "25", "23"])
def test_reversals_estimates_and_forwarding_are_no_first_adjudication(status: str) -> None:
    found = matched(sent("100"), remits(answer(line(1, "100", "0", "CO*197*100"), status=status)))
    assert found.outcomes == [None]
    assert len(found.later[0]) == 1


def test_an_answer_that_is_only_pending_is_no_first_adjudication_and_the_next_one_is() -> None:
    pending = remits(answer(line(1, "100", "0", "CO*133*100")), day="20260220")
    assert matched(sent("100"), pending).outcomes == [None]
    decided = remits(answer(line(1, "100", "0", "CO*50*100")), day="20260310")
    [found] = matched(sent("100"), pending, decided).outcomes
    assert found is not None
    assert found.codes == ("CO-50",)


def test_a_line_without_a_charge_decides_nothing_for_a_claim_that_is_pending() -> None:
    pending = remits(answer(line(1, "100", "0", "CO*133*100"), line(2, "0", "0")), day="20260220")
    assert matched(sent("100", "0"), pending).outcomes == [None]


def test_a_line_that_was_pending_is_decided_by_a_later_answer() -> None:
    first = remits(answer(line(1, "60", "50", "CO*45*10"), line(2, "40", "0", "CO*133*40"), paid="50"), day="20260220")
    then = remits(answer(line(2, "40", "0", "CO*50*40"), charge="40"), day="20260310")
    [found] = matched(sent("60", "40"), first, then).outcomes
    assert found is not None
    assert [item.denied for item in found.lines] == [False, True]


def test_a_line_that_was_pending_is_decided_by_an_answer_that_repeats_the_others() -> None:
    paid = line(1, "60", "50", "CO*45*10")
    first = remits(answer(paid, line(2, "40", "0", "CO*133*40"), paid="50"), day="20260220")
    then = remits(answer(paid, line(2, "40", "30", "CO*45*10"), paid="80", icn="ICN2"), day="20260310")
    [found] = matched(sent("60", "40"), first, then).outcomes
    assert found is not None
    assert ([item.paid for item in found.lines], found.paid) == ([Decimal(50), Decimal(30)], Decimal(80))


@given(st.lists(st.tuples(st.sampled_from(["CO", "PR", "OA", "PI"]), st.sampled_from(MANY), CENTS), max_size=6), CENTS)
@settings(deadline=None)
def test_whatever_the_reasons_the_groups_do_not_matter_and_what_is_paid_is_not_denied(
    taken: list[tuple[str, str, int]], paid: int
) -> None:
    charge = paid + sum(amount for _, _, amount in taken)
    money = [f"{cents / 100:.2f}" for cents in (charge, paid)]
    found = of_line(*money, *(f"{group}*{code}*{amount / 100:.2f}" for group, code, amount in taken))
    same = of_line(*money, *(f"CO*{code}*{amount / 100:.2f}" for _, code, amount in taken))
    assert (found.denied, found.denied_charge, found.lines[0].allowed) == (
        same.denied,
        same.denied_charge,
        same.lines[0].allowed,
    )
    assert not (found.denied and (paid or not charge))
    assert found.denied_charge == (found.charge if found.denied else 0)
    assert bool(found.codes) == found.denied


@pytest.mark.parametrize("status", ["2", "3", "20", "21"])
def test_a_secondary_answer_paid_nothing_because_of_the_first_payer_denies_nothing(status: str) -> None:
    assert not of_line("100", "0", "OA*23*80", "CO*96*20", status=status).denied
    assert of_line("100", "0", "CO*96*100", status=status).denied


def test_a_later_refusal_as_duplicate_does_not_overwrite() -> None:
    paid = remits(answer(line(1, "100", "60", "CO*45*40"), paid="60"), day="20260301")
    copy = remits(answer(line(1, "100", "0", "OA*18*100"), icn="ICN2"), day="20260310")
    for order in ((paid, copy), (copy, paid)):
        found = matched(sent("100"), *order)
        assert found.outcomes[0] is not None
        assert (found.outcomes[0].denied, found.outcomes[0].paid) == (False, Decimal(60))
        assert len(found.later[0]) == 1


def test_a_refusal_as_duplicate_that_comes_first_yields_to_the_decision() -> None:
    copy = remits(answer(line(1, "100", "0", "OA*18*100"), icn="ICN2"), day="20260210")
    paid = remits(answer(line(1, "100", "60", "CO*45*40"), paid="60"), day="20260301")
    found = matched(sent("100"), copy, paid)
    assert found.outcomes[0] is not None
    assert not found.outcomes[0].denied
    assert [item.kind for item in found.later[0]] == ["duplicate"]
    alone = matched(sent("100"), copy).outcomes[0]
    assert alone is not None
    assert alone.codes == ("OA-18",)


def test_a_take_back_after_payment_does_not_overwrite() -> None:
    paid = remits(answer(line(1, "100", "60", "CO*45*40"), paid="60"), day="20260301")
    back = answer(line(1, "-100", "-60", "CO*45*-40"), status="22", charge="-100", paid="-60")
    refused = answer(line(1, "100", "0", "CO*50*100"))
    found = matched(sent("100"), paid, remits(back, refused, day="20260401"))
    assert found.outcomes[0] is not None
    assert (found.outcomes[0].denied, found.outcomes[0].paid) == (False, Decimal(60))
    assert [(item.kind, item.paid) for item in found.later[0]] == [
        ("reversal", Decimal(-60)),
        ("repayment", Decimal(0)),
    ]


def test_silence_is_no_payment() -> None:
    found = matched(sent("100"))
    assert found.outcomes == [None]
    assert found.counts["unanswered"] == 1

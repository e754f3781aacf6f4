"""A field that cannot be read costs the field; a claim that cannot be trusted costs the claim."""

from decimal import Decimal

import pytest

import claims
from tests.claims import x12
from tests.claims.test_broken_files import read


def file_of(claim: list[str], subscriber: list[str] = x12.SUBSCRIBER, billing: list[str] = x12.BILLING) -> bytes:
    return x12.written(x12.interchange(x12.transaction([*billing, *subscriber, *claim, *SECOND])))


SECOND = ["HL*3*1*22*0", *x12.SUBSCRIBER[1:], x12.CLAIM[0].replace("A1", "A2"), *x12.CLAIM[1:]]


def changed(segments: list[str], old: str, new: str) -> list[str]:
    assert any(old in one for one in segments), old
    return [one.replace(old, new) for one in segments]


def without(segments: list[str], start: str) -> list[str]:
    at = next(at for at, one in enumerate(segments) if one.startswith(start))
    return segments[:at] + segments[at + 1 :]


@pytest.mark.parametrize(
    ("old", "new", "loop", "element", "field"),
    [
        ("D8*20260615", "D8*20260631", "2400", "DTP03", "service_date"),
        ("D8*20260615", "D8*06/15/2026", "2400", "DTP03", "service_date"),
        ("99213:25*100*", "99213:25*TEN*", "2400", "SV102", "charge"),
        ("99213:25*100*", "99213:25*NaN*", "2400", "SV102", "charge"),
        ("99213:25*100*", "99213:25*Infinity*", "2400", "SV102", "charge"),
        ("99213:25*100*", "99213:25*1e999*", "2400", "SV102", "charge"),
        ("99213:25*100*", "99213:25*1_0*", "2400", "SV102", "charge"),
        ("99213:25*100*", "99213:25**", "2400", "SV102", "charge"),
        ("99213:25*100*", f"99213:25*{'9' * 40}*", "2400", "SV102", "charge"),
        ("UN*1***1:2", "UN*ONE***1:2", "2400", "SV104", "units"),
        ("1***1:2", "1***A:2", "2400", "SV107", "diagnosis_pointers"),
        ("HC:99213:25", "HC;99213;25", "2400", "SV101-1", "procedure"),
        ("REF*6R*A1-1", f"REF*6R*{'A' * 5000}", "2400", "REF02", "control_number"),
    ],
)
def test_an_unreadable_field_of_a_line_costs_the_field(old: str, new: str, loop: str, element: str, field: str) -> None:
    good, faults = read(file_of(changed(x12.CLAIM, old, new)))
    assert faults == []
    assert [one.claim.claim_id for one in good] == ["A1", "A2"]
    fault = good[0].faults[0]
    assert (fault.loop, fault.element, fault.loses, fault.claim_id) == (loop, element, "field", "A1")
    assert good[1].faults == ()
    empty = claims.claim.ServiceLine()
    assert getattr(good[0].claim.lines[0], field) == getattr(empty, field)


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("A1*150*", "A1*1e999*", "CLM02"),
        ("A1*150*", "A1**", "CLM02"),
        ("11:B:1", "11B1", "CLM05"),
        ("11:B:1", "11:B:", "CLM05"),
        ("ABK:E119", "ABK>E119", "HI01-1"),
        ("ABK:E119", "XYZ:E119", "HI01-1"),
        ("ABK:E119", "ABK:", "HI01-2"),
    ],
)
def test_an_unreadable_field_of_the_claim_costs_the_field(old: str, new: str, element: str) -> None:
    good, _ = read(file_of(changed(x12.CLAIM, old, new)))
    assert [one.claim.claim_id for one in good] == ["A1", "A2"]
    assert [(fault.loop, fault.element) for fault in good[0].faults] == [("2300", element)]


@pytest.mark.parametrize(("code", "says"), [("E11.9", "point"), ("e119", "small letters"), ("E119", "")])
def test_a_diagnosis_that_is_not_as_the_guide_wants_it_is_understood_and_noted(code: str, says: str) -> None:
    good, _ = read(file_of(changed(x12.CLAIM, "ABK:E119", f"ABK:{code}")))
    assert good[0].claim.diagnoses[0].code == "E119"
    noted = [(fault.element, fault.loses) for fault in good[0].faults if says in fault.message]
    assert noted == [("HI01-2", "nothing")] * bool(says)


def test_an_unreadable_birth_date_is_said_with_each_claim_it_concerns_and_never_shown() -> None:
    data = file_of([*x12.CLAIM, *changed(x12.CLAIM, "A1*", "B1*")], changed(x12.SUBSCRIBER, "19500102", "1950-01-02"))
    good, _ = read(data)
    assert [len(one.faults) for one in good] == [1, 1, 0]
    fault = good[0].faults[0]
    assert (fault.loop, fault.element, fault.found, fault.segment) == ("2010BA", "DMG02", "9999-99-99", 19)
    assert good[0].claim.patient.birth_date is None


def test_an_unreadable_day_of_submission_is_said_once() -> None:
    good, [fault] = read(file_of(x12.CLAIM).replace(b"*B1*20260701*", b"*B1*2026071*"))
    assert (fault.element, fault.loses) == ("BHT04", "field")
    assert [one.claim.submission_date for one in good] == [None, None]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (changed(x12.CLAIM, "CLM*A1*", "CLM**"), "no number"),
        (x12.CLAIM[:5], "no service line"),
        ([*x12.CLAIM, "LX*3"], "holds no service"),
        (changed(x12.CLAIM, "LX*2", "K3*X"), "second service"),
        ([*x12.CLAIM, "HI*ABK:Z00"], "cannot stand here"),
        ([*x12.CLAIM, "NM1*IL*1*OTHER*PERSON"], "cannot stand in a line"),
        (changed(x12.CLAIM, "PRV*PE*PXC*207RE0101X", "PRV*PE*PXC*207RE0101X*LX*1*SV1*HC:1"), "more elements"),
    ],
)
def test_a_claim_that_cannot_be_trusted_becomes_a_fault_and_costs_only_itself(claim: list[str], said: str) -> None:
    good, [fault] = read(file_of(claim))
    assert said in fault.message
    assert fault.loses == "claim"
    assert fault.transaction == 1
    assert fault.segment >= 21
    assert [one.claim.claim_id for one in good] == ["A2"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (file_of(x12.CLAIM, changed(x12.SUBSCRIBER, "HL*2*1*", "HL*2*9*")), "a parent of level 20 that is not there"),
        (file_of(x12.CLAIM, changed(x12.SUBSCRIBER, "*22*", "*23*")), "a parent of level 22 that is not there"),
        (file_of(x12.CLAIM, changed(x12.SUBSCRIBER, "*22*", "*99*")), "no level code"),
        (file_of(x12.CLAIM, without(x12.SUBSCRIBER, "NM1*IL")), "no subscriber"),
        (file_of(x12.CLAIM, [*x12.SUBSCRIBER, "NM1*QC*1*ADAMS*TESS"]), "cannot stand"),
    ],
)
def test_a_claim_whose_levels_are_broken_becomes_a_fault_and_costs_only_itself(data: bytes, said: str) -> None:
    good, faults = read(data)
    assert "A1" in [fault.claim_id for fault in faults]
    assert any(said in fault.message for fault in faults), faults
    assert [one.claim.claim_id for one in good] == ["A2"]
    assert not any("ADAMS" in str(fault) for fault in faults)


def test_a_missing_billing_provider_costs_all_its_claims() -> None:
    good, faults = read(file_of(x12.CLAIM, billing=without(x12.BILLING, "NM1*85")))
    assert good == []
    assert {fault.claim_id for fault in faults} == {"A1", "A2"}


def test_where_the_hl_of_another_billing_provider_was_lost_no_later_claim_is_given_to_the_first() -> None:
    good, faults = read(file_of([*x12.CLAIM, "NM1*85*2*OTHER CLINIC"]))
    assert good == []
    assert {fault.claim_id for fault in faults} == {"A1", "A2"}


def test_parents_are_found_by_id_and_not_by_order() -> None:
    other = changed(changed(x12.BILLING, "HL*1*", "HL*5*"), "1234567893", "1982000016")
    late = ["HL*7*1*22*0", *x12.SUBSCRIBER[1:], *changed(x12.CLAIM, "A1*", "B1*")]
    early = ["HL*6*5*22*0", *x12.SUBSCRIBER[1:], *x12.CLAIM]
    good, faults = read(x12.written(x12.interchange(x12.transaction([*x12.BILLING, *other, *late, *early]))))
    assert faults == []
    assert [one.claim.billing_provider.npi for one in good] == ["1234567893", "1982000016"]


def test_ids_that_begin_anew_belong_to_the_new_billing_provider() -> None:
    again = changed(x12.BILLING, "1234567893", "1982000016")
    body = [*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM, *again, *x12.SUBSCRIBER, *x12.CLAIM]
    good, faults = read(x12.written(x12.interchange(x12.transaction(body))))
    assert faults == []
    assert [one.claim.billing_provider.npi for one in good] == ["1234567893", "1982000016"]


def test_a_claim_may_have_hundreds_of_lines() -> None:
    lines = [one for at in range(1, 461) for one in (f"LX*{at}", "SV1*HC:99213*1*UN*1***1", "DTP*472*D8*20260615")]
    good, faults = read(file_of([*x12.CLAIM[:5], *lines]))
    assert faults == []
    assert len(good[0].claim.lines) == 460
    assert good[0].claim.lines[-1].number == 460


def test_too_many_lines_are_no_claim() -> None:
    lines = [one for at in range(1, 5002) for one in (f"LX*{at}", "SV1*HC:99213*1*UN*1***1")]
    good, [fault] = read(file_of([*x12.CLAIM[:5], *lines]))
    assert "too many lines" in fault.message
    assert len(good) == 1


def test_a_service_without_its_lx_is_read_and_said() -> None:
    good, faults = read(file_of(without(x12.CLAIM, "LX*1")))
    assert faults == []
    assert [line.number for line in good[0].claim.lines] == [1, 2]
    assert [(fault.element, fault.loses) for fault in good[0].faults] == [("LX", "nothing")]


def test_lower_case_and_padding_are_taken_sensibly() -> None:
    claim = changed(changed(x12.CLAIM, "HC:99213:25*100*UN", " hc:j1885 :gp* 100 *un"), "ABK:E119", "abk: e11.9 ")
    good, faults = read(file_of(changed(claim, "CLM*A1*", "CLM* A1 *")))
    assert faults == []
    line = good[0].claim.lines[0]
    assert (line.procedure, line.modifiers, line.unit, line.charge) == ("J1885", ("GP",), "UN", Decimal(100))
    assert (good[0].claim.claim_id, good[0].claim.diagnoses[0].code) == ("A1", "E119")
    assert [(fault.element, fault.loses) for fault in good[0].faults] == [("HI01-2", "nothing")]


def test_names_in_utf_8_and_in_latin_1_are_read() -> None:
    for encoding in ("utf-8", "latin-1"):
        good, _ = read(file_of(x12.CLAIM, changed(x12.SUBSCRIBER, "ADAMS", "MUÑOZ")).decode().encode(encoding))
        assert good[0].claim.subscriber.last_name == "MUÑOZ"


def test_an_unknown_segment_is_passed_over_with_a_word() -> None:
    good, faults = read(file_of([*x12.CLAIM, "ZZZ*1"]))
    assert faults == []
    assert [(fault.element, fault.loses) for fault in good[0].faults] == [("ZZZ", "field")]


def test_a_reference_for_another_payer_is_not_this_payers() -> None:
    good, _ = read(file_of(changed(x12.CLAIM, "REF*6R*A1-1", "REF*G1*OTHER**2U:12345")))
    assert good[0].claim.lines[0].prior_authorization == ""

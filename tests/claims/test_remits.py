from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.answer import Amount, PaidClaim, ProviderAdjustment, Remittance
from claims.claim import Adjustment
from claims.fault import Fault
from claims.nul import NUL, SUBSTITUTE
from claims.remits import read_remits, read_remits_stream
from tests.claims.edi835 import interchange, transaction

ONE = """\
CLP*A1*1*85.73*51.32*5.70*12*ICN1*11*1~
NM1*QC*1*DOE*JO****MI*W1~
NM1*82*1*ROE*NO****XX*1882515350~
DTM*050*20260204~
SVC*HC:92134:RT:25*85.73*51.32**1~
DTM*472*20260202~
CAS*CO*45*27.71*1*253*1~
CAS*PR*3*5.70~
REF*6R*A101~
AMT*B6*57.02~
LQ*HE*N130~
"""


def read(tmp_path: Path, text: str) -> list[Remittance | Fault]:
    path = tmp_path / "a.835"
    path.write_text(text)
    return list(read_remits(path))


def test_an_answer_is_read_with_its_lines_reasons_and_remarks(tmp_path: Path) -> None:
    [remittance] = read(tmp_path, interchange(transaction(ONE)))
    assert isinstance(remittance, Remittance)
    assert (remittance.payer.id, remittance.payee.npi) == ("76848", "2058454895")
    assert (remittance.payment, remittance.answered) == (Decimal("51.32"), date(2026, 3, 1))
    [claim] = remittance.claims
    assert (claim.claim_id, claim.status, claim.frequency_code, claim.member_id) == ("A1", "1", "1", "W1")
    assert (claim.rendering_npi, claim.received, claim.patient_owes) == (
        "1882515350",
        date(2026, 2, 4),
        Decimal("5.70"),
    )
    [line] = claim.lines
    assert (line.procedure, line.modifiers, line.control_number) == ("92134", ("RT", "25"), "A101")
    assert line.adjustments == (
        Adjustment("CO", "45", Decimal("27.71"), Decimal(1)),
        Adjustment("CO", "253", Decimal(1)),
        Adjustment("PR", "3", Decimal("5.70")),
    )
    assert (line.allowed, line.remarks, line.service_date) == (Decimal("57.02"), ("N130",), date(2026, 2, 2))


def test_a_broken_amount_costs_its_own_answer_and_no_other(tmp_path: Path) -> None:
    broken = ONE.replace("A1*1*85.73*51.32", "A2*1*85.73*5l.32").replace("A101", "A201")
    text = interchange(transaction(ONE + ONE.replace("A1*", "A3*")).replace("SE*", broken + "SE*"))
    found = read(tmp_path, text)
    [fault] = [item for item in found if isinstance(item, Fault) and item.loses == "claim"]
    assert (fault.claim_id, fault.element, fault.found) == ("A2", "CLP04", "9A.99")
    [remittance] = [item for item in found if isinstance(item, Remittance)]
    assert [claim.claim_id for claim in remittance.claims] == ["A1", "A3"]


def answers(found: list[Remittance | Fault]) -> list[PaidClaim]:
    return [claim for item in found if isinstance(item, Remittance) for claim in item.claims]


def faults(found: list[Remittance | Fault]) -> list[Fault]:
    return [item for item in found if isinstance(item, Fault)]


def parse(text: str) -> list[Remittance | Fault]:
    return list(read_remits_stream([text.encode("latin-1")], "a.835"))


def test_all_six_reasons_of_a_segment_are_read_at_both_levels() -> None:
    six = "CAS*CO*1*1**2*1*2*3*1**4*1**5*1**6*1~\n"
    body = f"CLP*A1*1*20*8**12~\n{six}SVC*HC:99213*14*8~\n{six}"
    [claim] = answers(parse(interchange(transaction(body))))
    assert [reason.code for reason in claim.adjustments] == ["1", "2", "3", "4", "5", "6"]
    assert claim.adjustments == claim.lines[0].adjustments
    assert claim.adjustments[1] == Adjustment("CO", "2", Decimal(1), Decimal(2))


def test_what_the_payer_changed_is_read_beside_what_it_answers() -> None:
    body = """\
CLP*A1*22*-50*-50**MC*NEW*13*7~
NM1*QC*1*DOE*JO****MI*W1~
NM1*IL*1*DOE*MA****MI*W2~
NM1*74*1*DOE*JO****C*W3~
NM1*TT*2*NEXT PAYER*****PI*555~
NM1*PR*2*FIRST PAYER*****PI*444~
MOA***MA01*N1**N2*N3~
MIA*0****MA02***************M1*M2*M3*M4~
REF*F8*OLD~
DTM*232*20260101~
DTM*233*20260103~
AMT*AU*50~
QTY*CA*2~
SVC*NU:0300*-50*-50*0300*1*HC:80048:90*2~
DTM*150*20260101~
DTM*151*20260102~
REF*LU*11~
REF*LQ*7~
"""
    [claim] = answers(parse(interchange(transaction(body))))
    assert (claim.member_id, claim.corrected_member_id) == ("W2", "W3")
    assert (claim.corrected_payer_id, claim.priority_payer_id, claim.original_reference) == ("555", "444", "OLD")
    assert claim.remarks == ("MA01", "N1", "N2", "N3", "MA02", "M1", "M2", "M3", "M4")
    assert (claim.statement_from, claim.statement_through) == (date(2026, 1, 1), date(2026, 1, 3))
    assert (claim.covered, claim.quantities) == (Decimal(50), (Amount("CA", Decimal(2)),))
    [line] = claim.lines
    assert (line.revenue_code, line.procedure, line.billed_procedure) == ("0300", "", "80048")
    assert (line.billed_modifiers, line.billed_units, line.line_number) == (("90",), Decimal(2), "7")
    assert (line.service_date, line.service_date_end) == (date(2026, 1, 1), date(2026, 1, 2))


def test_provider_adjustments_are_read_with_reason_and_reference() -> None:
    body = ONE + "PLB*2058454895*20261231*WO:ICN9*10*L6*-0.50~\n"
    [remittance] = parse(interchange(transaction(body)))
    assert isinstance(remittance, Remittance)
    year_end = date(2026, 12, 31)
    assert remittance.adjustments == (
        ProviderAdjustment("2058454895", year_end, "WO", "ICN9", Decimal(10)),
        ProviderAdjustment("2058454895", year_end, "L6", "", Decimal("-0.50")),
    )


def test_several_transactions_interchanges_and_lx_are_one_stream() -> None:
    two_lx = ONE + "LX*2~\nTS3*1*11*20261231*1*85.73~\n" + ONE.replace("A1*", "A2*")
    text = interchange(transaction(ONE), transaction(two_lx)) + interchange(transaction(ONE))
    found = parse(text)
    assert [len(item.claims) for item in found if isinstance(item, Remittance)] == [1, 2, 1]
    assert faults(found) == []


@pytest.mark.parametrize("end", ["~", "\r\n", "~\r\n", "|", "\n"])
def test_line_ends_and_delimiters_do_not_matter(end: str) -> None:
    text = interchange(transaction(ONE)).replace("\n", "").replace("*", "!").replace(":", ">").replace("~", end)
    assert answers(parse(text)) == answers(parse(interchange(transaction(ONE))))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("CLP*A1*1*85.73*", "CLP*A1*1*85.74*", "CLP03 - CAS = CLP04"),
        ("85.73*51.32**1", "85.73*51.31**1", "SVC02 - CAS = SVC03"),
        ("BPR*I*51.32", "BPR*I*51.33", "CLP04 - PLB = BPR02"),
    ],
)
def test_money_that_does_not_add_up_is_noted_and_loses_nothing(old: str, new: str, says: str) -> None:
    found = parse(interchange(transaction(ONE)).replace(old, new))
    assert len(answers(found)) == 1
    assert [fault.loses for fault in faults(found)] == ["nothing"]
    assert says in faults(found)[0].message


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [("CAS*CO*45*27.71", "CAS*CO*45*", "CAS03"), ("SVC*HC:92134:RT:25*85.73", "SVC*HC:92134:RT:25*", "SVC02")],
)
def test_an_unreadable_amount_that_decides_costs_the_answer(old: str, new: str, element: str) -> None:
    [fault, remittance] = parse(interchange(transaction(ONE)).replace(old, new))
    assert isinstance(fault, Fault)
    assert (fault.claim_id, fault.loop, fault.element, fault.loses) == ("A1", "2110", element, "claim")
    assert isinstance(remittance, Remittance)
    assert remittance.claims == ()


def test_an_unreadable_day_costs_its_field_alone_and_is_not_shown() -> None:
    found = parse(interchange(transaction(ONE)).replace("DTM*472*20260202", "DTM*472*19801399"))
    [claim] = answers(found)
    assert claim.lines[0].service_date is None
    [fault] = faults(found)
    assert (fault.element, fault.loses, fault.found) == ("DTM02", "field", "99999999")


def test_an_answer_whose_clp_is_broken_does_not_flow_into_the_one_before() -> None:
    broken = ONE.replace("CLP*A1*", "CLX*A2*")
    found = parse(interchange(transaction(ONE).replace("SE*", broken + "SE*")))
    assert answers(found) == answers(parse(interchange(transaction(ONE))))
    assert any("no place in an answer" in fault.message for fault in faults(found))


def test_an_unknown_segment_in_an_answer_that_adds_up_costs_nothing() -> None:
    found = parse(interchange(transaction(ONE.replace("LQ*", "K3*NEW~\nLQ*"))))
    assert answers(found) == answers(parse(interchange(transaction(ONE))))
    assert [fault.loses for fault in faults(found)] == ["nothing"]


def test_a_file_that_is_cut_off_loses_the_answer_it_was_cut_in_and_says_so() -> None:
    whole = interchange(transaction(ONE + ONE.replace("A1*", "A2*")))
    found = parse(whole[: whole.rindex("CAS*PR*3")])
    assert [claim.claim_id for claim in answers(found)] == ["A1"]
    [fault] = [fault for fault in faults(found) if fault.loses == "claim"]
    assert (fault.claim_id, fault.segment) == ("A2", 23)


@pytest.mark.parametrize("text", ["", "\x00\xff\x13junk", "ISA*00*", "name,amount\nx,1\n"])
def test_what_is_no_x12_is_reported_once_or_more_and_never_raises(text: str) -> None:
    found = parse(text)
    assert found
    assert all(isinstance(item, Fault) for item in found)


def test_another_transaction_set_is_reported_and_passed_over() -> None:
    claim = "ST*837*0001*005010X222A1~\nCLM*A9*10~\nSE*3*0001~\n"
    group = "GS*HC*A*B*20260301*0200*1*X*005010X222A1~\n"
    text = interchange(transaction(ONE)).replace("GE*", f"GE*1*1~\n{group}{claim}GE*", 1)
    found = parse(text)
    assert len(answers(found)) == 1
    assert [fault.loses for fault in faults(found)] == ["transaction"]


def test_answers_after_a_missing_st_are_read() -> None:
    text = interchange(transaction(ONE))
    found = parse(text.replace("ST*835*0001~\n", ""))
    assert answers(found) == answers(parse(text))
    assert "does not begin with ST" in faults(found)[0].message


def test_an_answer_without_end_is_given_up_and_the_next_one_is_read() -> None:
    endless = ONE.replace("A1*", "A0*") + ("REF*ZZ*" + "9" * 60_000 + "~\n") * 70
    found = parse(interchange(transaction(endless + ONE)))
    assert [claim.claim_id for claim in answers(found)] == ["A1"]
    assert [fault.claim_id for fault in faults(found) if fault.loses == "claim"] == ["A0"]


BODIES = [ONE.replace("A1*", f"A{at}*").replace("REF*6R*A1", f"REF*6R*A{at}") for at in range(4)]
FILE = interchange(transaction("".join(BODIES[:2])), transaction("".join(BODIES[2:])))
WHOLE = {claim.claim_id: claim for claim in answers(parse(FILE))}
JUNK = st.sampled_from(["", "x", "99999999", "-", "1e5", "CLP", "SVC", "*", "~", "NaN", "\x00", "1.2.3"])


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The file with one segment dropped, doubled or moved, one element replaced, or cut anywhere."""
    segments = FILE.split("~")
    at = draw(st.integers(1, len(segments) - 2))
    match draw(st.sampled_from(["drop", "double", "swap", "element", "cut"])):
        case "drop":
            del segments[at]
        case "double":
            segments.insert(at, segments[at])
        case "swap":
            segments[at - 1], segments[at] = segments[at], segments[at - 1]
        case "element":
            elements = segments[at].split("*")
            elements[draw(st.integers(0, len(elements) - 1))] = draw(JUNK)
            segments[at] = "*".join(elements)
        case _:
            return FILE[: draw(st.integers(106, len(FILE)))]
    return "~".join(segments)


@given(mutations())
@example(FILE.replace("CLP*A1*", f"CLP*{NUL}*"))
@settings(max_examples=400, deadline=None)
def test_whatever_is_broken_each_answer_comes_out_or_is_named(text: str) -> None:
    found = parse(text)
    written = [
        elements[1].strip()
        for segment in text.replace(NUL, SUBSTITUTE).split("~")
        if (elements := segment.strip().split("*"))[0] == "CLP" and len(elements) > 1
    ]
    lost_more = any(fault.loses in ("transaction", "interchange", "file") for fault in faults(found))
    named = {claim.claim_id for claim in answers(found)} | {fault.claim_id for fault in faults(found)}
    assert lost_more or set(written) <= named
    changed = [claim for claim in answers(found) if claim != WHOLE.get(claim.claim_id)]
    untouched = [claim for claim in answers(found) if claim == WHOLE.get(claim.claim_id)]
    assert lost_more or len(changed) <= 2
    assert lost_more or len(untouched) >= len(written) - 2

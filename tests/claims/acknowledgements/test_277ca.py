"""A 277CA is read claim by claim, and never silently wrong."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.fault import Fault
from claims.x12.acknowledgements import Acknowledged, AcknowledgedBatch, AcknowledgedClaim, Status, read
from tests.claims.acknowledgements.edi277ca import CLAIM_STATUS, interchange, transaction, written

WHOLE = interchange(transaction(CLAIM_STATUS))
DECISIONS = {"C001": "accepted", "C002": "rejected", "C003": "rejected", "C004": "accepted"}


def parsed(data: bytes) -> tuple[list[Acknowledged], list[Fault]]:
    found = list(read([data], "a.277"))
    return [one for one in found if not isinstance(one, Fault)], [one for one in found if isinstance(one, Fault)]


def claims_of(found: list[Acknowledged]) -> dict[str, AcknowledgedClaim]:
    return {one.claim_id: one for one in found if isinstance(one, AcknowledgedClaim)}


def with_body(*changes: tuple[str, str]) -> bytes:
    """The file with segments exchanged for others."""
    body = list(CLAIM_STATUS)
    for old, new in changes:
        body[body.index(old)] = new
    return written(interchange(transaction([segment for segment in body if segment])))


def test_each_claim_says_whether_it_was_taken() -> None:
    found, faults = parsed(written(WHOLE))
    assert faults == []
    assert {claim_id: one.decision for claim_id, one in claims_of(found).items()} == DECISIONS


def test_an_accepted_claim_carries_the_payers_number_and_all_that_identifies_it() -> None:
    claim = claims_of(parsed(written(WHOLE))[0])["C001"]
    assert (claim.payer_control_number, claim.clearinghouse_number, claim.member_id) == ("ICN0001", "CH1", "M0001")
    assert (claim.batch, claim.source_id, claim.source_kind, claim.submitter_id) == ("B1", "76848", "PR", "SENDER")
    assert (claim.billing_npi, claim.charge) == ("1234567893", Decimal(150))
    assert (claim.effective, claim.service_from, claim.service_through) == (
        date(2026, 7, 2), date(2026, 6, 15), date(2026, 6, 15),
    )  # fmt: skip
    assert (claim.envelopes.sender, claim.envelopes.interchange, claim.envelopes.created) == (
        "PAYER", "000000077", date(2026, 7, 2),
    )  # fmt: skip


def test_a_rejected_claim_carries_every_status_and_the_senders_words() -> None:
    claim = claims_of(parsed(written(WHOLE))[0])["C002"]
    assert claim.notes[0].statuses == (Status("A7", "562", "85"), Status("A6", "145", "85"), Status("A8", "496"))
    assert claim.notes[0].text == "BILLING NPI NOT ON FILE"
    assert claim.notes[1].statuses == (Status("A3", "21"),)
    assert (claim.type_of_bill, claim.service_through, claim.member_id) == ("131", date(2026, 6, 12), "M0001")


def test_service_lines_say_which_of_them_was_rejected() -> None:
    first, second = claims_of(parsed(written(WHOLE))[0])["C003"].lines
    assert (first.procedure, first.modifiers, first.control_number) == ("99213", ("25", "59"), "C003-1")
    assert (first.decision, first.notes[0].statuses) == ("rejected", (Status("A7", "454"),))
    assert (second.procedure, second.revenue_code, second.decision) == ("", "0300", "accepted")


def test_batches_and_providers_come_before_their_claims_with_counts() -> None:
    receiver, provider = parsed(written(WHOLE))[0][:2]
    assert isinstance(receiver, AcknowledgedBatch)
    assert isinstance(provider, AcknowledgedBatch)
    assert (receiver.level, receiver.decision, receiver.batch, receiver.lists_claims) == (
        "receiver", "accepted", "B1", True,
    )  # fmt: skip
    assert (receiver.accepted, receiver.rejected, receiver.accepted_charge, receiver.rejected_charge) == (
        2,
        2,
        300,
        350,
    )
    assert (receiver.billing_npi, provider.level, provider.billing_npi) == ("", "provider", "1234567893")


def test_a_rejected_batch_that_lists_no_claims_is_told() -> None:
    body = [*CLAIM_STATUS[:6], "HL*2*1*21*0", *CLAIM_STATUS[7:9], "STC*A8:746:40*20260702*U*650", "QTY*AA*4"]
    [batch] = parsed(written(interchange(transaction(body))))[0]
    assert isinstance(batch, AcknowledgedBatch)
    assert (batch.decision, batch.batch, batch.lists_claims, batch.rejected) == ("rejected", "B1", False, 4)


def test_a_second_provider_does_not_inherit_the_first_ones_number() -> None:
    more = ["HL*7*2*19*1", "NM1*85*2*OTHER CLINIC*****FI*391234567", "TRN*1*0", "HL*8*7*PT", *CLAIM_STATUS[-5:]]
    found, _ = parsed(written(interchange(transaction([*CLAIM_STATUS, *more]))))
    last = found[-1]
    assert isinstance(last, AcknowledgedClaim)
    assert (last.billing_npi, last.billing_tax_id, last.batch) == ("", "391234567", "B1")


@pytest.mark.parametrize(
    ("status", "decision"),
    [
        ("STC*A0:16:PR*20260702*WQ*150", "accepted"),
        ("STC*A1:19*20260702**150", "accepted"),
        ("STC*A5:0*20260702**150", "accepted"),
        ("STC*P1:3*20260702**150", "accepted"),
        ("STC*A4:35*20260702**150", "rejected"),
        ("STC*A6:21*20260702**150", "rejected"),
        ("STC*E1:0*20260702**150", "unclear"),
        ("STC**20260702*U*150", "rejected"),
    ],
)
def test_the_action_and_else_the_category_decide(status: str, decision: str) -> None:
    found, _ = parsed(with_body(("STC*A2:20:PR*20260702*WQ*150", status)))
    assert claims_of(found)["C001"].decision == decision


def test_one_rejecting_status_among_accepting_ones_rejects_and_the_contradiction_is_told() -> None:
    found, [fault] = parsed(with_body(("STC*A2:20:PR*20260702*WQ*150", "STC*A7:21*20260702*WQ*150")))
    assert claims_of(found)["C001"].decision == "rejected"
    assert (fault.element, fault.claim_id, fault.loses) == ("STC03", "C001", "nothing")


def test_an_unreadable_day_or_charge_costs_only_itself() -> None:
    found, faults = parsed(with_body(("STC*A2:20:PR*20260702*WQ*150", "STC*A2:20:PR*2026-7-2*WQ*l50")))
    assert claims_of(found)["C001"].decision == "accepted"
    assert [(fault.element, fault.loses, fault.segment) for fault in faults] == [
        ("STC02", "field", 25), ("STC04", "field", 25),
    ]  # fmt: skip


def test_a_claim_without_a_status_or_a_number_is_lost_with_its_place() -> None:
    found, faults = parsed(with_body(("STC*A2:20*20260702*WQ*150", ""), ("TRN*2*C003", "TRN*2")))
    assert claims_of(found).keys() == {"C001", "C002"}
    assert [(fault.element, fault.claim_id, fault.loop, fault.loses) for fault in faults] == [
        ("TRN02", "", "2200D", "claim"), ("STC", "C004", "2200D", "claim"),
    ]  # fmt: skip


def test_the_guide_is_asked_for_and_a_277_that_answers_a_question_is_refused() -> None:
    other = transaction(CLAIM_STATUS, guide="005010X212")
    found, [fault] = parsed(written(interchange(other, transaction(CLAIM_STATUS, guide=None))))
    assert (fault.element, fault.found, fault.loses, fault.transaction) == ("ST03", "005010X212", "transaction", 1)
    assert claims_of(found).keys() == DECISIONS.keys()


def test_a_broken_envelope_is_told_and_costs_no_complete_claim() -> None:
    cut = WHOLE[: WHOLE.index("TRN*2*C004") + 1]
    found, faults = parsed(written(cut))
    assert claims_of(found).keys() == {"C001", "C002", "C003"}
    assert [(fault.loses, fault.claim_id) for fault in faults] == [("transaction", ""), ("claim", "C004")]
    miscounted = [segment.replace(f"SE*{len(CLAIM_STATUS) + 2}", "SE*5") for segment in WHOLE]
    assert [fault.element for fault in parsed(written(miscounted))[1]] == ["SE01"]


def test_strange_delimiters_and_several_interchanges_are_read() -> None:
    strange = "\n".join(WHOLE).translate(str.maketrans({"*": "|", ":": ">", "^": "!"})) + "\n"
    found, faults = parsed(strange.encode() + written(WHOLE, "~\r\n"))
    assert faults == []
    ids = [one.claim_id for one in found if isinstance(one, AcknowledgedClaim)]
    assert ids == [*DECISIONS] * 2
    assert [one.envelopes.transaction for one in found if isinstance(one, AcknowledgedClaim)] == [1] * 4 + [2] * 4


def test_any_size_of_chunk_reads_the_same() -> None:
    data = written(WHOLE)
    whole = list(read([data], "a.277"))
    for size in (1, 7, 100):
        assert list(read([data[at : at + size] for at in range(0, len(data), size)], "a.277")) == whole


@pytest.mark.parametrize("at", range(len(CLAIM_STATUS)))
def test_leaving_out_any_segment_loses_no_claim_without_a_word_and_turns_no_decision(at: int) -> None:
    left = interchange(transaction(CLAIM_STATUS[:at] + CLAIM_STATUS[at + 1 :]))
    found, faults = parsed(written(left))
    for claim_id, claim in claims_of(found).items():
        assert claim.decision == DECISIONS[claim_id]
    assert len(claims_of(found)) == 4 or any(fault.loses == "claim" for fault in faults), CLAIM_STATUS[at]
    for one in found:
        if isinstance(one, AcknowledgedBatch):
            assert one.decision == "accepted"


def test_a_lost_hl_never_makes_a_providers_rejection_that_of_the_whole_batch() -> None:
    left = with_body(("HL*3*2*19*1", ""), ("STC*A1:19:PR**WQ*650", "STC*A7:562:85**U*650"))
    found, [fault] = parsed(left)
    assert [(one.level, one.decision) for one in found if isinstance(one, AcknowledgedBatch)] == [
        ("receiver", "accepted"), ("provider", "rejected"),
    ]  # fmt: skip
    assert (fault.element, fault.loop) == ("HL", "2100C")


def mutilated(random: Random) -> list[str]:
    """The file after some of what happens to files."""
    segments = list(WHOLE)
    for _ in range(random.randint(1, 4)):
        at, to = random.randrange(1, len(segments)), random.randrange(1, len(segments))
        match random.choice(["drop", "duplicate", "cut", "swap", "garble", "shorten"]):
            case "drop":
                del segments[at]
            case "duplicate":
                segments.insert(to, segments[at])
            case "cut":
                segments[at] = segments[at][: random.randrange(len(segments[at]) + 1)]
            case "swap":
                segments[at], segments[to] = segments[to], segments[at]
            case "garble":
                place = random.randrange(len(segments[at]) + 1)
                segments[at] = segments[at][:place] + random.choice("*:^&9A ") + segments[at][place + 1 :]
            case "shorten":
                del segments[max(6, at) :]
    return segments


def test_a_claim_whose_level_is_lost_never_speaks_for_its_provider() -> None:
    lost = with_body(
        ("HL*4*3*PT", ""), ("NM1*QC*1*ADAMS*RUTH****MI*M0001", ""), ("STC*A2:20:PR*20260702*WQ*150", "STC*A7:21**U*150")
    )
    found, [fault] = parsed(lost)
    assert {one.decision for one in found if isinstance(one, AcknowledgedBatch)} == {"accepted"}
    assert claims_of(found)["C001"].decision == "rejected"
    assert (fault.element, fault.loop) == ("HL", "2100D")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_mutilated_files_lose_no_claim_without_a_word_and_show_no_patient(seed: int) -> None:
    segments = mutilated(Random(seed))
    found, faults = parsed(written(segments))
    beyond = any(fault.loses in {"transaction", "interchange", "file"} for fault in faults)
    beyond = beyond or any(fault.loses == "claim" and not fault.claim_id for fault in faults)
    named = claims_of(found).keys() | {fault.claim_id for fault in faults}
    named |= {one.batch for one in found if isinstance(one, AcknowledgedBatch | AcknowledgedClaim)}  # a TRN astray
    for segment in segments:
        if segment.startswith("TRN*2*C") and (claim_id := segment.split("*")[2].strip()):
            assert claim_id in named or beyond
    for fault in faults:
        assert not any(word in str(fault) for word in ("ADAMS", "M000", "TESS"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 1500))
def test_nothing_raises_on_arbitrary_bytes(noise: bytes, at: int) -> None:
    data = written(WHOLE)
    list(read([noise], "a.277"))
    list(read([data[:at] + noise + data[at + 5 :]], "a.277"))

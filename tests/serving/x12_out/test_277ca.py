"""What is told in a 277CA is read back by others and by ourselves, with the same answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

import claims
from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Origin, Sourced
from claims.x12.acknowledgements import AcknowledgedBatch, AcknowledgedClaim
from claims.x12.acknowledgements import read as read_acknowledgement
from rules import RuleSet
from serving.load import for_a_run
from serving.x12_out import acknowledgement, as_277ca, told
from tests.claims import x12
from tests.edi837 import claim, file837
from tests.serving.x12_out.others import complaints
from tests.strategies import claims as some_claims

ONE = (
    x12.ONE.replace(b"HC:83036", b"HC:36415")
    .replace(b"*MB~", b"*CI~")
    .replace(b"MEDICARE*****PI*00951", b"HEALTH*****PI*EX001")
)
"""A claim without an error."""

RULES = for_a_run(RuleSet.load())

MADE = datetime(2026, 7, 3, 8, 30)  # noqa: DTZ001  the sender's own time


def written(items: list[Sourced]) -> bytes:
    return b"".join(as_277ca((told(RULES.check(each, date(2026, 7, 1)), each) for each in items), MADE))


def sourced(data: bytes) -> list[Sourced]:
    return [each for each in claims.read_stream([data], "a.837") if isinstance(each, Sourced)]


def claims_of(data: bytes) -> list[AcknowledgedClaim]:
    found = list(read_acknowledgement([data], "a.277"))
    assert not [each for each in found if isinstance(each, Fault)]
    return [each for each in found if isinstance(each, AcknowledgedClaim)]


def batches(data: bytes) -> list[AcknowledgedBatch]:
    return [each for each in read_acknowledgement([data], "a.277") if isinstance(each, AcknowledgedBatch)]


def test_each_claim_is_told_with_what_identifies_it() -> None:
    data = written(sourced(ONE))
    assert complaints(data) == []
    [one] = claims_of(data)
    assert (one.claim_id, one.decision, one.charge, one.member_id) == ("A1", "accepted", Decimal(150), "M0001")
    assert (one.batch, one.submitter_id, one.billing_npi) == ("B1", "SENDER", "1234567893")
    assert (one.service_from, one.effective) == (date(2026, 6, 15), MADE.date())
    assert [(status.category, status.code) for note in one.notes for status in note.statuses] == [("A1", "20")]


def test_claims_with_errors_are_rejected_and_the_totals_add_up() -> None:
    data = file837(claim("C1"), claim("C2", total="90"), claim("C3", served="20260518"), claim("C4", total="80"))
    answer = written(sourced(data))
    assert complaints(answer) == []
    assert [(one.claim_id, one.decision) for one in claims_of(answer)] == [
        ("C1", "accepted"), ("C2", "rejected"), ("C3", "accepted"), ("C4", "rejected"),
    ]  # fmt: skip
    receiver, provider = batches(answer)
    assert (receiver.accepted, receiver.rejected, receiver.accepted_charge, receiver.rejected_charge) == (
        2,
        2,
        200,
        170,
    )
    assert (provider.accepted, provider.rejected, provider.billing_npi) == (2, 2, "1234567893")
    rejected = claims_of(answer)[1].notes[0]
    assert (rejected.action, rejected.statuses[0].category, rejected.statuses[0].code) == ("U", "A8", "400")
    assert rejected.text.startswith("charge-balance (2300 CLM02)")


def test_a_line_in_error_is_named_and_the_words_stand_with_the_claim() -> None:
    data = ONE.replace(b"SV1*HC:36415*50*UN*1***1", b"SV1*HC:36415*50*UN*1***9")
    answer = written(sourced(data))
    assert complaints(answer) == []
    [one] = claims_of(answer)
    assert (one.notes[0].statuses[0].code, one.notes[0].text[:29]) == ("247", "Line 2, diagnosis-pointers (2")
    [line] = one.lines
    assert (line.procedure, line.charge, line.control_number, line.decision) == ("36415", 50, "A1-2", "rejected")
    assert line.notes[0].statuses[0].code == "477"


def test_each_transaction_of_the_837_is_answered_by_one() -> None:
    first = x12.transaction([*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM])
    second = [segment.replace("B1*", "B2*") for segment in x12.transaction(first[5:-1], number="0002")]
    answer = written(sourced(x12.written(x12.interchange(first, second))))
    assert complaints(answer) == []
    assert [(one.batch, one.envelopes.transaction) for one in claims_of(answer)] == [("B1", 1), ("B2", 2)]


def test_a_number_that_holds_a_delimiter_comes_back_as_it_was() -> None:
    marks = str.maketrans({"*": "|", ":": ">", "^": "!"})
    strange = ONE.decode().translate(marks).replace("CLM|A1", "CLM|A*1:^").encode()
    answer = written([*sourced(ONE), *sourced(strange)])
    assert [one.claim_id for one in claims_of(answer)] == ["A1", "A*1:^"]


def test_claims_that_are_no_x12_are_told_too() -> None:
    bare = Claim("J~1", patient=sourced(ONE)[0].claim.patient)
    answer = written([Sourced(bare, Origin("a.json", 0, 1))])
    [one] = claims_of(answer)
    assert (one.claim_id, one.decision, one.submitter_id) == ("J 1", "rejected", "UNKNOWN")


def test_what_waits_for_totals_may_be_larger_than_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    items = sourced(file837(*(claim(f"C{number}") for number in range(40))))
    whole = written(items)
    monkeypatch.setattr(acknowledgement, "IN_MEMORY", 200)
    monkeypatch.setattr(acknowledgement, "CHUNK", 64)
    assert written(items) == whole


def test_what_is_told_survives_the_way_from_another_process() -> None:
    [item] = sourced(ONE)
    once = told(RULES.check(item), item)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(once), type=type(once)) == once


def test_a_simulated_offices_files_are_acknowledged_without_a_complaint(office: Path) -> None:
    items = [each for file in sorted((office / "test" / "claims").iterdir())[:8] for each in sourced(file.read_bytes())]
    answer = written(items)
    assert complaints(answer) == []
    found = claims_of(answer)
    assert [one.claim_id for one in found] == [each.claim.claim_id for each in items]
    assert "rejected" in {one.decision for one in found}


@settings(max_examples=60, deadline=None)
@given(some_claims())
def test_any_claim_can_be_told_and_is_read_back(one: Claim) -> None:
    item = Sourced(one, Origin("a.json", 0, 1))
    verdict = RULES.check(item, date(2026, 7, 1)).verdict
    [found] = claims_of(written([item]))
    assert found.decision == ("rejected" if verdict == "fix" else "accepted")

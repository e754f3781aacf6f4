"""A 999 says which transaction sets were taken, and where in the others the errors stand."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.fault import Fault
from claims.x12.acknowledgements import (
    Acknowledged,
    AcknowledgedGroup,
    AcknowledgedInterchange,
    AcknowledgedSet,
    ElementError,
    SegmentError,
    read,
)
from tests.claims.acknowledgements.edi277ca import HEADER, IMPLEMENTATION, implementation, interchange, written

WHOLE = implementation(IMPLEMENTATION)


def parsed(data: bytes) -> tuple[list[Acknowledged], list[Fault]]:
    found = list(read([data], "a.999"))
    return [one for one in found if not isinstance(one, Fault)], [one for one in found if isinstance(one, Fault)]


def test_sets_and_their_group_say_whether_they_were_taken() -> None:
    found, faults = parsed(written(WHOLE))
    assert faults == []
    first, second, group = found
    assert isinstance(first, AcknowledgedSet)
    assert isinstance(second, AcknowledgedSet)
    assert isinstance(group, AcknowledgedGroup)
    assert (first.decision, first.group, first.control_number, first.set_id, first.version) == (
        "accepted", "12", "0001", "837", "005010X222A1",
    )  # fmt: skip
    assert (second.decision, second.code, second.reasons, second.control_number) == (
        "rejected",
        "R",
        ("5", "I6"),
        "0002",
    )
    assert (group.decision, group.code, group.functional_id, group.group) == ("unclear", "P", "HC", "12")
    assert (group.sets_sent, group.sets_received, group.sets_accepted) == (Decimal(2), Decimal(2), Decimal(1))


def test_errors_name_segment_element_and_claim_and_keep_no_bad_value() -> None:
    rejected = parsed(written(WHOLE))[0][1]
    assert isinstance(rejected, AcknowledgedSet)
    in_claim, triggered = rejected.errors
    assert (in_claim.name, in_claim.position, in_claim.loop, in_claim.claim_id) == ("CLM", 24, "2300", "C009")
    assert in_claim.elements == (ElementError(5, 3, 1, "1325", "7"), ElementError(2, 0, 0, "782", "6"))
    assert triggered == SegmentError("NM1", 31, "", "I9", context=("SITUATIONAL TRIGGER CLM 24 2300 5:3 C023:1325",))
    assert "XX" not in repr(rejected)


@pytest.mark.parametrize(
    ("code", "decision"),
    [("A", "accepted"), ("E", "accepted"), ("M", "rejected"), ("W", "rejected"), ("X", "rejected")],
)
def test_every_code_of_a_set_is_known(code: str, decision: str) -> None:
    body = [segment.replace("IK5*A", f"IK5*{code}") for segment in IMPLEMENTATION]
    first = parsed(written(implementation(body)))[0][0]
    assert isinstance(first, AcknowledgedSet)
    assert (first.decision, first.code) == (decision, code)


def test_a_group_that_is_rejected_whole_lists_no_sets() -> None:
    [group] = parsed(written(implementation(["AK1*HC*12*005010X222A1", "AK9*R*3*3*0*4"])))[0]
    assert isinstance(group, AcknowledgedGroup)
    assert (group.decision, group.reasons) == ("rejected", ("4",))


def test_a_997_is_read_as_its_successor() -> None:
    body = [segment.replace("IK", "AK") for segment in IMPLEMENTATION if not segment.startswith("CTX")]
    found, faults = parsed(written([segment.replace("999", "997") for segment in implementation(body)]))
    assert faults == []
    assert [one.decision for one in found if isinstance(one, AcknowledgedSet)] == ["accepted", "rejected"]


def test_a_ta1_speaks_of_an_interchange() -> None:
    [one], faults = parsed(written([HEADER, "TA1*000000012*260701*0730*R*009", "IEA*0*000000077"]))
    assert faults == []
    assert isinstance(one, AcknowledgedInterchange)
    assert (one.decision, one.note, one.control_number, str(one.sent)) == ("rejected", "009", "000000012", "2026-07-01")


def test_a_set_without_an_answer_is_told_and_the_next_is_read() -> None:
    body = [segment for segment in IMPLEMENTATION if segment != "IK5*A"]
    found, [fault] = parsed(written(implementation(body)))
    assert [one.control_number for one in found if isinstance(one, AcknowledgedSet)] == ["0002"]
    assert (fault.element, fault.loses) == ("IK5", "transaction")


def test_what_is_no_acknowledgement_is_told_once() -> None:
    remit = ["ST*835*0001", "BPR*I*0", "SE*3*0001"]
    found, [fault] = parsed(written(interchange(remit, group="HP", guide="005010X221A1")))
    assert found == []
    assert (fault.element, fault.found, fault.loses) == ("ST01", "835", "transaction")


@pytest.mark.parametrize("at", range(len(IMPLEMENTATION)))
def test_leaving_out_any_segment_turns_no_decision_and_loses_no_set_without_a_word(at: int) -> None:
    found, faults = parsed(written(implementation(IMPLEMENTATION[:at] + IMPLEMENTATION[at + 1 :])))
    decisions = {one.control_number: one.decision for one in found if isinstance(one, AcknowledgedSet)}
    assert decisions.items() <= {("0001", "accepted"), ("0002", "rejected")}
    lost = any(fault.loses == "transaction" for fault in faults)
    assert len(decisions) == 2 or lost


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.binary(max_size=100))
def test_mutilated_files_raise_nothing(seed: int, noise: bytes) -> None:
    random = Random(seed)
    segments = list(WHOLE)
    for _ in range(random.randint(1, 5)):
        at = random.randrange(1, len(segments))
        segments[at] = random.choice(
            [segments[random.randrange(1, len(segments))], segments[at][::-1], segments[at][:4]]
        )
    data = written(segments)
    place = random.randrange(len(data))
    list(read([data, data[:place] + noise + data[place:]], "a.999"))

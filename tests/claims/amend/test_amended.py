"""A change that is written into a claim's segments is there when they are read again, and nothing else has changed."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from claims import read_stream
from claims.claim import Claim
from claims.origin import Origin, Sourced
from claims.x12.amend import CannotAmend, amended
from claims.x12.amending.codes import arranged
from tests.claims.amend.changes import CHANGES, change, fitting
from tests.claims.amend.files import claims_of, written_into
from tests.claims.test_broken_files import FILES

KINDS = ("professional", "institutional", "dental")


@cache
def found() -> tuple[Sourced, ...]:
    """Claims with everything that the guides have."""
    return tuple(one for kind in KINDS for one in claims_of((FILES / f"{kind}.837").read_bytes()))


def segments(data: bytes, origin: Origin) -> list[str]:
    assert origin.delimiters
    return data.decode("latin-1").split(origin.delimiters.terminator)[:-1]


def stood(origin: Origin, written: list[str]) -> list[str]:
    """The segments in whose place these came."""
    assert origin.delimiters
    mark = origin.delimiters.element
    levels = [one.split(mark)[3] for one in written if one.startswith(f"HL{mark}")]
    own = [one for one in origin.passages if one.level in {*levels, "CLM"}]
    return [segment for one in own for segment in one.text.split(origin.delimiters.terminator)]


def touched(one: Sourced, wanted: Claim) -> Counter[str]:
    """The ids of the segments that differ."""
    assert one.origin.delimiters
    now = segments(amended(one.claim, wanted, one.origin), one.origin)
    before, after = Counter(stood(one.origin, now)), Counter(now)
    different = (before - after) + (after - before)
    return Counter(segment.split(one.origin.delimiters.element)[0] for segment in different.elements())


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_what_was_changed_is_read_again_and_all_other_segments_are_as_they_stood(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(found()))
    names = data.draw(st.lists(st.sampled_from(fitting(one.claim.claim_type)), min_size=1, max_size=4, unique=True))
    wanted = change(one.claim, names, data.draw)
    may_differ = {tag for name in names for tag in CHANGES[name].touches.split()}
    assert set(touched(one, wanted)) <= may_differ
    [again] = claims_of(written_into(one, amended(one.claim, wanted, one.origin)))
    assert arranged(again.claim) == arranged(wanted)
    assert {fault.element for fault in again.faults} <= {fault.element for fault in one.faults}


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_change_the_segments_are_those_that_stood(kind: str) -> None:
    one = next(one for one in found() if one.claim.claim_type == kind)
    assert one.origin.delimiters
    text = one.origin.passages[-1].text + one.origin.delimiters.terminator
    assert amended(one.claim, one.claim, one.origin) == text.encode()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_changed_and_changed_back_is_the_claim_that_was(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(found()))
    names = data.draw(st.lists(st.sampled_from(fitting(one.claim.claim_type)), min_size=1, max_size=3, unique=True))
    wanted = change(one.claim, names, data.draw)
    [there] = claims_of(written_into(one, amended(one.claim, wanted, one.origin)))
    [back] = claims_of(written_into(there, amended(there.claim, one.claim, there.origin)))
    assert arranged(back.claim) == arranged(one.claim)


def test_no_segment_that_was_changed_ends_in_empty_elements() -> None:
    one = found()[0]
    wanted = replace(one.claim, delay_reason="", prior_authorization="", patient_paid=None)
    now = segments(amended(one.claim, wanted, one.origin), one.origin)
    assert now[0] == "CLM*P-100*1480.5***41:B:7*Y*A*Y*Y**AA:OA::WI*02"
    assert not [segment for segment in now if segment.endswith(("*", ":"))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_in_claims_whose_segments_are_in_disorder_a_change_is_written_or_refused(data: st.DataObject) -> None:
    text = (FILES / f"{data.draw(st.sampled_from(KINDS))}.837").read_bytes()
    end = b"~" if b"~" in text else b"\n"
    parts = text.split(end)
    for _ in range(data.draw(st.integers(1, 3))):
        at, to = (data.draw(st.integers(8, len(parts) - 5)) for _ in range(2))
        match data.draw(st.sampled_from(["drop", "double", "move"])):
            case "drop":
                del parts[at]
            case "double":
                parts.insert(to, parts[at])
            case _:
                parts.insert(to, parts.pop(at))
    for one in read_stream([end.join(parts)], "a.837"):
        if isinstance(one, Sourced):
            names = data.draw(st.lists(st.sampled_from(fitting(one.claim.claim_type)), min_size=1, max_size=2))
            with suppress(CannotAmend):
                amended(one.claim, change(one.claim, names, data.draw), one.origin)

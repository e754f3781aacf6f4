"""Corrected claims come in the place of their originals, below levels of their own where something above changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from claims.claim import Claim
from claims.origin import Sourced
from claims.x12.amend import amended
from serving.x12_out import Mark, split
from tests.claims import x12
from tests.serving.x12_out.halves import Halves, read
from tests.serving.x12_out.test_split import MANY, segments

Wanted = Mapping[int, Claim]
"""The claims that are changed, by the number of their CLM."""


def corrected(data: bytes, wanted: Wanted, held: Callable[[Sourced], bool] = lambda _: False) -> Halves:
    """Split a file with some of its claims changed."""
    marks = []
    for one in read(data)[0]:
        at = one.origin.segment
        new = amended(one.claim, wanted[at], one.origin) if at in wanted else b""
        marks.append(Mark(at, one.claim.claim_id, not held(one), new))
    ready, rest = io.BytesIO(), io.BytesIO()
    said = split([data], marks, ready, rest)
    return Halves(ready.getvalue(), rest.getvalue(), said)


def only(data: bytes, claim_id: str, edit: Callable[[Claim], Claim]) -> bytes:
    """The file with one claim changed."""
    return corrected(
        data, {one.origin.segment: edit(one.claim) for one in read(data)[0] if one.claim.claim_id == claim_id}
    ).ready


def with_member(claim: Claim, member: str = "CHANGED") -> Claim:
    return replace(claim, subscriber=replace(claim.subscriber, member_id=member))


def with_birth_date(claim: Claim) -> Claim:
    born = date(2011, 3, 4)
    return replace(claim, patient=replace(claim.patient, birth_date=born))


def with_taxonomy(claim: Claim) -> Claim:
    return replace(claim, billing_provider=replace(claim.billing_provider, taxonomy="208D00000X"))


def with_modifier(claim: Claim) -> Claim:
    return replace(claim, lines=(replace(claim.lines[0], modifiers=("59",)), *claim.lines[1:]))


def test_a_corrected_claim_stands_where_the_original_stood_and_nothing_else_changes() -> None:
    now = only(MANY, "C003", with_modifier)
    before, after = (data.decode().split("~\n") for data in (MANY, now))
    [at] = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    assert (before[at], after[at]) == ("SV1*HC:99213:25*100*UN*1***1:2", "SV1*HC:99213:59*100*UN*1***1:2")


def test_a_claim_whose_subscriber_changed_has_a_subscriber_of_its_own_and_the_next_has_the_old_one_again() -> None:
    now = only(MANY, "C003", with_member)
    assert segments(now, "HL", "CLM")[:14] == [
        "HL*1**20*1",
        "HL*2*1*22*0", claim("C001"),
        "HL*3*1*22*1", "HL*4*3*23*0", claim("C002"),
        "HL*5*1*22*1", "HL*6*5*23*0", claim("C003"),
        "HL*7*1*22*0", claim("C004"),
        "HL*8**20*1", "HL*9*8*22*0", claim("C005"),
    ]  # fmt: skip
    assert now.count(b"CHANGED") == 1


def claim(number: str) -> str:
    return x12.CLAIM[0].replace("A1", number)


def test_what_comes_behind_a_level_of_its_own_stands_below_the_level_of_the_file() -> None:
    now = only(MANY, "C002", with_birth_date)
    assert segments(now, "HL", "CLM")[3:10] == [
        "HL*3*1*22*1", "HL*4*3*23*0", claim("C002"), "HL*5*3*23*0", claim("C003"), "HL*6*1*22*0", claim("C004"),
    ]  # fmt: skip
    assert [one.claim.patient.birth_date for one in read(now)[0]][1:3] == [date(2011, 3, 4), date(2010, 3, 4)]
    assert read(now)[1] == []


def test_a_billing_provider_of_its_own_takes_subscriber_and_patient_along() -> None:
    now = only(MANY, "C002", with_taxonomy)
    assert segments(now, "HL", "CLM")[3:12] == [
        "HL*3**20*1", "HL*4*3*22*1", "HL*5*4*23*0", claim("C002"),
        "HL*6**20*1", "HL*7*6*22*1", "HL*8*7*23*0", claim("C003"), "HL*9*6*22*0",
    ]  # fmt: skip
    assert [one.claim.billing_provider.taxonomy for one in read(now)[0]].count("208D00000X") == 1


def test_neighbours_that_were_corrected_alike_share_the_level() -> None:
    data = MANY
    wanted = {
        one.origin.segment: with_member(one.claim) for one in read(data)[0] if one.claim.claim_id in {"C002", "C003"}
    }
    now = corrected(data, wanted).ready
    assert now.replace(b"CHANGED", b"M0001") == data


@pytest.mark.parametrize("end", ["~", "~\r\n", "\n", "~\n"])
def test_a_corrected_claim_has_the_delimiters_and_line_ends_of_its_file(end: str) -> None:
    marks = str.maketrans({"*": "|", ":": ">"})
    data = MANY.decode().translate(marks).replace("~\n", end).encode()
    now = only(data, "C003", lambda one: with_member(with_modifier(one)))
    assert now.endswith(end.encode())
    assert not set("~*\r\n") & set(now.decode().replace(end, ""))
    assert b"SV1|HC>99213>59|" in now

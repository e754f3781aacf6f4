"""Both halves of a split are files that others read, and together they are the claims of the whole."""

import io
from itertools import cycle
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.x12.trailers import OF_TRAILERS
from serving.x12_out import Mark, OutOfStepError, split
from tests.claims import x12
from tests.claims.test_broken_files import WHOLE, many
from tests.serving.x12_out.halves import Halves, canonical, divided, loops, read
from tests.serving.x12_out.others import complaints, transactions


def counted(whole: list[str]) -> list[str]:
    """The same file with its HLs numbered one by one in each transaction."""
    found, numbers = [], {"": ""}
    for segment in whole:
        elements = segment.split("*")
        if elements[0] == "ST":
            numbers = {"": ""}
        if elements[0] == "HL":
            numbers[elements[1]] = str(len(numbers))
            elements[1:3] = numbers[elements[1]], numbers[elements[2]]
        found.append("*".join(elements))
    return found


SEGMENTS = counted(WHOLE)
MANY = x12.written(SEGMENTS)


def by_turns(data: bytes, turns: str) -> Halves:
    """Split with the readable claims to send (``s``) and to hold (``h``) by turns."""
    turn = cycle(turns)
    return divided(data, lambda _: next(turn) == "s")


def by_id(data: bytes, *claim_ids: str) -> Halves:
    return divided(data, lambda one: one.claim.claim_id in claim_ids)


def segments(data: bytes, *names: str) -> list[str]:
    return [part.strip() for part in data.decode().split("~") if part.strip().partition("*")[0] in names]


def test_every_claim_is_in_one_half_byte_for_byte_and_reads_the_same() -> None:
    halves = by_turns(MANY, "shh")
    assert loops(halves.ready) + loops(halves.held) == loops(MANY)
    assert canonical(halves.ready) + canonical(halves.held) == canonical(MANY)
    assert (halves.said.ready, halves.said.held) == (6, 10)
    assert read(halves.ready)[1] == read(halves.held)[1] == []


def test_levels_are_numbered_anew_and_those_without_claims_are_gone() -> None:
    ready = by_id(MANY, "C003", "C004", "C007").ready
    assert segments(ready, "ST", "HL", "CLM", "SE") == [
        "ST*837*0001*005010X222A1",
        "HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", *segments(ready, "CLM")[:1],
        "HL*4*1*22*0", *segments(ready, "CLM")[1:2],
        "HL*5**20*1", "HL*6*5*22*1", "HL*7*6*23*0", *segments(ready, "CLM")[2:],
        f"SE*{ready.count(b'~') - 4}*0001",
    ]  # fmt: skip
    assert [segment.split("*")[1] for segment in segments(ready, "CLM")] == ["C003", "C004", "C007"]


def test_a_subscriber_has_a_child_only_where_a_dependents_claim_is_in_the_same_half() -> None:
    own, dependent = x12.CLAIM, [x12.CLAIM[0].replace("A1", "A2"), *x12.CLAIM[1:]]
    subscriber = [x12.SUBSCRIBER[0][:-1] + "1", *x12.SUBSCRIBER[1:]]
    patient = [
        "HL*3*2*23*0",
        "PAT*19",
        "NM1*QC*1*ADAMS*TESS",
        "N3*2 ELM ST",
        "N4*MADISON*WI*53703",
        "DMG*D8*20100304*F",
    ]
    data = x12.written(x12.interchange(x12.transaction([*x12.BILLING, *subscriber, *own, *patient, *dependent])))
    apart, together = by_id(data, "A1"), by_id(data, "A1", "A2")
    assert segments(apart.ready, "HL") == ["HL*1**20*1", "HL*2*1*22*0"]
    assert segments(apart.held, "HL") == ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0"]
    assert together.ready == data, "all levels are there, and so is the flag that was written before its child came"
    assert together.held == b""


def test_transactions_groups_and_interchanges_without_claims_are_gone_and_the_counts_are_right() -> None:
    first, second = counted(many(1)), counted(many(2))
    second[0] = second[0].replace("000000001", "000000002")
    second[-1] = second[-1].replace("000000001", "000000002")
    data = x12.written([*first[:-1], *first[1:-1], "IEA*2*000000001"]) + x12.written(second)
    assert read(data)[1] == []
    seen = iter(range(100))
    halves = divided(data, lambda _: next(seen) in {0, 15})
    assert read(halves.ready)[1] == read(halves.held)[1] == []
    assert segments(halves.ready, "ISA", "GE", "IEA")[1:] == ["GE*1*1", "GE*1*1", "IEA*2*000000001"]
    assert [name.partition("*")[2] for name in segments(halves.held, "GE", "IEA")] == [
        "2*500000001", "2*500000001", "2*500000001", "2*500000001", "1*500000002",
    ]  # fmt: skip
    assert canonical(halves.ready) + canonical(halves.held) == canonical(data)


def test_the_ready_half_keeps_its_control_numbers_and_the_held_half_has_others() -> None:
    halves = by_turns(MANY, "sh")
    assert halves.ready.split(b"HL*")[0] == MANY.split(b"HL*")[0]
    held = halves.held.decode()
    assert "*500000001*0*P*:" in held
    assert "*500000001*X*005010X222A1" in held
    assert "ST*837*0002*005010X222A1" in held
    assert "BHT*0019*00*B1H*" in held
    assert held.rstrip().endswith("IEA*1*500000001~")


def test_all_claims_in_one_half_give_back_the_file() -> None:
    assert by_turns(MANY, "s").ready == MANY
    assert by_turns(MANY, "s").held == by_turns(MANY, "h").ready == b""


@pytest.mark.parametrize("end", ["~", "~\r\n", "\n", "\r\n", "~~\n"])
def test_delimiters_and_line_ends_stay(end: str) -> None:
    marks = str.maketrans({"*": "|", ":": ">"})
    data = x12.written([segment.translate(marks) for segment in SEGMENTS], end)
    halves = by_turns(data, "sh")
    assert all(half.endswith(end.encode()) and b"*" not in half for half in (halves.ready, halves.held))
    assert canonical(halves.ready) + canonical(halves.held) == canonical(data)
    assert read(halves.ready)[1] == read(halves.held)[1] == []
    assert loops(halves.ready) + loops(halves.held) == loops(data)


def test_claims_that_cannot_be_read_are_held_as_they_stand() -> None:
    at = SEGMENTS.index("LX*1")
    data = x12.written([*SEGMENTS[:at], "BHT*0019", *SEGMENTS[at:]])
    data = data.replace(b"CLM*C016*150", b"CLM**150")
    good, faults = read(data)
    assert len(good) == 14
    assert sum(fault.loses == "claim" for fault in faults) == 2
    halves = by_turns(data, "s")
    assert loops(halves.ready) + loops(halves.held) == loops(data)
    assert (halves.said.ready, halves.said.held) == (14, 2)
    assert b"CLM**150" in halves.held


def test_what_is_no_837_is_in_neither_half_but_old_837s_are_held() -> None:
    remit = ["GS*HP*A*B*20260701*0730*9*X*005010X221A1", "ST*835*0009", "BPR*I*0", "SE*3*0009", "GE*1*9"]
    guide = "004010X098A1"
    aged = x12.transaction([*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM], guide, "0008")
    old = [f"GS*HC*A*B*20260701*0730*8*X*{guide}", *aged, "GE*1*8"]
    data = x12.written([*SEGMENTS[:-1], *remit, *old, "IEA*3*000000001"])
    halves = by_turns(data, "s")
    assert b"835" not in halves.ready + halves.held
    assert halves.ready == MANY
    assert loops(halves.held) == loops(x12.ONE)


def test_what_cannot_be_read_above_claims_holds_all_below_it() -> None:
    data = MANY.replace(b"HL*1**20*1~\n", b"LX*7~\nHL*1**20*1~\n", 1)
    assert len(read(data)[0]) == 16, "the claims themselves are readable"
    halves = by_turns(data, "s")
    assert (halves.said.ready, halves.said.held, halves.said.below) == (8, 8, 8)
    assert b"LX*7" not in halves.ready
    assert read(halves.ready)[1] == []


def test_marks_of_another_file_are_refused() -> None:
    for marks in ([Mark(20, "C001", released=True)], [Mark(10_000, "C001", released=True)]):
        with pytest.raises(OutOfStepError):
            split([MANY], marks, io.BytesIO(), io.BytesIO())


def test_others_accept_the_halves_of_a_simulated_offices_files(office: Path) -> None:
    files = sorted((office / "test" / "claims").iterdir())[:4]
    for file in files:
        data = file.read_bytes()
        assert complaints(data) == []
        halves = by_turns(data, "shs")
        assert canonical(halves.ready) + canonical(halves.held) == canonical(data)
        for half in filter(None, (halves.ready, halves.held)):
            assert complaints(half) == []
            assert transactions(half)


def mutilated(random: Random) -> bytes:
    """Files after what happens to files."""
    data = MANY + MANY.replace(b"*", b"|").replace(b"~\n", b"\n")
    for _ in range(random.randint(0, 4)):
        at, to = random.randrange(len(data)), random.randrange(len(data))
        match random.choice(["drop", "double", "noise", "blanks", "segment"]):
            case "drop":
                data = data[:at] + data[at + random.randint(1, 80) :]
            case "double":
                data = data[:at] + data[to : to + random.randint(1, 300)] + data[at:]
            case "noise":
                data = data[:at] + random.randbytes(3) + data[at:]
            case "blanks":
                data = data[:at] + random.choice([b"  ", b"\n\n", b"\r", b"\x1a\n"]) + data[at:]
            case _:
                parts = data.split(b"~")
                del parts[random.randrange(len(parts))]
                data = b"~".join(parts)
    return data


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32))
@example(143370)  # a NUL before the end of a trailer
def test_mutilated_files_lose_no_claim_and_release_none_that_was_not_to_go(seed: int) -> None:
    random = Random(seed)
    data = mutilated(random)
    may_go = {one.origin.segment: random.random() < 0.5 for one in read(data)[0]}
    halves = divided(data, lambda one: may_go[one.origin.segment])
    assert loops(halves.ready) + loops(halves.held) == loops(data)
    assert not canonical(data) - (canonical(halves.ready) + canonical(halves.held))
    released, faults = read(halves.ready)
    assert len(released) == halves.said.ready == sum(may_go.values()) - halves.said.below
    assert {fault.loses for fault in faults} <= {"field", "nothing"}
    assert not {fault.element for fault in faults} & OF_TRAILERS

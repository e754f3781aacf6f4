"""What the end of an envelope says is known before the first claim within it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claims
from claims.x12 import trailers
from tests.claims import x12

BODY = [*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM]
TWO = x12.interchange(x12.transaction(BODY, number="0001"), x12.transaction(BODY, number="0002"))
AT = {segment.split("*")[0] + ("2" if "*0002" in segment else ""): at for at, segment in enumerate(TWO)}


def faults_of_claims(path: Path, segments: list[str], terminator: str = "~") -> list[list[str]]:
    path.write_bytes(x12.written(segments, terminator))
    return [[fault.element for fault in item.faults] for item in claims.read(path) if isinstance(item, claims.Sourced)]


def broken(kind: str, element: int, text: str) -> list[str]:
    segments = [*TWO]
    elements = segments[AT[kind]].split("*")
    elements[element] = text
    segments[AT[kind]] = "*".join(elements)
    return segments


@pytest.mark.parametrize("terminator", ["~", "~\n", "~\r\n", "\n"])
def test_right_trailers_are_known_to_be_right_without_a_closer_look(terminator: str) -> None:
    assert trailers._agree(BytesIO(x12.written(TWO, terminator)))


@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_right_trailers_are_so_however_little_is_read_at_a_time(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\n" + x12.written(TWO + TWO, "~\n")
    monkeypatch.setattr(trailers, "CHUNK", max(chunk, 150))
    assert trailers._agree(BytesIO(data))


@pytest.mark.parametrize("terminator", ["~", "~\r\n"])
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("SE", 1, "7"), [["SE01"], []]),
        (("SE2", 1, "7"), [[], ["SE01"]]),
        (("SE2", 2, "0009"), [[], ["SE02"]]),
        (("GE", 1, "1"), [["GE01"], ["GE01"]]),
        (("GE", 2, "9"), [["GE02"], ["GE02"]]),
        (("IEA", 1, "2"), [["IEA01"], ["IEA01"]]),
        (("IEA", 2, "000000009"), [["IEA02"], ["IEA02"]]),
    ],
)
def test_each_claim_of_an_envelope_knows_that_its_end_is_wrong(
    tmp_path: Path, wrong: tuple[str, int, str], told: list[list[str]], terminator: str
) -> None:
    assert faults_of_claims(tmp_path / "a.837", broken(*wrong), terminator) == told


def test_the_fault_is_told_of_the_file_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.837").write_bytes(x12.written(broken("SE2", 1, "7")))
    found = list(claims.read(tmp_path / "a.837"))
    [fault] = [item for item in found if isinstance(item, claims.Fault)]
    carried = [fault for item in found if isinstance(item, claims.Sourced) for fault in item.faults]
    assert carried == [fault]


def test_a_file_that_breaks_off_tells_so_at_the_claims_before(tmp_path: Path) -> None:
    assert faults_of_claims(tmp_path / "a.837", TWO[: AT["SE2"]]) == [["GE", "IEA"]]


def test_blank_segments_that_the_reader_passes_over_do_not_count(tmp_path: Path) -> None:
    segments = [*TWO]
    segments.insert(AT["SE"], "")
    assert faults_of_claims(tmp_path / "a.837", segments) == [[], []]


def test_a_pipe_that_can_be_read_only_once_is_read_without_a_look_ahead() -> None:
    found = list(claims.read_stream([x12.written(broken("SE", 1, "7"))], "request"))
    assert [item.faults for item in found if isinstance(item, claims.Sourced)] == [(), ()]
    assert [item.element for item in found if isinstance(item, claims.Fault)] == ["SE01"]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(TWO) - 1), st.sampled_from(["drop", "double", "blank"]))
def test_the_quick_look_never_passes_what_the_reader_tells(at: int, change: str) -> None:
    segments = [*TWO]
    segments[at : at + 1] = {"drop": [], "double": [segments[at]] * 2, "blank": [segments[at], ""]}[change]
    data = x12.written(segments)
    told = {item.element for item in claims.read_stream([data], "a.837") if isinstance(item, claims.Fault)}
    if trailers._agree(BytesIO(data)):
        assert not told & trailers.OF_TRAILERS


@pytest.mark.parametrize(("own", "expected"), [("2", []), ("02", []), ("3", ["HL01"]), ("X", ["HL01"])])
def test_levels_are_counted_one_by_one(own: str, expected: list[str]) -> None:
    segments = [segment.replace("HL*2*", f"HL*{own}*") for segment in x12.interchange(x12.transaction(BODY))]
    [claim] = claims.read_stream([x12.written(segments)], "a.837")
    assert isinstance(claim, claims.Sourced)
    assert [(fault.element, fault.loses) for fault in claim.faults] == [(one, "nothing") for one in expected]

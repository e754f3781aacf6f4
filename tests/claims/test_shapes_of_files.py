"""Delimiters, line breaks, envelopes: however a file is written, the same claims come out of it."""

import gzip
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claims
from claims.x12.interchange import MAX_SEGMENT
from tests.claims import x12
from tests.claims.test_broken_files import WHOLE, read

RIGHT = [one.claim for one in read(x12.written(WHOLE))[0]]
ONE = x12.interchange(x12.transaction([*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM]))


def with_delimiters(element: str, component: str, end: str) -> bytes:
    """The whole file in other delimiters."""
    return x12.written((one.replace("*", element).replace(":", component) for one in WHOLE), end)


def wrapped(data: bytes, width: int, end: bytes = b"\r\n") -> bytes:
    return end.join(data[at : at + width] for at in range(0, len(data), width))


@pytest.mark.parametrize(
    "data",
    [
        x12.written(WHOLE, "~"),
        x12.written(WHOLE, "~\n"),
        x12.written(WHOLE, "~\r\n"),
        x12.written(WHOLE, "\n"),
        x12.written(WHOLE, "\r\n"),
        x12.written(WHOLE, "\r"),
        with_delimiters("|", ">", "'"),
        with_delimiters("\x1d", "\x1f", "\x1c"),
        with_delimiters("*", ":", "~ \n"),
        wrapped(x12.written(WHOLE, "~"), 80),
        wrapped(x12.written(WHOLE, "~"), 80, b"\n"),
        b"\xef\xbb\xbf" + x12.written(WHOLE),
        b"\r\n\r\n" + x12.written(WHOLE) + b"\r\n\x1a",
        x12.written(WHOLE, "~")[:-1],
        x12.written(WHOLE, "~~"),
    ],
)
def test_delimiters_and_line_breaks_do_not_matter(data: bytes) -> None:
    good, faults = read(data)
    assert faults == []
    assert [one.claim for one in good] == RIGHT


@given(st.integers(1, 500))
def test_the_size_of_the_pieces_does_not_matter(size: int) -> None:
    data = x12.written(ONE) * 2
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert list(claims.read_stream(pieces, "a.837")) == list(claims.read_stream([data], "a.837"))


def test_several_interchanges_in_one_file_each_keep_their_own_delimiters() -> None:
    data = x12.written(ONE, "~") + x12.written([one.replace("*", "|").replace(":", ">") for one in ONE], "\n")
    good, faults = read(data + b"\n\n" + x12.written(ONE, "~\r\n"))
    assert faults == []
    assert [one.origin.segment for one in good] == [21, 57, 93]
    assert [one.origin.transaction for one in good] == [1, 2, 3]
    assert len({claims.encode(one.claim) for one in good}) == 1


def test_text_behind_the_last_interchange_is_said_and_costs_nothing() -> None:
    good, [fault] = read(x12.written(ONE) + b"END OF TRANSMISSION")
    assert len(good) == 1
    assert (fault.loses, fault.found) == ("nothing", "19 characters")


def test_claims_outside_of_any_interchange_are_lost_with_a_word() -> None:
    good, faults = read(x12.written(ONE) + x12.written(ONE[1:]))
    assert len(good) == 1
    assert [fault.loses for fault in faults] == ["interchange"]


@pytest.mark.parametrize(
    ("at", "trailer", "element"),
    [(-3, "SE*99*0001", "SE01"), (-3, "SE*35*0002", "SE02"), (-2, "GE*2*1", "GE01"), (-2, "GE*1*2", "GE02"),
     (-1, "IEA*2*000000001", "IEA01"), (-1, "IEA*1*000000009", "IEA02")],
)  # fmt: skip
def test_a_trailer_that_disagrees_is_said_and_the_claims_stay(at: int, trailer: str, element: str) -> None:
    segments = [*ONE]
    assert segments[at].split("*")[0] == trailer.split("*", maxsplit=1)[0]
    if trailer.startswith("SE*35"):
        trailer = segments[at].replace("0001", "0002")
    segments[at] = trailer
    good, [fault] = read(x12.written(segments))
    assert len(good) == 1
    assert (fault.element, fault.loses) == (element, "nothing")
    assert fault.segment == len(ONE) + at + 1


@pytest.mark.parametrize("guide", ["004010X098A1", "005010X279A1", "", "MILLER RUTH 1950"])
def test_a_version_that_is_not_read_is_named_with_the_number_of_its_claims(guide: str) -> None:
    [*_], faults = read(x12.written(x12.interchange(x12.transaction(ONE[7:-3], guide=guide), guide=guide)))
    [fault] = faults
    assert (fault.loses, fault.element, fault.transaction) == ("transaction", "ST03", 1)
    assert "1 claims" in fault.found
    assert "MILLER" not in str(fault)
    assert "005010X222" in fault.expected


def test_a_transaction_without_version_goes_by_its_group() -> None:
    segments = [one.removesuffix("*005010X222A1") if one.startswith("ST*") else one for one in ONE]
    good, faults = read(x12.written(segments))
    assert (len(good), faults) == (1, [])


def test_a_remittance_holds_no_claims() -> None:
    data = x12.written(["ST*835*0001" if one.startswith("ST*") else one for one in ONE])
    _, [fault] = read(data)
    assert "no claims" in fault.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (gzip.compress(x12.ONE), "gzip"),
        (x12.ONE.decode().encode("utf-16"), "UTF-16"),
        (x12.ONE.decode().encode("utf-16-le"), "UTF-16"),
        (b"PK\x03\x04 and so on", "ZIP"),
        (b"PAR1 and so on", "Parquet"),
        (b"<html>", "HTML"),
        (bytes(range(256)) * 10, "not recognised"),
        (b"claim_id,charge\nA1,10\n", "not recognised"),
        (x12.HEADER[:60].encode(), "header cannot be read"),
    ],
)
def test_what_is_no_claim_file_is_said_to_be_none(data: bytes, said: str) -> None:
    good, faults = read(data)
    assert good == []
    assert said in str(faults[0])


def test_files_that_cannot_be_opened_end_in_a_report(tmp_path: Path) -> None:
    locked = tmp_path / "locked.837"
    locked.write_bytes(x12.ONE)
    locked.chmod(0)
    said = {str(path): str(*claims.read(path)) for path in (tmp_path, tmp_path / "none.837")}
    assert "folder" in said[str(tmp_path)]
    assert "no such file" in said[str(tmp_path / "none.837")]
    if os.geteuid():
        assert "may not be read" in str(*claims.read(locked))


def test_folders_are_searched_in_sorted_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.837", "b/1.837", "a.json", ".hidden/3.837", "b/.4.837"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert claims.find_files([tmp_path, "x.837"]) == [
        *(tmp_path / name for name in ("a.json", "b/1.837", "b/2.837")), Path("x.837"),
    ]  # fmt: skip


def test_twenty_megabytes_without_a_terminator_cost_the_claim_they_stand_in() -> None:
    whole = x12.written(ONE, "~")
    cut = whole.index(b"HI*ABK")
    good, faults = read(whole[:cut] + b"HI*" + b"A" * 20_000_000 + b"~" + whole[cut:])
    assert good == []
    assert [fault.claim_id for fault in faults if fault.loses == "claim"] == ["A1"]
    assert "too long" in faults[0].message


def test_a_segment_that_never_ends_is_bounded_in_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield x12.written(ONE[:20], "~")
        for _ in range(400):
            yield b"A" * MAX_SEGMENT

    tracemalloc.start()
    found = list(claims.read_stream(endless(), "endless.837"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(isinstance(one, claims.Fault) for one in found)
    assert found
    assert peak < 2_000_000


def test_a_million_tiny_segments_do_not_make_a_claim() -> None:
    good, faults = read(x12.written(ONE[:-3], "~") + b"K3*A~" * 1_000_000 + x12.written(ONE[-3:], "~"))
    assert good == []
    assert "too many segments" in faults[0].message


def test_a_billing_provider_may_have_thousands_of_subscribers() -> None:
    body = [*x12.BILLING]
    for number in range(2, 6002):
        body += [f"HL*{number}*1*22*0", *x12.SUBSCRIBER[1:], *x12.CLAIM]
    good, faults = read(x12.written(x12.interchange(x12.transaction(body))))
    assert (len(good), faults) == (6000, [])


def test_memory_does_not_grow_with_the_file() -> None:
    batch = x12.written(WHOLE)
    times = 200
    tracemalloc.start()
    count = sum(1 for _ in claims.read_stream((batch for _ in range(times)), "batch.837"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == times * len(RIGHT)
    assert peak < 1_000_000 < times * len(batch)

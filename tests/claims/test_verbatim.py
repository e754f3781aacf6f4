"""A file in pieces is the file, and its pieces are numbered as the reader numbers its segments."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.fault import Fault
from claims.x12.interchange import runs
from claims.x12.verbatim import pieces
from tests.claims import x12

WHOLE = x12.ONE + b"\r\n some mail text CLM \n" + x12.ONE.replace(b"*", b"|").replace(b"~\n", b"\n")


def chunked(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def agree(data: bytes, size: int) -> None:
    found = list(pieces(chunked(data, size)))
    assert "".join(piece.raw for piece in found) == data.decode("latin-1")
    numbered = {piece.number: piece.text for piece in found if piece.delimiters}
    read = {}
    for run in runs(chunked(data, size), "a.837"):
        if not isinstance(run, Fault):
            read |= {number: text.lstrip() for number, text in enumerate(run.segments, run.first)}
    assert numbered == read


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3000), st.sampled_from(["~\n", "~", "~\r\n", "\n", "\r\n", "~ \n ", "~~"]))
def test_pieces_are_the_file_and_count_as_the_reader_counts(seed: int, size: int, end: str) -> None:
    random = Random(seed)
    data = WHOLE.replace(b"~\n", end.encode())
    for _ in range(random.randint(0, 4)):
        at, to = random.randrange(len(data)), random.randrange(len(data))
        match random.choice(["drop", "double", "noise", "blanks"]):
            case "drop":
                data = data[:at] + data[at + random.randint(1, 60) :]
            case "double":
                data = data[:at] + data[to : to + random.randint(1, 200)] + data[at:]
            case "noise":
                data = data[:at] + random.randbytes(3) + data[at:]
            case "blanks":
                data = data[:at] + random.choice([b"  ", b"\n\n", b"\r", b"\x1a\n", b"\0"]) + data[at:]
    agree(data, size)


@settings(max_examples=20, deadline=None)
@given(st.integers(60_000, 140_000), st.sampled_from([65_536, 70_000, 1 << 20]))
def test_a_segment_without_end_is_passed_on_in_pieces(length: int, size: int) -> None:
    agree(x12.ONE.replace(b"LX*2", b"LX*" + b"9" * length), size)


def test_line_breaks_belong_to_the_segment_before_them() -> None:
    found = list(pieces([x12.ONE.replace(b"~\n", b"~\r\n")]))
    assert {piece.raw[-3:] for piece in found} == {"~\r\n"}

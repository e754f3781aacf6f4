from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.store.spool import HEAD, MARK, Spool, left_behind, pieces, waiting
from tests.serving.server import ROOT

payloads = st.lists(st.binary(max_size=40) | st.just(MARK) | st.just(HEAD.pack(MARK, 3, 7) + b"abc"), max_size=6)


def written(folder: Path, records: list[bytes]) -> bytes:
    spool = Spool.make(folder)
    for record in records:
        spool.append(record)
    data = spool.path.read_bytes()
    spool.remove()
    return data


def whole(data: bytes) -> list[bytes]:
    return [piece.payload for piece in pieces(data) if piece.payload is not None]


@given(payloads)
def test_records_come_back_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, records: list[bytes]) -> None:
    assert whole(written(tmp_path_factory.mktemp("spool"), records)) == records


@given(payloads, st.data())
def test_of_a_file_that_was_cut_anywhere_every_whole_record_comes_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], data: st.DataObject
) -> None:
    file = written(tmp_path_factory.mktemp("spool"), records)
    cut = data.draw(st.integers(0, len(file)))
    ends = [0]
    for record in records:
        ends.append(ends[-1] + HEAD.size + len(record))
    found = list(pieces(file[:cut]))
    assert whole(file[:cut]) == [record for record, end in zip(records, ends[1:], strict=True) if end <= cut]
    assert b"".join(piece.raw for piece in found) == file[:cut], "no byte is passed over in silence"


def test_a_damaged_record_costs_no_other(tmp_path: Path) -> None:
    records = [b"first" * 9, b"second" * 9, b"third" * 9]
    file = bytearray(written(tmp_path, records))
    file[HEAD.size * 2 + len(records[0]) + 5] ^= 1
    assert whole(bytes(file)) == [records[0], records[2]]


FULL = """
import resource, sys
from pathlib import Path
from serving.store.spool import Spool
spool = Spool.make(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
for number in range(3):
    try:
        spool.append(bytes([65 + number]) * 400)
        print("taken")
    except OSError as error:
        print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
spool.append(b"D" * 400)
"""


def test_a_record_that_finds_no_room_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    assert resource.RLIM_INFINITY in resource.getrlimit(resource.RLIMIT_FSIZE)
    done = subprocess.run([sys.executable, "-c", FULL, tmp_path], cwd=ROOT, stdout=PIPE, text=True, check=True)
    assert done.stdout.split() == ["taken", "taken", "refused"]
    (spool,) = left_behind(tmp_path)
    assert [piece.payload for piece in spool.pieces()] == [b"A" * 400, b"B" * 400, b"D" * 400]
    spool.remove()


def test_the_file_of_a_process_that_lives_is_left_to_it(tmp_path: Path) -> None:
    spool = Spool.make(tmp_path)
    spool.append(b"mine")
    assert not list(left_behind(tmp_path))
    assert waiting(tmp_path) == HEAD.size + 4
    spool.release()
    (left,) = left_behind(tmp_path)
    assert [piece.payload for piece in left.pieces()] == [b"mine"]
    assert not list(left_behind(tmp_path)), "it is taken over once"
    left.remove()
    assert waiting(tmp_path) == 0


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    spool = Spool.make(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert spool.path.stat().st_mode & 0o777 == 0o600
    spool.remove()

"""How results are printed: each format says what is kept of a result, and how what was kept is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from shutil import get_terminal_size
from typing import BinaryIO, NamedTuple

import msgspec

from claims.origin import Sourced
from cli.rows import COLUMNS, Listed, csv_line, listed_of, row_of
from cli.table import table
from serving.score import Score
from serving.x12_out import Told, as_277ca, told

_json = msgspec.json.Encoder(decimal_format="string")


def as_json(score: Score, sourced: Sourced) -> bytes:  # noqa: ARG001  all formats take both
    """The whole result in one line of JSON."""
    return _json.encode(score)


def as_csv(score: Score, sourced: Sourced) -> bytes:
    """One line of CSV."""
    return csv_line(msgspec.structs.astuple(row_of(score, sourced.claim)))


def as_row(score: Score, sourced: Sourced) -> bytes:
    """A row of the table, packed, since it may come from another process."""
    return msgspec.msgpack.encode(listed_of(score, sourced.claim))


def as_fhir(score: Score, sourced: Sourced) -> bytes:
    """A ClaimResponse, as an entry of a Bundle."""
    from serving import fhir

    return fhir.entry(fhir.response(score, sourced))


def as_told(score: Score, sourced: Sourced) -> bytes:
    """What a 277CA says of the claim, packed."""
    return msgspec.msgpack.encode(told(score, sourced))


def write_ndjson(lines: Iterable[bytes], out: BinaryIO) -> None:
    """One result a line, each written as it comes."""
    out.writelines(line + b"\n" for line in lines)


def write_json(lines: Iterable[bytes], out: BinaryIO) -> None:
    """One array, written as its results come."""
    before = b"[\n"
    for line in lines:
        out.write(before + line)
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def write_bundle(lines: Iterable[bytes], out: BinaryIO) -> None:
    """A FHIR Bundle, written as its entries come."""
    from serving import fhir

    out.writelines(fhir.whole(lines))
    out.write(b"\n")


def write_csv(lines: Iterable[bytes], out: BinaryIO) -> None:
    """A header and one line a claim, in file order."""
    out.write(csv_line(COLUMNS))
    out.writelines(lines)


def write_table(lines: Iterable[bytes], out: BinaryIO) -> None:
    """The worklist, worst first."""
    decode = msgspec.msgpack.Decoder(Listed).decode
    rows = [decode(line) for line in lines]
    width = get_terminal_size(fallback=(120, 24)).columns
    out.writelines(line.encode() + b"\n" for line in table(rows, width, shorten=out.isatty()))


def write_277ca(lines: Iterable[bytes], out: BinaryIO) -> None:
    """An acknowledgement in X12: a transaction for each of the 837s, written when all its claims are known."""
    decode = msgspec.msgpack.Decoder(Told).decode
    out.writelines(as_277ca(map(decode, lines), datetime.now()))  # noqa: DTZ005  the sender's own time


class Format(NamedTuple):
    """One way to print results."""

    encode: Callable[[Score, Sourced], bytes]
    write: Callable[[Iterable[bytes], BinaryIO], None]


FORMATS = {
    "table": Format(as_row, write_table),
    "json": Format(as_json, write_json),
    "ndjson": Format(as_json, write_ndjson),
    "csv": Format(as_csv, write_csv),
    "fhir": Format(as_fhir, write_bundle),
    "277ca": Format(as_told, write_277ca),
}

"""From claims and their answers to the rows of the tables, in order of submission."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from claims.answer import Remittance
from claims.claim import Claim
from claims.outcomes.matching import Matching
from claims.sent import SentBefore
from rules import office_rules
from training.frame import by_arrival, for_rows, walk
from training.maturity import State, states
from training.office_files import Files
from training.parquet import Table
from training.tables import AnswerRow, Row


class Keyed(Struct, frozen=True):
    """An office's claims with the key of each, and how far each is known."""

    files: Files
    keys: list[int]
    states: list[State]


def keyed(files: Files) -> Keyed:
    """Find the key of each claim and its state."""
    return Keyed(files, keys_of(files.claims), states(files.claims, files.outcomes, files.through))


def keys_of(claims: Sequence[Claim]) -> list[int]:
    """63 bits of a digest of what each claim says, and of how many before it say the same."""
    keys: dict[int, None] = {}
    for claim in claims:
        said, copies = msgspec.json.encode(claim), 0
        while (key := _bits(said, copies)) in keys:
            copies += 1
        keys[key] = None
    return list(keys)


def _bits(said: bytes, copies: int) -> int:
    salt = copies.to_bytes(8, "little")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8, salt=salt).digest(), "little") >> 1


def write_plain(office: Keyed, chosen: range, tables: Mapping[str, Table]) -> None:
    """Write the rows of some claims to those of the tables ``claims``, ``lines`` and ``outcomes`` that are given."""
    files = office.files
    for at in chosen:
        claim, outcome = files.claims[at], files.outcomes[at]
        row = Row(office.keys[at], claim, outcome, office.states[at])
        if "claims" in tables:
            tables["claims"].add(row)
        if "outcomes" in tables and outcome is not None:
            tables["outcomes"].add(row)
        if "lines" in tables:
            fates = {fate.number: fate for fate in outcome.lines} if outcome else {}
            for line in claim.lines:
                tables["lines"].add(Row(row.key, claim, outcome, row.state, line, fates.get(line.number)))


def write_features(office: Keyed, parts: Sequence[tuple[range, Table]]) -> None:
    """Write the feature rows of ranges of claims, in order, each to its table: those that scoring computes.

    Each claim is seen on its day, where the answers of earlier days are known.
    """
    files = office.files
    first, arrivals = parts[0][0].start, by_arrival(files.outcomes)
    walked = walk(files.claims, office_rules(), for_rows(), SentBefore(), arrivals, first=first)
    for chosen, table in parts:
        for at, rows in zip(chosen, walked, strict=False):
            if len(rows):
                table.add_block(office.keys[at], [line.number for line in files.claims[at].lines], rows)


def answer_rows(remits: Sequence[Remittance], matching: Matching, keys: Sequence[int]) -> Iterator[AnswerRow]:
    """The rows of the table ``answers``, in order of their days."""
    places = iter(matching.places)
    for remittance in remits:
        for paid in remittance.claims:
            place = next(places)
            if isinstance(place, int):
                yield AnswerRow(keys[place], remittance, paid, "")
            else:
                yield AnswerRow(None, remittance, paid, place)

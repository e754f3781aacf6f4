"""Answers as they are kept: one of a payer's remittance at a time, under a digest that its repetitions share."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import msgspec
from msgspec import Struct

from claims.answer import Remittance
from claims.outcomes.matching import control_number


class Kept(Struct, frozen=True):
    """One answer: a remittance with one claim, and where among its remittance's it stood."""

    remittance: Remittance
    place: int

    @property
    def order(self) -> tuple[date, str, int]:
        """Answers of one day are taken by remittance, and as they stood in it."""
        return self.remittance.answered or date.max, self.remittance.trace_number, self.place

    @property
    def number(self) -> str:
        """The control number."""
        return control_number(self.remittance.claims[0].claim_id)

    @property
    def digest(self) -> str:
        """Of payer, day and content: a file that is sent again, or an answer that stands in two, says nothing new."""
        remittance = self.remittance
        said = (remittance.payer.id, remittance.payer.name, remittance.answered, remittance.claims[0])
        return sha256(msgspec.json.encode(said)).hexdigest()

    @property
    def content(self) -> bytes:
        """As it is written to the store."""
        return zlib.compress(msgspec.json.encode(self), 1)


_decode = msgspec.json.Decoder(Kept).decode


def kept(content: bytes) -> Kept:
    """What :attr:`Kept.content` wrote."""
    return _decode(zlib.decompress(content))


def answers_of(remittance: Remittance) -> Iterator[Kept]:
    """The answers of a remittance, one at a time; money that goes with none of them is left out."""
    for place, paid in enumerate(remittance.claims):
        yield Kept(msgspec.structs.replace(remittance, claims=(paid,), adjustments=()), place)

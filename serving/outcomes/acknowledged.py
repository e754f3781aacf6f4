"""Of which submissions an acknowledgement speaks, and what it says of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple, TypeVar

import msgspec

from claims.outcomes.matching import control_number
from claims.x12.acknowledgements import (
    Acknowledged,
    AcknowledgedBatch,
    AcknowledgedClaim,
    AcknowledgedGroup,
    AcknowledgedInterchange,
    AcknowledgedSet,
    SegmentError,
    StatusNote,
)

_encode = msgspec.json.Encoder(decimal_format="string").encode
_decode: Callable[[bytes], Acknowledged] = msgspec.json.Decoder(Acknowledged).decode


class Transmission(NamedTuple):
    """The submissions of one transaction set."""

    isa: str
    gs: str
    st: str
    batch: str
    submitted: date
    at: datetime
    """When the last of them was recorded."""


class SentClaim(NamedTuple):
    """A submission, as a 277CA names one."""

    claim_digest: str
    number: str
    billing_npi: str
    charge: Decimal
    batch: str
    submitted: date
    at: datetime


T = TypeVar("T", Transmission, SentClaim)


def content_of(acknowledged: Acknowledged) -> bytes:
    """As it is written to the store."""
    return zlib.compress(_encode(acknowledged), 1)


def acknowledged_in(content: bytes) -> Acknowledged:
    """What :func:`content_of` wrote."""
    return _decode(zlib.decompress(content))


def digest_of(acknowledged: Acknowledged) -> str:
    """Of what is said, wherever it stands: a file that is sent again says nothing new."""
    envelopes = msgspec.structs.replace(acknowledged.envelopes, file="", transaction=0)
    return sha256(_encode(msgspec.structs.replace(acknowledged, envelopes=envelopes, segment=0))).hexdigest()


def day_of(acknowledged: Acknowledged) -> date | None:
    """The day on which it was said."""
    effective = acknowledged.effective if isinstance(acknowledged, AcknowledgedClaim | AcknowledgedBatch) else None
    return acknowledged.envelopes.created or effective


def numbers_of(acknowledged: Acknowledged) -> dict[str, str]:
    """By which numbers it names what was sent, as columns of the store."""
    found = dict.fromkeys(("control_number", "isa", "gs", "st", "batch"), "")
    match acknowledged:
        case AcknowledgedClaim():
            found["control_number"] = control_number(acknowledged.claim_id)
        case AcknowledgedBatch():
            found["batch"] = acknowledged.batch
        case AcknowledgedSet():
            found["gs"], found["st"] = acknowledged.group, acknowledged.control_number
        case AcknowledgedGroup():
            found["gs"] = acknowledged.group
        case AcknowledgedInterchange():
            found["isa"] = acknowledged.control_number
    return found


def claim_of(acknowledged: AcknowledgedClaim, sent: Iterable[SentClaim]) -> SentClaim | None:
    """The submission that is meant: the last before it that fits."""
    number, npi = control_number(acknowledged.claim_id), acknowledged.billing_npi
    fitting = [
        one
        for one in _until(day_of(acknowledged), sent)
        if one.number == number
        and (not npi or not one.billing_npi or one.billing_npi == npi)
        and acknowledged.charge in (None, one.charge)
    ]
    same = [one for one in fitting if acknowledged.batch and one.batch == acknowledged.batch]
    return max(same or fitting, key=_last, default=None)


def transmissions_of(acknowledged: Acknowledged, sent: Sequence[Transmission]) -> list[Transmission]:
    """The transaction sets that are meant: senders use their numbers again, so those of the last time before it."""
    named: Callable[[Transmission], bool]
    match acknowledged:
        case AcknowledgedSet(group=group, control_number=number):
            named = lambda one: _alike(one.gs, group) and _alike(one.st, number)  # noqa: E731
        case AcknowledgedGroup(group=group):
            named = lambda one: _alike(one.gs, group)  # noqa: E731
        case AcknowledgedInterchange(control_number=number):
            named = lambda one: _alike(one.isa, number)  # noqa: E731
        case AcknowledgedBatch(batch=batch):
            named = lambda one: bool(batch) and one.batch == batch  # noqa: E731
        case _:
            return []
    fitting = [one for one in _until(day_of(acknowledged), sent) if named(one)]
    last = max(fitting, key=_last, default=None)
    return [one for one in fitting if last and (one.isa, one.submitted) == (last.isa, last.submitted)]


def codes_of(acknowledged: Acknowledged, number: str) -> list[str]:
    """Why a claim was turned away: ``A7-562-85`` as a 277CA says it, or of a 999 ``R``, ``R-5`` and ``2010BA-NM109-7``.

    Args:
        acknowledged: what turned it away.
        number: the claim's control number: what a 999 finds in other claims of the same set is not this one's fault.
    """
    match acknowledged:
        case AcknowledgedClaim(notes=notes) | AcknowledgedBatch(notes=notes):
            return list(dict.fromkeys(_statuses(notes)))
        case AcknowledgedSet(code=code, reasons=reasons, errors=errors):
            own = [one for one in errors if not one.claim_id or control_number(one.claim_id) == number]
            return [code, *(f"{code}-{reason}" for reason in reasons), *dict.fromkeys(_places(own))]
        case AcknowledgedGroup(code=code, reasons=reasons):
            return [code, *(f"{code}-{reason}" for reason in reasons)]
        case AcknowledgedInterchange(code=code, note=note):
            return [f"{code}-{note}" if note else code]


def _statuses(notes: Iterable[StatusNote]) -> Iterator[str]:
    for note in notes:
        for status in note.statuses:
            yield "-".join(part for part in (status.category, status.code, status.entity) if part)


def _places(errors: Iterable[SegmentError]) -> Iterator[str]:
    for error in errors:
        if not error.elements:
            yield "-".join(part for part in (error.loop, error.name, error.code) if part)
        for element in error.elements:
            where = f"{error.name}{element.position:02}"
            yield "-".join(part for part in (error.loop, where, element.code) if part)


def _until(day: date | None, sent: Iterable[T]) -> list[T]:
    return [one for one in sent if day is None or one.submitted <= day]


def _last(one: Transmission | SentClaim) -> tuple[date, datetime]:
    return one.submitted, one.at


def _alike(one: str, other: str) -> bool:
    """Control numbers are padded with zeros, or not."""
    return bool(one) and one.lstrip("0") == other.lstrip("0")

"""What the front door said: taken, or turned away before any payer decided; kept, and joined to what was sent.

A claim that was turned away is an outcome of its own kind. It is no silence, and no payer's refusal: histories do not
learn it, and the claim counts as not sent, so that sending it again is no duplicate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from sqlalchemy import Connection, or_, select

from claims.fault import Fault
from claims.x12.acknowledgements import Acknowledged, AcknowledgedClaim
from claims.x12.acknowledgements import read as read_acknowledgements
from serving.outcomes.acknowledged import acknowledged_in, content_of, day_of, digest_of, numbers_of
from serving.outcomes.alone import alone
from serving.outcomes.front_door import apply
from serving.outcomes.slices import slices
from serving.outcomes.taken import Taken
from serving.store import Store, events
from serving.store.tables import acknowledgement
from serving.x12_out.acknowledgement import OURSELVES

SLICE = 200
"""Acknowledgements that are written in one transaction, with all that follows from them."""

COUNTS = ("acknowledgements", "repeated", "received", "rejected", "unmatched")
"""What is told of a file: what is said in it, of which known already; claims of which it is new that they were taken,
or turned away, never both; acknowledgements that speak of nothing that is known to be sent, which wait for it."""

CHUNK = 65_536

OWN = f"this was written by cleanclaim itself (sender {OURSELVES}): it tells what the rules found, and no front door"
FROM_OTHERS = "what a clearing house or payer answered"


def take_acknowledgements(store: Store, office: str, file: BinaryIO, digest: str, taken: Taken) -> None:
    """Take the acknowledgements of a file in."""
    taken.add(Counter(dict.fromkeys(COUNTS, 0)))
    for some in slices(_broad_last(_said(file, taken)), SLICE):
        with alone(store, office) as connection:
            counts = _take(connection, office, some, digest)
        taken.add(counts)


def _said(file: BinaryIO, taken: Taken) -> Iterator[Acknowledged]:
    ours: set[str] = set()
    for item in read_acknowledgements(iter(lambda: file.read(CHUNK), b""), "request"):
        if isinstance(item, Fault):
            taken.tell(item)
        elif item.envelopes.sender != OURSELVES:
            yield item
        elif item.envelopes.interchange not in ours:
            ours.add(item.envelopes.interchange)
            taken.tell(Fault("request", OWN, FROM_OTHERS, segment=item.segment, element="ISA06", loses="interchange"))


def _broad_last(said: Iterable[Acknowledged]) -> Iterator[Acknowledged]:
    """What takes a whole file or batch comes after what turns single claims of it away: it speaks of the others."""
    broad: list[Acknowledged] = []
    for one in said:
        if one.decision == "accepted" and not isinstance(one, AcknowledgedClaim):
            broad.append(one)
        else:
            yield one
    yield from broad


def _take(connection: Connection, office: str, some: Sequence[Acknowledged], file_digest: str) -> Counter[str]:
    now = datetime.now(UTC)
    by_digest = {digest_of(one): one for one in some}
    query = select(acknowledgement.c.digest).where(
        acknowledgement.c.office == office, acknowledgement.c.digest.in_(list(by_digest))
    )
    there = set(connection.execute(query).scalars())
    new = {digest: one for digest, one in sorted(by_digest.items()) if digest not in there}
    counts = Counter(acknowledgements=len(some), repeated=len(some) - len(new))
    if not new:
        return counts
    rows = [
        {
            "office": office,
            "digest": digest,
            "day": day_of(one),
            "content": content_of(one),
            "file_digest": file_digest,
            "at": now,
            **numbers_of(one),
        }
        for digest, one in new.items()
    ]
    connection.execute(acknowledgement.insert(), rows)
    found, happened = apply(connection, office, list(new.values()), now)
    events.add(connection, office, happened, now)
    counts.update(found)
    return counts


def waiting_for(
    connection: Connection, office: str, sent: Collection[Mapping[str, object]]
) -> list[tuple[Acknowledged, datetime]]:
    """What was acknowledged before somebody said that it was sent, and when that came in.

    Args:
        connection: a transaction.
        office: whose.
        sent: new submissions, as rows with ``control_number``.
    """
    names = ("control_number", "isa", "gs", "batch")
    keys = {name: {row[name] for row in sent if row[name]} for name in names}
    named = [acknowledgement.c[name].in_(values) for name, values in keys.items() if values]
    if not named:
        return []
    first = min(row["submitted"] for row in sent)  # type: ignore[type-var]  # a column of days
    query = select(acknowledgement.c.content, acknowledgement.c.at).where(
        acknowledgement.c.office == office,
        or_(acknowledgement.c.day.is_(None), acknowledgement.c.day >= first),
        or_(*named),
    )
    return [(acknowledged_in(content), at) for content, at in connection.execute(query)]

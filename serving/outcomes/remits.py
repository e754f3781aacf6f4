"""Answers of an 835: kept, each once, and joined to the claims that they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from sqlalchemy import Connection, select

from claims.answer import Remittance
from claims.fault import Fault
from claims.remits import read_remits_stream
from serving.outcomes.alone import alone
from serving.outcomes.became import Which
from serving.outcomes.kept import Kept, answers_of
from serving.outcomes.known import Known
from serving.outcomes.settle import settle
from serving.outcomes.slices import slices
from serving.outcomes.taken import Taken
from serving.store import Store, events
from serving.store.tables import answer

SLICE = 200
"""Answers that are written in one transaction, with all that follows from them."""

CHUNK = 65_536

COUNTS = ("answers", "new", "repeated", "outcomes", "corrected", "unmatched", "faults")
"""What is told of a file: answers in it, of which new and known; outcomes that are new or corrected by them; answers
that belong to no claim that is known, which wait for it; things that could not be read."""


def take_remits(store: Store, office: str, file: BinaryIO, digest: str, taken: Taken) -> None:
    """Take the answers of a file in.

    Each transaction holds some answers with the outcomes and events that follow, so a process that is killed leaves
    neither half an effect nor, when the file is sent again, a double one.
    """
    taken.add(Counter(dict.fromkeys(COUNTS, 0)))
    for some in slices(_answers(file, taken), SLICE):
        with alone(store, office) as connection:
            counts = _take(connection, office, some, digest)
        taken.add(counts)


def _answers(file: BinaryIO, taken: Taken) -> Iterator[Kept]:
    for item in read_remits_stream(iter(lambda: file.read(CHUNK), b""), "request"):
        if isinstance(item, Fault):
            taken.tell(item)
        elif isinstance(item, Remittance):
            yield from answers_of(item)


def _take(connection: Connection, office: str, some: Iterable[Kept], file_digest: str) -> Counter[str]:
    now = datetime.now(UTC)
    read = list(some)
    by_digest = {one.digest: one for one in read}
    there = _there(connection, office, by_digest)
    new = {digest: one for digest, one in sorted(by_digest.items()) if digest not in there}
    counts = Counter(answers=len(read), new=len(new), repeated=len(read) - len(new))
    if not new:
        return counts
    rows = [
        {
            "office": office,
            "digest": digest,
            "control_number": one.number,
            "answered": one.remittance.answered,
            "content": one.content,
            "file_digest": file_digest,
            "at": now,
        }
        for digest, one in new.items()
    ]
    connection.execute(answer.insert(), rows)
    settled = settle(connection, office, Known(connection, office, {one.number for one in new.values()}), now)
    events.add(connection, office, settled.happened, now)
    counts.update(settled.counts)
    counts["unmatched"] = sum(_which(one) in settled.unmatched for one in read)
    return counts


def _there(connection: Connection, office: str, digests: Iterable[str]) -> set[str]:
    """Those that are kept already."""
    query = select(answer.c.digest).where(answer.c.office == office, answer.c.digest.in_(list(digests)))
    return set(connection.execute(query).scalars())


def _which(one: Kept) -> Which:
    (paid,) = one.remittance.claims
    return one.number, paid.frequency_code, one.remittance.payer.id, one.remittance.answered

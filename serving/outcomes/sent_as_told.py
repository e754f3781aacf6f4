"""What the service had told of the claims that were sent: for who judges models by what became of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from serving.store import Store
from serving.store.tables import claim_version, score, submission


class SentAsTold(NamedTuple):
    """A claim that was scored before it was sent."""

    digest: str
    """Of the claim that was sent."""
    claim: bytes
    """The claim itself, in canonical JSON."""
    held: bool
    """Whether it was told to be looked at or mended."""
    changed: bool
    """Whether it is another than the one that was scored first."""
    unheld: bool
    """Whether it was let go though a look was worth its cost, to keep the measure honest."""


class _Mark(msgspec.Struct):
    """All that is read of a result."""

    unheld: bool = False


_mark = msgspec.json.Decoder(_Mark).decode


def sent_as_told(store: Store, office: str) -> Iterator[SentAsTold]:
    """Each claim that an office has sent and that was scored before.

    Raises:
        StoreError: the database is away.
    """
    s, told, version = submission.c, score.c, claim_version.c
    query = (
        select(s.claim_digest, version.content, s.advised, s.changed, told.result)
        .join_from(submission, score, (told.id == s.score_id) & (told.office == s.office))
        .join(claim_version, (version.digest == s.claim_digest) & (version.office == s.office))
        .where(s.office == office)
        .order_by(s.at, s.claim_digest)
    )
    with store.reading() as connection:
        for row in connection.execute(query):
            unheld = row.advised == "ready" and _mark(zlib.decompress(row.result)).unheld
            claim = zlib.decompress(row.content)
            yield SentAsTold(row.claim_digest, claim, row.advised in {"fix", "review"}, bool(row.changed), unheld)

"""Claims that a front door had turned away, and that are sent again as they were, on the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from serving.outcomes.settle import REJECTED
from serving.store.tables import outcome, submission

ENVELOPES = ("isa", "gs", "st", "batch")


def turned_away(connection: Connection, office: str, digests: Sequence[str]) -> dict[str, dict[str, str]]:
    """Those that a front door turned away, with the envelopes that carried them then.

    Args:
        connection: a transaction.
        office: whose.
        digests: of submissions that are known.
    """
    sent = submission.c
    query = (
        select(sent.claim_digest, *(sent[name] for name in ENVELOPES))
        .join(outcome, (outcome.c.office == sent.office) & (outcome.c.claim_digest == sent.claim_digest))
        .where(sent.office == office, sent.claim_digest.in_(digests), outcome.c.kind == REJECTED)
    )
    return {digest: dict(zip(ENVELOPES, row, strict=True)) for digest, *row in connection.execute(query)}


def sent_again(connection: Connection, office: str, again: Mapping[str, Mapping[str, str]], at: datetime) -> None:
    """Let them be as sent now: in these envelopes, turned away and taken by nobody yet."""
    for digest, envelopes in again.items():
        here = (submission.c.office == office, submission.c.claim_digest == digest)
        connection.execute(update(submission).where(*here).values(**envelopes, received=None, at=at))
        rejected = (outcome.c.office == office, outcome.c.claim_digest == digest, outcome.c.kind == REJECTED)
        connection.execute(delete(outcome).where(*rejected))

"""What we had told of a claim before it was sent, and whether it was sent as it was told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct, structs

from claims.claim import Claim
from serving.outcomes.known import Known, Told, Version


class Advice(Struct, frozen=True):
    """What was told, and what came of it."""

    score_id: str | None = None
    verdict: str | None = None
    """Of the score that was told last; ``None`` where none was told."""
    changed: bool | None = None
    """Whether the claim sent is another than the one that was scored first; the day of submission makes none."""


def advice(known: Known, version: Version, of_claim: Sequence[Version], now: datetime) -> Advice:
    """What was told of a claim since it was last sent.

    Args:
        known: what the store knows.
        version: the version that is being sent.
        of_claim: all versions of its claim (billing provider, number, frequency code), itself among them.
        now: the moment of submission.
    """
    before = [known.sent[one.digest] for one in of_claim if one.digest in known.sent and one is not version]
    last = max((one for one in before if one.at <= now), key=lambda one: (one.at, one.version), default=None)
    told = _told(known, of_claim, now)
    since = [one for one in told if last is None or one.at > last.at]
    if since:
        first = known.versions[since[0].claim_digest]
        return Advice(since[-1].id, since[-1].verdict, not _same(first.claim, version.claim))
    if last is not None and _same(known.versions[last.claim_digest].claim, version.claim):
        return Advice(last.score_id, last.advised)
    return Advice()


def _told(known: Known, versions: Iterable[Version], now: datetime) -> list[Told]:
    found = (one for version in versions for one in known.told.get(version.digest, ()))
    return sorted((one for one in found if one.at <= now), key=lambda one: (one.at, one.id))


def _same(one: Claim, other: Claim) -> bool:
    return structs.replace(one, submission_date=None) == structs.replace(other, submission_date=None)

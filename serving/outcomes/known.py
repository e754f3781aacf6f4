"""What the store knows of some control numbers, read in a few queries for many numbers at once."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from claims.claim import Claim
from serving.outcomes.kept import Kept, kept
from serving.store.tables import answer, claim_version, score, submission

_claim = msgspec.json.Decoder(Claim).decode

Identity = tuple[str, str, str]
"""Billing provider, control number and frequency code: what makes a claim itself."""


class Told(NamedTuple):
    """A score on record."""

    id: str
    claim_digest: str
    at: datetime
    as_of: date
    verdict: str


class Sent(NamedTuple):
    """A submission on record."""

    claim_digest: str
    submitted: date
    version: int
    at: datetime
    score_id: str | None
    advised: str | None


class Version:
    """One version of a claim, decoded when it is first looked at."""

    def __init__(self, digest: str, number: str, frequency_code: str, billing_npi: str, content: bytes) -> None:
        self.digest = digest
        self.identity: Identity = (billing_npi, number, frequency_code)
        self._content = content

    @cached_property
    def claim(self) -> Claim:
        """The claim."""
        return _claim(zlib.decompress(self._content))


class Known:
    """All of it."""

    def __init__(self, connection: Connection, office: str, numbers: Collection[str]) -> None:
        """Read it."""
        self.numbers = numbers
        v, s, t, a = claim_version.c, submission.c, score.c, answer.c
        here = (v.office == office, v.control_number.in_(numbers))
        columns = (v.digest, v.control_number, v.frequency_code, v.billing_npi, v.content)
        query = select(*columns).where(*here).order_by(v.digest)
        self.versions: dict[str, Version] = {row.digest: Version(*row) for row in connection.execute(query)}
        self.sent: dict[str, Sent] = {}
        self.told: dict[str, list[Told]] = {}
        if self.versions:
            of_submission = (v.office == s.office) & (v.digest == s.claim_digest)
            sent = select(s.claim_digest, s.submitted, s.version, s.at, s.score_id, s.advised).where(*here)
            sent = sent.join_from(claim_version, submission, of_submission).order_by(s.at, s.version)
            self.sent = {row.claim_digest: Sent(*row) for row in connection.execute(sent)}
            of_score = (v.office == t.office) & (v.digest == t.claim_digest)
            told = select(t.id, t.claim_digest, t.at, t.as_of, t.verdict).where(*here)
            told = told.join_from(claim_version, score, of_score).order_by(t.at, t.id)
            for row in connection.execute(told):
                self.told.setdefault(row.claim_digest, []).append(Told(*row))
        self.answers: dict[str, list[Kept]] = {}
        of_numbers = select(a.digest, a.content).where(a.office == office, a.control_number.in_(numbers))
        rows = [(kept(row.content), row.digest) for row in connection.execute(of_numbers)]
        for one, _ in sorted(rows, key=lambda row: (*row[0].order, row[1])):
            self.answers.setdefault(one.number, []).append(one)

    def identities(self) -> dict[Identity, list[Version]]:
        """The versions by what makes their claim itself."""
        found: dict[Identity, list[Version]] = {}
        for version in self.versions.values():
            found.setdefault(version.identity, []).append(version)
        return found

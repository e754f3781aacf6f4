"""An office that scores, sends and is answered, in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from claims import canonical
from claims.claim import Claim
from claims.origin import Origin, Sourced
from serving.access.caller import ANYONE
from serving.outcomes import Taken, take_file, take_submissions
from serving.store import Scored, Store
from serving.store.recording import record
from tests.claims.edi835 import interchange, transaction
from tests.serving.store.made_up import scored

PAID = (
    "CLP*{number}*1*{charge}*{charge}**12*ICN{number}*11*{frequency}~SVC*HC:99201*{charge}*{charge}**1~"
    "DTM*472*20260202~"
)
DENIED = (
    "CLP*{number}*1*{charge}*0**12*ICN{number}*11*{frequency}~SVC*HC:99201*{charge}*0**1~DTM*472*20260202~"
    "CAS*CO*{code}*{charge}~"
)


def paid(number: str = "A1", charge: str = "100", frequency: str = "1") -> str:
    """The answer that pays a claim of one line, as segments."""
    return PAID.format(number=number, charge=charge, frequency=frequency)


def denied(number: str = "A1", charge: str = "100", frequency: str = "1", code: str = "197") -> str:
    """The answer that refuses it."""
    return DENIED.format(number=number, charge=charge, frequency=frequency, code=code)


def remit(*answers: str, day: str = "20260301", **fields: str) -> bytes:
    """A file of one remittance."""
    return interchange(transaction("".join(answers), day=day, **fields)).encode()


def sourced(claims: Iterable[Claim]) -> list[Sourced]:
    """Claims as if read from JSON."""
    return [Sourced(claim, Origin("request")) for claim in claims]


def submit(store: Store, *claims: Claim, office: str = "main") -> Taken:
    """Say that claims were sent."""
    return take_submissions(store, office, ANYONE, sourced(claims))


def receive(store: Store, *files: bytes, office: str = "main") -> list[Taken]:
    """Take files in."""
    return [take_file(store, office, ANYONE, [file]) for file in files]


def score(store: Store, claim: Claim, verdict: str = "ready", office: str = "main", **fields: Any) -> Scored:
    """Put a result of a claim on record."""
    at = fields.pop("at", datetime.now(UTC) - timedelta(minutes=1))
    one = scored(claim, office=office, verdict=verdict, at=at, as_of=date(2026, 2, 3), **fields)
    with store.begin() as connection:
        record(connection, [one])
    return one


def rows(store: Store, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """What stands in a table, in an order that does not depend on when it was written."""
    chosen = [table.c[column] for column in columns]
    with store.reading() as connection:
        return sorted((tuple(row) for row in connection.execute(select(*chosen))), key=repr)


def digests(claims: Sequence[Claim]) -> list[str]:
    """The digests of claims."""
    from serving.store.claim_versions import digest_of  # noqa: PLC0415

    return [digest_of(canonical.encode(claim)) for claim in claims]

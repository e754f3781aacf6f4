"""What claims looked like: each version is kept once, under its digest."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from claims.outcomes.matching import control_number
from serving.store.insert import insert_new
from serving.store.tables import claim_version

QUICK = 1
"""Level of compression: the higher ones take several times as long and save a tenth."""


class _Payer(Struct):
    id: str = ""


class _Provider(Struct):
    npi: str = ""


class _Head(Struct):
    """What a claim is found by; the rest of the JSON is skipped."""

    claim_id: str = ""
    frequency_code: str = "1"
    billing_provider: _Provider = msgspec.field(default_factory=_Provider)
    payer: _Payer = msgspec.field(default_factory=_Payer)


_head = msgspec.json.Decoder(_Head).decode


def digest_of(claim_json: bytes) -> str:
    """The digest under which a claim is kept: SHA-256 of ``claims.canonical.encode(claim)``, hexadecimal."""
    return sha256(claim_json).hexdigest()


def row(office: str, digest: str, claim_json: bytes, at: datetime) -> dict[str, Any]:
    """The row of one version, first seen then."""
    head = _head(claim_json)
    return {
        "office": office,
        "digest": digest,
        "claim_id": head.claim_id,
        "control_number": control_number(head.claim_id),
        "frequency_code": head.frequency_code,
        "billing_npi": head.billing_provider.npi,
        "payer_id": head.payer.id,
        "content": zlib.compress(claim_json, QUICK),
        "first_seen": at,
    }


def keep(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Keep versions that are not kept yet. Do so in the transaction of the rows that name them, and before them.

    That order is what a purge relies on: it takes away what nothing names while nobody else can keep a version.
    """
    by_key = {(row["office"], row["digest"]): row for row in rows}
    if by_key:  # in one order, so that two writers never wait for each other
        connection.execute(insert_new(connection, claim_version), [by_key[key] for key in sorted(by_key)])

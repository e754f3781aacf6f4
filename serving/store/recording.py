"""From a spool's bytes to rows: many results in one transaction."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from serving.store import claim_versions
from serving.store.claim_versions import QUICK
from serving.store.insert import insert_new
from serving.store.scored import Scored
from serving.store.tables import score
from serving.store.url import StoreError

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Scored).decode


def record(connection: Connection, results: Sequence[Scored]) -> None:
    """Put results on record; one that is there already is left as it is."""
    claim_versions.keep(
        connection, [claim_versions.row(one.office, one.digest, one.claim_json, one.at) for one in results]
    )
    connection.execute(insert_new(connection, score), [_row(one) for one in results])


def _row(one: Scored) -> dict[str, Any]:
    return {
        "id": one.id,
        "office": one.office,
        "at": one.at,
        "as_of": one.as_of,
        "who": one.who,
        "request_id": one.request_id,
        "via": one.via,
        "claim_digest": one.digest,
        "verdict": one.verdict,
        "probability": one.probability,
        "at_risk": one.at_risk,
        "model": one.model,
        "rules": one.rules,
        "editions": one.editions,
        "result": zlib.compress(one.result, QUICK),
    }


def of_itself(error: Exception) -> bool:
    """Whether a record is refused for what it holds, so that it never can be taken; else the database is in trouble."""
    if isinstance(error, DBAPIError):
        return isinstance(error, DataError | IntegrityError) and not error.connection_invalidated
    if isinstance(error, StatementError):  # a value that does not fit its column
        return True
    return not isinstance(error, SQLAlchemyError | StoreError | OSError | MemoryError)

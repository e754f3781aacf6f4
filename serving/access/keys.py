"""API keys: made, revoked and listed in the store, which never holds a key, but its digest.

The digest is SHA-256. A slow hash such as Argon2 is for what people choose, of which a thief of the store could try
all likely ones; here he would have to try 2^256 random ones. Nor can the time that a comparison takes tell anything:
digests are compared, and nobody can choose the digest of what he presents.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, func, select, update

from serving.access.caller import OFFICE, SCOPES
from serving.store import Store
from serving.store.tables import api_key

PREFIX = "cc_"
"""By which a key is told from a token, and found where it was published by mistake."""

_SECRET = string.ascii_letters + string.digits
_SECRET_LENGTH = 43
"""43 of 62 letters and digits are 256.03 bits, and are selected by a double click."""

_ID = string.ascii_lowercase + string.digits
_ID_LENGTH = 10

LONGEST_NAME = 80


class BadKeyError(ValueError):
    """A key cannot be made as it was asked for: the message says what to write."""


class Key(Struct, frozen=True):
    """What is on record of a key. Records are kept when the key is revoked: they are the audit trail."""

    id: str
    office: str
    name: str
    """What it is for, in the words of who made it."""
    scopes: tuple[str, ...]
    made_at: datetime
    made_by: str
    last_used_at: datetime | None
    """To the minute."""
    revoked_at: datetime | None
    revoked_by: str | None


def make(store: Store, office: str, name: str, scopes: Collection[str], by: str) -> str:
    """Make a key, and give it: ``cc_<id>_<secret>``. This is the only time that it can be seen.

    Raises:
        BadKeyError: office, name or scopes are not as they must be.
    """
    if not OFFICE.fullmatch(office):
        raise BadKeyError("an office's name is made of up to 40 of a-z, 0-9 and -, such as main or north-clinic")
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadKeyError(f"say in up to {LONGEST_NAME} characters what the key is for, such as 'claims of our RCM'")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise BadKeyError(f"a key needs one scope or more of {', '.join(SCOPES)}")
    key_id = "".join(secrets.choice(_ID) for _ in range(_ID_LENGTH))
    key = f"{PREFIX}{key_id}_{''.join(secrets.choice(_SECRET) for _ in range(_SECRET_LENGTH))}"
    row = {
        "id": key_id,
        "office": office,
        "name": name.strip(),
        "digest": digest(key),
        "scopes": [scope for scope in SCOPES if scope in scopes],
        "made_at": datetime.now(UTC),
        "made_by": by,
    }
    with store.begin() as connection:
        connection.execute(api_key.insert().values(row))
    return key


def revoke(store: Store, key_id: str, by: str) -> Key | None:
    """Revoke the key of that id, if it is not yet, and give its record; ``None`` where there is none."""
    with store.begin() as connection:
        connection.execute(
            update(api_key)
            .where(api_key.c.id == key_id, api_key.c.revoked_at.is_(None))
            .values(revoked_at=datetime.now(UTC), revoked_by=by)
        )
        row = connection.execute(_FIELDS.where(api_key.c.id == key_id)).one_or_none()
    return None if row is None else _key(row)


def listed(store: Store, office: str | None = None) -> list[Key]:
    """All keys that were ever made, of one office or of all, in the order of their making."""
    wanted = _FIELDS if office is None else _FIELDS.where(api_key.c.office == office)
    with store.reading() as connection:
        return [_key(row) for row in connection.execute(wanted.order_by(api_key.c.made_at, api_key.c.id))]


def any_made(store: Store) -> bool:
    """Whether a key was ever made, so that callers must say who they are."""
    with store.reading() as connection:
        return bool(connection.execute(select(func.count()).select_from(api_key)).scalar_one())


def digest(key: str) -> str:
    """What is kept of a key."""
    return sha256(key.encode(errors="replace")).hexdigest()


_FIELDS = select(*(api_key.c[name] for name in Key.__struct_fields__))


def _key(row: Row[Any]) -> Key:
    return Key(**{**row._mapping, "scopes": tuple(row.scopes)})  # noqa: SLF001  SQLAlchemy's public name of it

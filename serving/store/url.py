"""Where the database is, and how to speak of it without its password."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SETTING = "CLEANCLAIM_STORE"
"""Environment variable: the URL of the database."""

SPOOL_SETTING = "CLEANCLAIM_SPOOL"
"""Environment variable: the folder in which results wait for the database."""


class StoreError(Exception):
    """The database cannot be used: the message is a sentence that says which, why, and what to do."""


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The platform's folder for the data of programs."""
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "cleanclaim"


def store_url(environment: Mapping[str, str] = os.environ) -> str:
    """Where results are on record: the setting, else an SQLite file in the user's data folder."""
    return environment.get(SETTING, "").strip() or f"sqlite:///{data_folder(environment) / 'store' / 'cleanclaim.db'}"


def spool_folder(url: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Where results wait on this machine for a database: beside an SQLite file, else in the data folder.

    Raises:
        StoreError: the URL is none.
    """
    if named := environment.get(SPOOL_SETTING, "").strip():
        return Path(named)
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        return Path(f"{parsed.database}-spool")
    place = f"{parsed.host} {parsed.port} {parsed.username} {parsed.database} {sorted(parsed.query.items())}"
    return data_folder(environment) / "spool" / sha256(place.encode()).hexdigest()[:16]


def parse(url: str) -> URL:
    """A URL that names one of the two databases.

    Raises:
        StoreError: it does not, or what is needed for it is not installed.
    """
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise StoreError(_unknown()) from None  # what it says may hold the password
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError(f"the store needs a file: {SETTING}=sqlite:////var/lib/cleanclaim/store.db")
        return parsed.set(drivername="sqlite+pysqlite")
    if backend != "postgresql":
        raise StoreError(_unknown())
    if find_spec("psycopg") is None:
        raise StoreError("PostgreSQL needs a driver that is not installed: pip install 'cleanclaim[postgres]'")
    return parsed.set(drivername="postgresql+psycopg")


def shown(url: URL) -> str:
    """A URL as it was written, without what must not be seen: the password, and settings, which may hold one too."""
    return url.set(drivername=url.get_backend_name(), query={}).render_as_string(hide_password=True)


def _unknown() -> str:
    """What a URL looks like; what was given in place of one may hold a password, and is not repeated."""
    return (
        f"what --store or the setting {SETTING} says is no URL of a store: write sqlite:/// and the file's whole path, "
        "as in sqlite:////var/lib/cleanclaim/store.db, or postgresql://user@host/database"
    )

"""Both databases for tests: SQLite in a file, and a PostgreSQL cluster of the test run's own.

``tests/serving/conftest.py`` makes these fixtures known. A test that takes ``database_url`` runs once on each, with a
new and empty database; ``store`` is open on it already.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from pwd import getpwnam

import psycopg
import pytest
from sqlalchemy import URL

from serving.store import Store

REQUIRED = "CLEANCLAIM_TEST_POSTGRES"
"""Set to ``required``, it turns tests that would be skipped for want of PostgreSQL into failures."""

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")

UNTIL_WE_END = """
"$@" & server=$!
cat > /dev/null
kill -QUIT $server
wait $server
"""
"""Standard input ends when the tests do, however they end: then the server is stopped."""


class Cluster:
    """A PostgreSQL that runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def connect(self) -> psycopg.Connection:
        """A connection as its superuser, outside of transactions."""
        return psycopg.connect(host=str(self.folder), user="cleanclaim", dbname="postgres", autocommit=True)

    def empty(self) -> str:
        """The URL of a new user, whose tables lie in a schema of his own: a database takes a hundred times as long."""
        user = f"test{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE ROLE {user} LOGIN")
            connection.execute(f"CREATE SCHEMA AUTHORIZATION {user}")
        url = URL.create("postgresql", user, database="postgres", query={"host": str(self.folder)})
        return url.render_as_string()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A cluster of this test process."""
    programs = _programs()
    if programs is None:
        sentence = "PostgreSQL is not installed (apt-get install postgresql): what it would show is not tested"
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with tempfile.TemporaryDirectory(prefix="cleanclaim-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user = _user()
        if user is not None:
            os.chown(folder, getpwnam(user).pw_uid, -1)
        # initdb and the server refuse to run as root
        made = subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "cleanclaim", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            user=user, cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        options = [part for option in (*QUICK, "listen_addresses=") for part in ("-c", option)]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                ["/bin/sh", "-c", UNTIL_WE_END, "sh", programs / "postgres", "-D", folder / "data", "-k", folder,
                 *options],
                user=user, cwd="/", stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
            ) as server,
        ):  # fmt: skip
            cluster = Cluster(folder)
            _wait(cluster)
            yield cluster
            server.communicate()


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def _user() -> str | None:
    """Who runs it: ourselves, or where we are root, another."""
    if os.geteuid() != 0:
        return None
    try:
        getpwnam("postgres")
    except KeyError:
        return "nobody"
    return "postgres"


def _wait(cluster: Cluster) -> None:
    for _ in range(300):
        try:
            cluster.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail((cluster.folder / "log").read_text())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'store.db'}"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.empty()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on an empty database."""
    opened = Store.open(database_url)
    yield opened
    opened.close()

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from serving.store import Store, StoreError, spool_folder, store_url
from serving.store.engine import engine_of, make_file
from serving.store.migrate import HEAD, MIGRATIONS, VERSION_TABLE, run_migrations
from serving.store.tables import metadata
from serving.store.url import parse
from tests.serving.server import ROOT
from tests.serving.store.databases import Cluster


def _difference(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
    return list(compare_metadata(context, metadata))


def test_a_new_store_has_the_tables_of_this_version(store: Store) -> None:
    with store.begin() as connection:
        assert not _difference(connection)


def test_the_migrations_make_the_tables_of_this_version(database_url: str) -> None:
    difference = _migrated(database_url)
    assert not difference, "tables.py and the migrations differ: see serving/store/migrations/draft.py"


def test_a_new_sqlite_store_is_word_for_word_what_the_migrations_make(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'new.db'}").close()
    _migrated(f"sqlite:///{tmp_path / 'migrated.db'}")
    new, migrated = (_schema(tmp_path / name) for name in ("new.db", "migrated.db"))
    assert new == migrated
    assert VERSION_TABLE in new


def _migrated(url: str) -> list[object]:
    """Bring an empty database up by the migrations alone; how it then differs from the tables of this version."""
    parsed = parse(url)
    if url.startswith("sqlite"):
        make_file(Path(parsed.database or ""))
    engine = engine_of(parsed)
    with engine.begin() as connection:
        run_migrations(connection)
        difference = _difference(connection)
    engine.dispose()
    return difference


def _schema(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows}


def test_the_newest_migration_is_the_one_that_a_store_is_brought_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_every_row_belongs_to_an_office() -> None:
    assert all("office" in table.c and not table.c.office.nullable for table in metadata.tables.values())


def test_what_is_kept_is_there_when_a_store_is_opened_again(store: Store, database_url: str) -> None:
    row = {"office": "main", "digest": "d", "kind": "835", "counts": {"claims": 2}, "who": "x"}
    with store.begin() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))
        connection.execute(text("INSERT INTO kept VALUES (:kind)"), row)
    again = Store.open(database_url)
    with again.reading() as connection:
        assert connection.execute(text("SELECT word FROM kept")).scalar() == "835"
    again.close()


def test_a_store_of_an_older_draft_says_so_in_words_instead_of_failing_later(store: Store, database_url: str) -> None:
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE work DROP COLUMN notes"))
    with pytest.raises(StoreError, match=r"draft of cleanclaim .* lacks the column work\.notes: put it aside"):
        Store.open(database_url)
    with store.begin() as connection:
        connection.execute(text("DROP TABLE batch_release"))
    with pytest.raises(StoreError, match="lacks the table batch_release"):
        Store.open(database_url)


OPEN = """
import sys
from serving.store import Store
print("ready", flush=True)
sys.stdin.readline()
Store.open(sys.argv[1]).close()
print("open", flush=True)
"""


def test_processes_that_open_a_new_store_at_once_all_find_it_up_to_date(database_url: str) -> None:
    openers = [
        subprocess.Popen([sys.executable, "-c", OPEN, database_url], cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True)
        for _ in range(4)
    ]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()
    assert [opener.communicate(timeout=30)[0] for opener in openers] == ["open\n"] * 4


def test_alembic_is_not_imported_for_a_store_that_is_new_or_up_to_date(database_url: str) -> None:
    code = "import sys; from serving.store import Store; Store.open(sys.argv[1]); print('alembic' in sys.modules)"
    for _ in ("new", "up to date"):
        found = subprocess.run([sys.executable, "-c", code, database_url], cwd=ROOT, stdout=PIPE, text=True, check=True)
        assert found.stdout == "False\n"


def test_a_store_of_a_newer_version_is_refused(store: Store, database_url: str) -> None:
    with store.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = :next"), {"next": f"{int(HEAD) + 1:04}"})
    with pytest.raises(StoreError, match="newer version of cleanclaim: install that"):
        Store.open(database_url)


def test_a_database_of_another_program_is_left_alone(database_url: str, store: Store) -> None:
    with store.begin() as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    with pytest.raises(StoreError, match="tables of another program"):
        Store.open(database_url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"a letter to the payer, not a database\n" * 100)
    with pytest.raises(StoreError, match=r"store\.db cannot be used: file is not a database"):
        Store.open(f"sqlite:///{tmp_path / 'store.db'}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'store.db'}")


@pytest.mark.parametrize("settings", ["", "?password=hunter2", "?sslkey=hunter2"])
def test_a_server_that_cannot_be_reached_is_told_without_the_password(settings: str) -> None:
    with pytest.raises(StoreError, match="cannot be used: connection failed") as told:
        Store.open(f"postgres://biller:hunter2@127.0.0.1:9/claims{settings}")
    assert "hunter2" not in str(told.value)
    assert "biller" in str(told.value)


def test_a_postgresql_that_goes_silent_is_noticed_and_no_statement_runs_for_ever(
    postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.store.engine.STATEMENT", 1)
    store = Store.open(postgres.empty() + "&options=-c%20work_mem%3D5MB")
    with store.reading() as connection:
        assert connection.exec_driver_sql("SHOW work_mem").scalar() == "5MB"
        said = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
    assert {name: int(said[name]) for name in ("tcp_user_timeout", "keepalives_idle", "keepalives_count")} == {
        "tcp_user_timeout": 20_000,
        "keepalives_idle": 10,
        "keepalives_count": 2,
    }
    with pytest.raises(StoreError, match="statement timeout"), store.reading() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(20)")
    store.check()
    store.close()


@pytest.mark.parametrize("url", ["hunter2", "mysql://u:hunter2@h/d", "sqlite://", "sqlite:///:memory:", "sqlite:///"])
def test_a_url_of_no_store_is_told_with_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:////") as told:
        Store.open(url)
    assert "hunter2" not in str(told.value)


def test_without_its_driver_postgresql_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.store.url.find_spec", lambda _: None)
    with pytest.raises(StoreError, match=r"pip install 'cleanclaim\[postgres\]'"):
        Store.open("postgresql://u@h/d")


def test_an_sqlite_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        store = Store.open(f"sqlite:///{tmp_path / 'new' / 'store.db'}")
        with store.begin() as connection:
            connection.execute(text("CREATE TABLE more (word TEXT)"))
        found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert set(found) == {"store.db", "store.db-wal", "store.db-shm", "store.db.lock"}
    assert set(found.values()) == {0o600}
    store.close()


def test_a_copy_of_an_sqlite_store_is_set_up_as_the_store_was(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'copy.db'}'")
    copy = Store.open(f"sqlite:///{tmp_path / 'copy.db'}")
    with copy.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2
    copy.close()
    store.close()


def test_readers_of_an_sqlite_store_do_not_wait_for_a_writer_and_do_not_see_half_of_its_work(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    with store.begin() as writer:
        writer.execute(text("CREATE TABLE half (word TEXT)"))
        with store.reading() as reader:
            assert not reader.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'half'")).all()
    with store.reading() as reader:
        assert reader.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'half'")).all()
    store.close()


def test_the_setting_names_the_store_and_else_it_lies_in_the_users_data_folder() -> None:
    assert store_url({"CLEANCLAIM_STORE": "sqlite:////var/x.db"}) == "sqlite:////var/x.db"
    assert store_url({"XDG_DATA_HOME": "/home/b/data"}) == "sqlite:////home/b/data/cleanclaim/store/cleanclaim.db"


def test_results_wait_beside_an_sqlite_file_and_in_a_folder_of_each_database_else() -> None:
    assert spool_folder("sqlite:////var/x.db", {}) == Path("/var/x.db-spool")
    assert spool_folder("sqlite:////var/x.db", {"CLEANCLAIM_SPOOL": "/spool"}) == Path("/spool")
    data = {"XDG_DATA_HOME": "/data"}
    one, other = (spool_folder(f"postgresql://u:secret@h/{name}", data) for name in ("one", "other"))
    assert one.parent == other.parent == Path("/data/cleanclaim/spool")
    assert one != other

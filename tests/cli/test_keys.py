from __future__ import annotations

from pathlib import Path

from cli.keys import SCOPES
from serving import access
from serving.access import keys
from serving.store import Store
from tests.cli.command import cleanclaim

MAKE = ("keys", "make", "--office", "north", "--name", "our RCM", "--scope", "patients", "--scope", "score")


def test_a_key_is_made_listed_and_revoked_and_seen_but_once(tmp_path: Path) -> None:
    where = "--store", f"sqlite:///{tmp_path / 'store.db'}"
    made = cleanclaim(*MAKE, *where)
    assert made.returncode == 0, made.stderr
    [key] = made.stdout.splitlines()
    assert "of north, which had no key before" in made.stderr
    assert key not in made.stderr
    key_id = key.split("_")[1]
    listed = cleanclaim("keys", "list", *where).stdout
    assert f"{key_id}  north  score,patients  our RCM: made " in listed
    assert "never used" in listed
    assert "revoked" not in listed
    assert key.split("_")[2] not in listed
    revoked = cleanclaim("keys", "revoke", key_id, *where)
    assert revoked.returncode == 0
    assert "revoked" in cleanclaim("keys", "list", "--office", "north", *where).stdout
    assert cleanclaim("keys", "list", "--office", "south", *where).stdout == ""


def test_a_key_that_was_made_by_the_command_is_known_to_the_service(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    key = cleanclaim(*MAKE, "--store", url).stdout.strip()
    store = Store.open(url)
    with store.reading() as connection:
        digests = connection.exec_driver_sql("SELECT digest FROM api_key").scalars().all()
    store.close()
    assert digests == [keys.digest(key)]


def test_what_cannot_be_done_is_said_in_words(tmp_path: Path) -> None:
    where = "--store", f"sqlite:///{tmp_path / 'store.db'}"
    for words, status, says in (
        (("keys", "make", "--name", "x", "--scope", "score", "--office", "North", *where), 1, "an office's name"),
        (("keys", "make", "--name", "x", "--scope", "everything", *where), 2, "'everything' is not one of"),
        (("keys", "make", "--name", "x", *where), 2, "Missing option '--scope'"),
        (("keys", "revoke", "nosuchkey0", *where), 1, "there is no key of that id"),
        (("keys", "list", "--store", "mysql://x"), 1, "no URL of a store"),
    ):
        done = cleanclaim(*words)
        assert done.returncode == status
        assert says in done.stderr
        assert "Traceback" not in done.stderr


def test_the_command_knows_the_scopes_of_the_service() -> None:
    assert SCOPES == access.SCOPES

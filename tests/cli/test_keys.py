from __future__ import annotations

from pathlib import Path

import pytest

from cli.keys import ROLES, SCOPES
from serving import access
from serving.access import keys, roles
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
        (("keys", "make", "--name", "x", *where), 2, "say what the key may do: --scope"),
        (("keys", "revoke", "nosuchkey0", *where), 1, "there is no key of that id"),
        (("keys", "list", "--store", "mysql://x"), 1, "no URL of a store"),
    ):
        done = cleanclaim(*words)
        assert done.returncode == status
        assert says in done.stderr
        assert "Traceback" not in done.stderr


def test_scopes_may_be_parted_by_commas(tmp_path: Path) -> None:
    where = "--store", f"sqlite:///{tmp_path / 'store.db'}"
    made = cleanclaim("keys", "make", "--name", "x", "--scope", "patients, score", "--scope", "score", *where)
    assert made.returncode == 0, made.stderr
    assert "  score,patients  " in cleanclaim("keys", "list", *where).stdout
    refused = cleanclaim("keys", "make", "--name", "x", "--scope", "score,everything", *where)
    assert (refused.returncode, "'everything' is not one of" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    "words", [("keys", "list"), ("keys", "revoke", "nosuchkey0"), ("purge",), ("purge", "--dry-run")]
)
def test_what_looks_or_takes_away_makes_no_store(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "typo"
    done = cleanclaim(*words, "--store", f"sqlite:///{folder / 'store.db'}")
    assert done.returncode == 1
    assert "there is no store at sqlite:///" in done.stderr
    assert not folder.exists()
    (tmp_path / "empty.db").touch()  # a file that holds no tables is none either
    done = cleanclaim(*words, "--store", f"sqlite:///{tmp_path / 'empty.db'}")
    assert (done.returncode, "there is no store at" in done.stderr) == (1, True)
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == [("empty.db", 0)]


def test_a_path_in_place_of_a_url_is_told_how_a_url_looks_and_what_option_is_meant() -> None:
    done = cleanclaim(*MAKE, "--store", "foo")
    assert done.returncode == 1
    assert "what --store or the setting CLEANCLAIM_STORE says is no URL of a store" in done.stderr
    assert "sqlite:/// and the file's whole path" in done.stderr


def test_the_command_knows_the_scopes_of_the_service() -> None:
    assert SCOPES == access.SCOPES
    assert tuple(roles.ROLES) == ROLES


def test_a_role_is_the_scopes_that_go_together(tmp_path: Path) -> None:
    where = "--store", f"sqlite:///{tmp_path / 'store.db'}"
    made = cleanclaim("keys", "make", "--name", "Ann", "--role", "lead", *where)
    assert made.returncode == 0, made.stderr
    assert "  main  score,outcomes,patients,override  Ann: made " in cleanclaim("keys", "list", *where).stdout
    neither = cleanclaim("keys", "make", "--name", "Bob", *where)
    assert (neither.returncode, "--scope, once for each, or --role" in neither.stderr) == (2, True)


def test_who_has_the_scopes_of_several_roles_has_the_widest() -> None:
    assert [roles.role_of(scopes) for scopes in roles.ROLES.values()] == list(roles.ROLES)
    assert roles.role_of(frozenset(["outcomes"])) == "analyst"

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from serving.access import keys
from serving.store import Store
from serving.store.tables import api_key


def test_a_key_carries_256_random_bits_and_is_not_in_the_store(store: Store) -> None:
    made = [keys.make(store, "north", "claims", ["score"], "ann@desk") for _ in range(20)]
    assert len(set(made)) == 20
    for key in made:
        assert re.fullmatch(r"cc_[a-z0-9]{10}_[A-Za-z0-9]{43}", key)
    assert 62**43 > 2**256
    with store.reading() as connection:
        rows = [repr(row) for row in connection.execute(select(api_key))]
    for key in made:
        assert not any(key in row or key.rpartition("_")[2] in row for row in rows)


def test_what_is_on_record_of_a_key_says_who_made_it_for_what_and_who_revoked_it(store: Store) -> None:
    before = datetime.now(UTC)
    key_id = keys.make(store, "north", " claims of the RCM ", {"patients", "score"}, "ann@desk").split("_")[1]
    assert keys.revoke(store, key_id, "bob@desk") is not None
    [key] = keys.listed(store)
    assert (key.id, key.office, key.name, key.scopes) == (key_id, "north", "claims of the RCM", ("score", "patients"))
    assert (key.made_by, key.revoked_by, key.last_used_at) == ("ann@desk", "bob@desk", None)
    assert key.revoked_at is not None
    assert before <= key.made_at <= key.revoked_at <= before + timedelta(minutes=1)


def test_a_key_is_revoked_once(store: Store) -> None:
    key_id = keys.make(store, "main", "x", ["admin"], "ann").split("_")[1]
    first = keys.revoke(store, key_id, "ann")
    assert keys.revoke(store, key_id, "bob") == first
    assert keys.revoke(store, "nosuchkey0", "bob") is None


def test_the_keys_of_one_office_are_listed_alone(store: Store) -> None:
    assert not keys.any_made(store)
    for office in ("north", "south", "north"):
        keys.make(store, office, "x", ["score"], "ann")
    assert keys.any_made(store)
    assert [key.office for key in keys.listed(store, "north")] == ["north", "north"]
    assert len(keys.listed(store)) == 3


@pytest.mark.parametrize(
    ("office", "name", "scopes", "says"),
    [
        ("North", "x", ["score"], "office's name"),
        ("", "x", ["score"], "office's name"),
        ("n" * 41, "x", ["score"], "office's name"),
        ("north\n", "x", ["score"], "office's name"),
        ("north", " ", ["score"], "what the key is for"),
        ("north", "x" * 81, ["score"], "what the key is for"),
        ("north", "a\x1b[2J", ["score"], "what the key is for"),
        ("north", "x", [], "one scope or more"),
        ("north", "x", ["score", "all"], "one scope or more"),
    ],
)
def test_a_key_that_is_not_as_it_must_be_is_not_made(
    store: Store, office: str, name: str, scopes: list[str], says: str
) -> None:
    with pytest.raises(keys.BadKeyError, match=says):
        keys.make(store, office, name, scopes, "ann")
    assert not keys.any_made(store)

"""A page that asks again by itself while a batch is read: nobody looks anew, and no session lives on by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from serving.access import keys
from serving.access.roles import ROLES
from serving.pages.signin import sessions
from serving.store import Store
from serving.store.tables import batch as batches
from serving.store.tables import page_session
from tests.serving.pages.browser import EXAMPLES, Browser, Page, server, store_url
from tests.serving.pages.test_sign_in import looks, signed_in
from tests.serving.server import Served

BY_SCRIPT = {"HX-Request": "true", "HX-Trigger": "live"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(store_url(tmp_path_factory.mktemp("polls")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def key(store: Store) -> str:
    return keys.make(store, "main", "biller", ROLES["biller"], "test")


@pytest.fixture(scope="module")
def closed(store: Store, key: str) -> Iterator[Served]:
    assert key
    with server(Path(str(store.engine.url.database)).parent) as running:
        yield running


@pytest.fixture(scope="module")
def biller(closed: Served, key: str) -> Browser:
    return signed_in(closed, key)


@pytest.fixture(scope="module")
def reading(biller: Browser, store: Store) -> Page:
    """The page of a batch that is read for as long as these tests last."""
    page = biller.drop(EXAMPLES / "01_clean_visits.837")
    with store.begin() as connection:
        alive = {"state": "reading", "beat": datetime.now(UTC) + timedelta(hours=1)}
        connection.execute(update(batches).values(alive))
    return page


@pytest.fixture
def another(closed: Served, store: Store) -> tuple[Browser, str]:
    """Somebody else, and by what the record calls them."""
    key = keys.make(store, "main", "another", ROLES["biller"], "test")
    return signed_in(closed, key), key.split("_")[1]


@pytest.mark.parametrize(("headers", "query"), [(BY_SCRIPT, ""), ({}, "?again=1")], ids=["scripts", "none"])
def test_a_page_that_asks_by_itself_is_one_look(
    another: tuple[Browser, str], store: Store, reading: Page, headers: dict[str, str], query: str
) -> None:
    one, who = another
    page = one.get(reading.url.path)
    assert f'content="2;url={reading.url.path}?again=1"' in page.html
    for _ in range(3):
        assert one.client.get(f"{reading.url.path}{query}", headers=headers).status_code == 200
    assert looks(store.engine, who) == [("list", None)]
    one.get(reading.url.path)
    assert looks(store.engine, who) == [("list", None)] * 2


def test_who_only_pretends_to_be_a_page_that_asks_by_itself_is_on_record(
    another: tuple[Browser, str], store: Store, biller: Browser, reading: Page
) -> None:
    one, who = another
    one.client.get(reading.url.path, headers=BY_SCRIPT)
    assert looks(store.engine, who) == [("list", None)]
    done = biller.drop(EXAMPLES / "04_hospital.837")
    for _ in range(2):
        one.client.get(done.url.path, headers=BY_SCRIPT)
    assert looks(store.engine, who) == [("list", None)] * 3


def test_a_session_ends_under_a_page_that_asks_by_itself(
    another: tuple[Browser, str], store: Store, reading: Page
) -> None:
    one, _ = another
    mine = page_session.c.digest == sessions.digest(one.client.cookies["cleanclaim"])
    long_ago = datetime.now(UTC) - sessions.IDLE + timedelta(minutes=1)
    with store.begin() as connection:
        connection.execute(update(page_session).where(mine).values(seen=long_ago))
    assert one.client.get(reading.url.path, headers=BY_SCRIPT).status_code == 200
    with store.reading() as connection:
        assert connection.execute(select(page_session.c.seen).where(mine)).scalar_one() == long_ago
    with store.begin() as connection:
        connection.execute(update(page_session).where(mine).values(seen=long_ago - timedelta(minutes=2)))
    ended = one.client.get(reading.url.path, headers=BY_SCRIPT)
    assert ended.headers["HX-Redirect"].startswith("/sign-in?back=")
    assert ended.text == ""

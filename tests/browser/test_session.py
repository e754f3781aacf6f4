"""Sessions in a browser: signing in, one that ended in the middle of the work, and signing out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from serving.access import keys
from serving.access.roles import ROLES
from serving.store import Store
from serving.store.tables import page_session
from tests.browser.conftest import Sit, ready
from tests.browser.screen import EXAMPLES, Screen
from tests.serving.api.server import Process, served


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(f"sqlite:///{tmp_path_factory.mktemp('closed') / 'store.db'}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def key(store: Store) -> str:
    return keys.make(store, "main", "Ann", ROLES["biller"], "test")


@pytest.fixture(scope="module")
def server(store: Store, key: str) -> Iterator[Process]:  # noqa: ARG001  the store holds a key by then
    """A server that asks who somebody is."""
    with served(Path(str(store.engine.url.database)).parent) as process:
        ready(process)
        yield process
        process.stop()


def sign_in(screen: Screen, key: str) -> None:
    screen.page.get_by_label("Your key").fill(key)
    screen.page.get_by_role("button", name="Sign in").click()


def end_all(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(
            update(page_session).values(seen=page_session.c.at, at=page_session.c.at, ended=page_session.c.at)
        )


def test_who_is_not_signed_in_sees_the_way_in_and_then_what_was_asked_for(sit: Sit, key: str) -> None:
    screen = sit()
    screen.open("/help")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(screen, "nobody's")
    expect(screen.page.get_by_role("alert")).to_be_visible()
    screen.complaints.clear()
    sign_in(screen, key)
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Help")
    screen.page.get_by_role("button", name="Sign out").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    screen.page.go_back()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ended_leads_to_the_way_in_and_back_to_the_claim(
    sit: Sit, store: Store, key: str, scripts: bool
) -> None:
    screen = sit(java_script_enabled=scripts)
    page = screen.page
    screen.open()
    sign_in(screen, key)
    screen.claim(screen.drop(EXAMPLES / "02_typical_faults.837"), "MS-2007")
    claim = page.url
    end_all(store)
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    assert "MS-2007" not in page.content()
    sign_in(screen, key)
    expect(page.get_by_role("heading", level=1)).to_contain_text("MS-2007")
    assert page.url.partition("?")[0] == claim.partition("?")[0]
    end_all(store)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    screen.complaints = [one for one in screen.complaints if "401" not in one]


def test_scripts_see_no_cookie(sit: Sit, key: str) -> None:
    screen = sit()
    screen.open()
    sign_in(screen, key)
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Batches")
    assert screen.page.evaluate("document.cookie") == ""
    assert {one["sameSite"] for one in screen.page.context.cookies()} <= {"Lax", "Strict"}

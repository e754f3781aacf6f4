"""Sign-in by key, sessions, roles and what is written of who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, update

from serving.access import keys
from serving.access.roles import ROLES, Role
from serving.pages.signin import sessions
from serving.store import Store
from serving.store.tables import page_session, page_view
from tests.serving.pages.browser import EXAMPLES, Browser, Page, browser, server, store_url
from tests.serving.server import Served

NAMES = ("MODEL", "TRIAL", "XMP1000000", "1982-01-19", "OAK AVENUE")
"""Of patients of the examples: names, member numbers, a birth date, a street."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(store_url(tmp_path_factory.mktemp("closed")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def made_keys(store: Store) -> dict[Role, str]:
    return {role: keys.make(store, "main", role, scopes, "test") for role, scopes in ROLES.items()}


@pytest.fixture(scope="module")
def closed(store: Store, made_keys: dict[Role, str]) -> Iterator[Served]:
    """A server whose store holds keys."""
    assert made_keys
    with server(Path(str(store.engine.url.database)).parent) as running:
        yield running


def signed_in(closed: Served, key: str, back: str = "/") -> Browser:
    one = browser(closed)
    page = one.get(back)
    assert page.url.path == "/sign-in"
    assert one.send(page.form(), page, key=key).status == 200
    return one


@pytest.fixture(scope="module")
def batch(closed: Served, made_keys: dict[Role, str]) -> Page:
    return signed_in(closed, made_keys["biller"]).drop(EXAMPLES / "02_typical_faults.837")


def test_who_is_not_signed_in_is_asked_for_a_key_and_comes_back_to_where_they_were(
    closed: Served, made_keys: dict[Role, str], batch: Page
) -> None:
    one = browser(closed)
    asked = one.get(f"{batch.url.path}?verdict=fix")
    assert (asked.url.path, asked.status) == ("/sign-in", 200)
    assert "02_typical_faults" not in asked.html
    shown = one.send(asked.form(), asked, key=made_keys["biller"])
    assert (shown.url.path, shown.url.params["verdict"]) == (batch.url.path, "fix")
    assert len(shown.rows()) > 0


@pytest.mark.parametrize("key", ["", "SECRETKEY", "cc_abcdefghij_" + "x" * 43])
def test_what_is_no_key_is_refused_and_not_repeated(closed: Served, key: str) -> None:
    one = browser(closed)
    asked = one.get("/sign-in")
    refused = one.send(asked.form(), asked, key=key)
    assert refused.status in {401, 422}
    assert not key or key not in refused.html
    assert one.get("/").url.path == "/sign-in"


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_elsewhere_after_sign_in(closed: Served, made_keys: dict[Role, str], back: str) -> None:
    one = browser(closed)
    asked = Page(one.client.get("/sign-in", params={"back": back}))
    assert one.send(asked.form(), asked, key=made_keys["biller"]).url.path == "/"
    assert one.send(asked.form(), asked, key=made_keys["biller"], back=back).url.host == "127.0.0.1"


def test_the_cookie_is_out_of_reach_of_scripts_and_the_store_has_its_digest_alone(
    closed: Served, made_keys: dict[Role, str], store: Store
) -> None:
    one = signed_in(closed, made_keys["biller"])
    cookie = one.client.cookies["cleanclaim"]
    with store.reading() as connection:
        rows = [row for row in connection.execute(select(page_session)) if row.digest == sessions.digest(cookie)]
    assert len(rows) == 1
    assert cookie not in str(rows[0])
    one.client.cookies.clear()
    asked = one.get("/sign-in")
    answer = one.client.post("/sign-in", data={**asked.form().data, "key": made_keys["biller"]}, follow_redirects=False)
    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said


def test_who_signs_out_is_out_even_with_the_cookie(closed: Served, made_keys: dict[Role, str]) -> None:
    one = signed_in(closed, made_keys["biller"])
    cookie = one.client.cookies["cleanclaim"]
    page = one.get("/")
    leaving = next(form for form in page.forms if form.action == "/sign-out")
    assert one.send(leaving, page).url.path == "/sign-in"
    again = browser(closed)
    again.client.cookies.set("cleanclaim", cookie)
    assert again.get("/").url.path == "/sign-in"


@pytest.mark.parametrize(("column", "most"), [("seen", sessions.IDLE), ("at", sessions.LONGEST)])
def test_a_session_ends_after_its_time_and_not_before(
    closed: Served, made_keys: dict[Role, str], store: Store, column: str, most: timedelta
) -> None:
    one = signed_in(closed, made_keys["biller"])
    mine = page_session.c.digest == sessions.digest(one.client.cookies["cleanclaim"])

    def age(by: timedelta) -> None:
        with store.begin() as connection:
            row = connection.execute(select(page_session).where(mine)).one()
            connection.execute(update(page_session).where(mine).values({column: getattr(row, column) - by}))

    age(most - timedelta(minutes=1))
    assert one.get("/").url.path == "/"
    age(timedelta(minutes=2) if column == "at" else most)
    ended = one.get("/help")
    assert ended.url.path == "/sign-in"
    assert "Your session has ended" in ended.text


def test_a_form_of_a_session_that_ended_does_nothing_and_leads_to_sign_in(
    closed: Served, made_keys: dict[Role, str], store: Store
) -> None:
    one = signed_in(closed, made_keys["biller"])
    page = one.get("/help")
    sessions.end(store, sessions.digest(one.client.cookies["cleanclaim"]))
    assert one.send(page.forms[-1], page, keys="off").url.path == "/sign-in"


def test_a_key_that_is_revoked_ends_its_sessions(closed: Served, store: Store) -> None:
    key = keys.make(store, "main", "leaver", ROLES["biller"], "test")
    one = signed_in(closed, key)
    assert one.get("/").url.path == "/"
    keys.revoke(store, key.split("_")[1], "test")
    assert one.get("/").url.path == "/sign-in"


def test_another_office_sees_nothing_of_a_batch(closed: Served, store: Store, batch: Page) -> None:
    other = signed_in(closed, keys.make(store, "north", "other", ROLES["administrator"], "test"))
    assert other.get("/").rows() == []
    for path in (batch.url.path, *batch.rows()[:2]):
        assert other.get(path).status == 404


def test_an_analyst_sees_claims_and_no_patient(closed: Served, made_keys: dict[Role, str], batch: Page) -> None:
    analyst = signed_in(closed, made_keys["analyst"])
    biller = signed_in(closed, made_keys["biller"])
    for path in (batch.url.path, *batch.rows()):
        seen = analyst.get(path)
        assert seen.status == 200
        assert [name for name in NAMES if name in seen.html] == [], path
    assert any(name in biller.get(batch.url.path).html for name in NAMES)
    form = analyst.get(batch.rows()[0])
    fields = [of for tag, of in form.elements if tag == "input" and of.get("id", "").startswith("field")]
    assert fields
    assert all("readonly" in of or "disabled" in of for of in fields)


def test_each_look_at_patients_is_on_record_with_who_and_when(
    closed: Served, store: Store, made_keys: dict[Role, str], batch: Page
) -> None:
    key = keys.make(store, "main", "auditee", ROLES["biller"], "test")
    one = signed_in(closed, key)
    one.get(batch.url.path)
    one.get(batch.rows()[0])
    signed_in(closed, made_keys["analyst"]).get(batch.rows()[0])
    number = int(batch.url.join(batch.rows()[0]).path.rpartition("/")[2])
    assert looks(store.engine, key.split("_")[1]) == [("list", None), ("claim", number)]
    assert looks(store.engine, made_keys["analyst"].split("_")[1]) == []


def looks(engine: Engine, who: str) -> list[tuple[str, int | None]]:
    with create_engine(engine.url).connect() as connection:
        rows = connection.execute(select(page_view).where(page_view.c.who == who).order_by(page_view.c.id))
        return [(row.what, row.number) for row in rows]


def test_an_unknown_host_may_call_a_server_that_asks_for_keys(closed: Served) -> None:
    answer = browser(closed).client.get("/sign-in", headers={"host": "claims.example"})
    assert answer.status_code == 200

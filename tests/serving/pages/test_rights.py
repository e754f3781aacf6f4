"""Every route of the pages, and who may call it: biller, lead, analyst, administrator, and a key that may do less."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from serving.access import keys
from serving.access.caller import Scope
from serving.access.roles import ROLES
from serving.pages import acts, together
from serving.pages.app import ROUTES
from serving.store import Store
from tests.serving.pages.browser import EXAMPLES, Browser, Page, server, store_url
from tests.serving.pages.test_sign_in import signed_in

EVERYBODY, OFFICE, STAFF, LEADS, SENDERS = (
    frozenset(names.split())
    for names in (
        "biller lead analyst administrator sender looker",
        "biller lead analyst administrator looker",
        "biller lead administrator looker",
        "lead administrator",
        "biller lead administrator",
    )
)
OTHERS: dict[str, frozenset[Scope]] = {
    "sender": frozenset(["outcomes", "patients"]),
    "looker": frozenset(["score", "patients"]),
}
"""Keys that are of no role: a program that says what was sent, and somebody who changes claims and sends none."""

LOOKS = {
    "/": OFFICE,
    "/batches/{batch}": OFFICE,
    "/batches/{batch}/{number}": OFFICE,
    "/batches/{batch}/list.csv": OFFICE,
    "/batches/{batch}/held": STAFF,
    "/batches/{batch}/answer.277": STAFF,
    "/batches/{batch}/ready/{nth}": SENDERS,
    "/overview": OFFICE,
    "/rules": OFFICE,
    "/rules/{rule}": OFFICE,
    "/model": OFFICE,
    "/help": EVERYBODY,
    "/static/{name}": EVERYBODY,
    "/sign-in": EVERYBODY,
}
"""By path; what is not shown answers 403."""

FORMS = {
    **{("/batches/{batch}/{number}", does): LEADS if does == "waive" else STAFF for does in acts.ACTS},
    **{("/batches/{batch}", does): STAFF for does in together.ACTS},
    ("/batches/{batch}", "release"): SENDERS,
    ("/batches/{batch}", "finish"): SENDERS,
    ("/batches", ""): OFFICE,
    ("/overview", ""): SENDERS,
    ("/views", ""): OFFICE,
    ("/views/{view}", ""): OFFICE,
    ("/help", ""): EVERYBODY,
}
"""By path and what the form does."""

APART = {("GET", "/sign-in/with"), ("GET", "/sign-in/back"), ("POST", "/sign-in"), ("POST", "/sign-out")}
"""Routes by which people come and go, which ask for no right."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(store_url(tmp_path_factory.mktemp("rights")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def people(store: Store) -> Iterator[dict[str, Browser]]:
    scopes: dict[str, frozenset[Scope]] = {**{str(role): rights for role, rights in ROLES.items()}, **OTHERS}
    made = {name: keys.make(store, "main", name, rights, "test") for name, rights in scopes.items()}
    with server(Path(str(store.engine.url.database)).parent) as running:
        yield {name: signed_in(running, key, "/help") for name, key in made.items()}


@pytest.fixture(scope="module")
def batch(people: dict[str, Browser]) -> Page:
    """A batch of which one ready file was taken."""
    page = people["lead"].drop(EXAMPLES / "01_clean_visits.837", EXAMPLES / "02_typical_faults.837")
    assert people["lead"].send(page.form(do="release"), page).status == 200
    return people["lead"].get(page.url.path)


def address(path: str, batch: Page) -> str:
    held = batch.url.path.rpartition("/")[2]
    number = next(row for row in batch.rows() if "waived" not in row).rpartition("/")[2]
    filled = {"batch": held, "number": number, "nth": "1", "rule": "charge-balance", "name": "page.css", "view": "none"}
    return path.format(**filled)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("path", LOOKS)
def test_who_may_see_what(people: dict[str, Browser], batch: Page, path: str, who: str) -> None:
    status = people[who].client.get(address(path, batch)).status_code
    assert status == (200 if who in LOOKS[path] else 403)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize(("path", "does"), FORMS)
def test_who_may_do_what(people: dict[str, Browser], batch: Page, path: str, does: str, who: str) -> None:
    """An act that is refused for what it lacks (422, 404) was not refused for who asked."""
    token = {"token": people[who].get("/help").forms[-1].data["token"]}
    files = [("files", ("", b""))] if path in {"/batches", "/overview"} else None
    answer = people[who].client.post(address(path, batch), data={**token, "do": does} if does else token, files=files)
    assert (answer.status_code == 403) is (who not in FORMS[path, does]), answer.text
    assert answer.status_code < 500


def test_every_route_is_here() -> None:
    known = {("GET", path) for path in LOOKS} | {("POST", path) for path, _ in FORMS} | APART
    assert {(method, path) for method, path, _ in ROUTES} == known

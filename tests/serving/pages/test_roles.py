"""Who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from serving.access import keys
from serving.access.roles import ROLES, Role
from serving.store import Store
from tests.serving.pages.browser import EXAMPLES, Browser, Page, server, store_url
from tests.serving.pages.test_claim import claim
from tests.serving.pages.test_sign_in import signed_in


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(store_url(tmp_path_factory.mktemp("roles")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def people(store: Store) -> Iterator[dict[Role, Browser]]:
    made = {role: keys.make(store, "main", role, scopes, "test") for role, scopes in ROLES.items()}
    with server(Path(str(store.engine.url.database)).parent) as running:
        yield {role: signed_in(running, key) for role, key in made.items()}


@pytest.fixture(scope="module")
def batch(people: dict[Role, Browser]) -> Page:
    return people["biller"].drop(EXAMPLES / "02_typical_faults.837")


def test_a_biller_changes_claims_and_sends_none_anyway(people: dict[Role, Browser], batch: Page) -> None:
    page = claim(people["biller"], batch, "MS-2003")
    assert not [form for form in page.forms if form.data.get("do") == "waive"]
    form = page.form(do="note")
    assert people["biller"].send(form, page, do="waive", why="because I say so").status == 403
    assert people["biller"].send(form, page, text="seen").status == 200


def test_a_lead_sends_anyway(people: dict[Role, Browser], batch: Page) -> None:
    page = claim(people["lead"], batch, "MS-2004")
    assert people["lead"].send(page.form(do="waive"), page, why="agreed by phone").status == 200


def test_an_analyst_changes_nothing_and_takes_nothing(people: dict[Role, Browser], batch: Page) -> None:
    one = people["analyst"]
    page = one.get(batch.rows()[0])
    assert not [form for form in page.forms if "do" in form.data and form.id != "paper"]
    for does in ("edit", "recheck", "note", "waive", "assign", "snooze", "suggestion", "undo"):
        assert one.send(page.form(id="paper"), page, do=does, text="x", why="because").status == 403
    for name in ("held", "answer.277", "ready/1"):
        assert one.get(f"{batch.url.path}/{name}").status in {403, 404}
    assert "MODEL" not in one.client.get(f"{batch.url.path}/list.csv").text

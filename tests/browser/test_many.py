"""A batch of 20,000 claims: the list answers, its pages lead on, and a claim of them is fixed like any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import Table, select, update

from serving.store import Store
from serving.store.tables import batch, work, work_source
from tests.browser.conftest import Sit, ready
from tests.browser.screen import EXAMPLES
from tests.serving.api.server import Process, served
from tests.serving.pages.browser import Browser as Plain
from tests.serving.pages.browser import store_url

CLAIMS = 20_000


def multiply(folder: Path, batch_id: str) -> None:
    """Let a batch hold its claims again and again, as if so many had been scored."""
    store = Store.open(store_url(folder))
    with store.begin() as connection:
        for table in (work, work_source):
            connection.execute(table.insert(), list(_copies(connection.execute(select(table)).mappings().all(), table)))
        connection.execute(update(batch).where(batch.c.id == batch_id).values(read=CLAIMS, claims=CLAIMS))
    store.close()


def _copies(rows: Any, table: Table) -> Iterator[dict[str, Any]]:
    for number in range(len(rows) + 1, CLAIMS + 1):
        one = dict(rows[number % len(rows)]) | {"number": number}
        if table is work:
            one |= {"claim_id": f"C{number}", "patient": f"PATIENT {number:05}", "patient_key": ""}
        yield one


@pytest.fixture
def many(program: str, tmp_path: Path) -> Iterator[tuple[Process, str]]:  # noqa: ARG001  or skipped
    """A server with such a batch, and its path."""
    with served(tmp_path) as process:
        ready(process)
        path = Plain(process.url).drop(EXAMPLES / "02_typical_faults.837").url.path
        multiply(tmp_path, path.rpartition("/")[2])
        yield process, path
        process.stop()


def test_a_list_of_20_000_claims_is_walked_sorted_and_worked_on(sit: Sit, many: tuple[Process, str]) -> None:
    process, path = many
    screen = sit(process.url)
    page, rows = screen.page, screen.page.locator("[data-row]")
    screen.open(path)
    expect(page.locator("caption").first).to_contain_text("20,000 claims")
    expect(rows).to_have_count(50)
    first = rows.all_inner_texts()
    page.locator("#page-on").click()
    expect(page.locator(".pages")).to_contain_text("Page 2 of 400")
    assert set(rows.all_inner_texts()).isdisjoint(first)

    page.locator("#by-head-patient").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Patient")
    screen.open(f"{path}?sort=patient&page=400")
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page.locator("#page-on")).to_have_count(0)

    screen.open(f"{path}?rule=charge-balance")
    expect(rows).to_have_count(50)
    rows.first.click()
    page.locator('#paper input[name="/total_charge"]').fill("166.00")
    page.locator("#save").click()
    expect(page.locator(".did")).to_contain_text("Changed; total charge")
    page.locator("#to-list").click()
    expect(page.locator("caption").first).to_contain_text("2,499 claims")

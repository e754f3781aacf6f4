"""Files that are no claims, or no whole ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.screen import EXAMPLES, Screen

GOOD = EXAMPLES / "01_clean_visits.837"


@pytest.mark.parametrize(
    ("name", "content"),
    [("scan.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 8), ("empty.837", b""), ("letter.837", b"Dear payer,\n")],
)
def test_what_is_no_claim_file_is_said_to_be_none(screen: Screen, name: str, content: bytes) -> None:
    screen.drop((name, content))
    expect(screen.page.locator("main")).to_contain_text("No claim could be read.")
    expect(screen.page.locator("#unread tbody tr").first).to_contain_text(name)
    expect(screen.page.locator("#release")).to_be_disabled()


def test_a_file_that_ends_in_the_middle_loses_nothing_that_came_before(screen: Screen) -> None:
    whole = GOOD.read_bytes()
    screen.drop(("cut.837", whole[: len(whole) * 2 // 3]), GOOD)
    assert screen.page.locator("[data-row]").count() > 5
    expect(screen.page.locator("#unread")).to_contain_text("cut.837")


def test_without_a_file_nothing_is_sent(screen: Screen) -> None:
    screen.open()
    before = len(screen.asked)
    screen.page.get_by_role("button", name="Check them").click()
    assert screen.page.evaluate("document.querySelector('#files').validity.valueMissing")
    assert [one for one in screen.asked[before:] if one.method == "POST"] == []

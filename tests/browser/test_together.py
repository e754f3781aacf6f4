"""Two people at one batch, each at a screen of their own."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from tests.browser.conftest import Sit
from tests.browser.screen import EXAMPLES


def test_who_comes_second_is_told_keeps_what_was_typed_and_may_save_it_after_all(sit: Sit) -> None:
    first, second = sit(), sit()
    batch = first.drop(EXAMPLES / "02_typical_faults.837")
    for one in (first, second):
        one.claim(batch, "MS-2007")
    total = '#paper input[name="/total_charge"]'
    first.page.fill(total, "166.00")
    first.page.press(total, "Enter")
    expect(first.page.locator(".did")).to_contain_text("Changed; total charge")

    second.page.fill(total, "167.00")
    second.page.press(total, "Enter")
    expect(second.page.get_by_role("alert").first).to_contain_text("somebody else was quicker")
    expect(second.page.locator(total)).to_have_value("167.00")
    second.expected(409)
    expect(second.page.locator(".events li").first).to_contain_text("166.00")

    second.page.press(total, "Enter")
    expect(second.page.locator(".did")).to_contain_text("Changed; total charge")
    first.page.reload()
    expect(first.page.locator(total)).to_have_value("167.00")


def test_what_one_typed_and_did_not_save_is_not_left_behind_by_a_slip(sit: Sit) -> None:
    screen = sit()
    screen.claim(screen.drop(EXAMPLES / "02_typical_faults.837"), "MS-2007")
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    screen.page.on("dialog", refuse)
    total = screen.page.locator('#paper input[name="/total_charge"]')
    total.fill("166.00")
    screen.page.get_by_role("link", name="List").click()
    expect(total).to_have_value("166.00")
    assert asked == ["What you typed into the claim is not saved. Go on without it?"]


def test_a_file_that_one_took_is_not_sent_by_the_other_again(sit: Sit) -> None:
    first, second = sit(), sit()
    batch = first.drop(EXAMPLES / "06_likely_refusals.837")
    second.open(batch)
    with first.page.expect_download():
        first.page.locator("#release").click()
    second.page.locator("#release").click()
    expect(second.page.locator("main")).to_contain_text("no claim is ready")
    second.expected(422)

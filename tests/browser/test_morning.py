"""A whole morning, from the files that are dropped to the one that goes out: by mouse, by keyboard, without scripts."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

import claims
from claims.claim import Claim
from claims.origin import Sourced
from tests.browser.conftest import Sit
from tests.browser.screen import EXAMPLES, Screen

FILES = (EXAMPLES / "02_typical_faults.837", EXAMPLES / "06_likely_refusals.837")

DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  return dropped;
}"""


def sent(download: Download) -> dict[str, Claim]:
    """The claims of the file that was saved."""
    content = Path(download.path()).read_bytes()
    read = claims.read_stream(iter([content]), download.suggested_filename)
    return {one.claim.claim_id: one.claim for one in read if isinstance(one, Sourced)}


def corrected(went: dict[str, Claim]) -> None:
    """See that the file holds what was done in the morning, beside what was ready as it came."""
    assert went["MS-2001"].rendering_provider is not None
    assert went["MS-2001"].rendering_provider.npi == "1999999026"
    assert went["MS-6001"].lines[1].modifiers == ("QW",)
    assert "MS-2003" in went  # sent anyway
    assert "MS-6004" in went  # ready as it came
    assert "MS-2006" not in went  # held: nobody touched it


def field(page: Page, path: str) -> Locator:
    return page.locator(f'#paper input[name="{path}"]')


def test_by_mouse(screen: Screen) -> None:
    page = screen.page
    screen.open()
    content = FILES[0].read_bytes()
    dropped = page.evaluate_handle(DROP, [FILES[0].name, b64encode(content).decode()])
    page.dispatch_event("#drop", "dragover", {"dataTransfer": dropped})
    expect(page.locator("#drop")).to_have_class("drop over")
    page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    screen.read()
    expect(page.get_by_role("heading", level=1)).to_have_text(FILES[0].name)
    expect(page.locator("[data-row]")).to_have_count(8)

    with page.expect_file_chooser() as choosing:
        page.get_by_role("navigation", name="All pages").get_by_role("link", name="Batches").click()
        page.locator("#files").click()
    choosing.value.set_files(FILES)
    page.get_by_role("button", name="Check them").click()
    screen.read()
    expect(page.locator("[data-row]")).to_have_count(14)

    page.locator("#tab-fix").click()
    expect(page.locator("[data-row]")).to_have_count(8)
    page.locator("#by-head-charge").click()
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("Charge")
    page.locator("#by-payer").select_option(label="MEDICARE PART B, MEDICARE01 (2)")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.get_by_role("link", name="Clear").click()

    page.get_by_role("link", name="MS-2001").click()
    field(page, "/rendering_provider/npi").fill("1999999026")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".did")).to_contain_text("Changed; ")
    expect(page.locator(".summary .sign")).to_have_text("Ready")
    expect(page.get_by_text("was 1999999027")).to_be_visible()

    page.get_by_role("link", name="List").click()
    page.get_by_role("link", name="MS-6001").click()
    page.get_by_label("What the record shows").first.fill("waived kit, per the lab log")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator(".did")).to_be_visible()
    expect(page.locator(".summary .sign")).to_have_text("Ready")

    page.get_by_role("link", name="List").click()
    page.get_by_role("link", name="MS-2003").click()
    page.get_by_label("Send anyway, because").fill("the payer agreed by phone")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator(".summary .sign")).to_have_text("Send anyway")

    page.get_by_role("link", name="List").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Take the ready file").click()
    corrected(sent(saving.value))
    expect(page.get_by_text("They count as sent from now on")).to_be_visible()
    expect(page.get_by_role("button", name="Take the ready file: 0 claims")).to_be_disabled()


def test_by_keyboard_alone(screen: Screen) -> None:
    page, press = screen.page, screen.page.keyboard.press
    screen.open()
    with page.expect_file_chooser() as choosing:  # asks the browser without waiting for its word: not at the last key
        while page.evaluate("document.activeElement.id") != "files":
            press("Tab")
        press("Enter")
    choosing.value.set_files(FILES)
    press("Tab")
    press("Enter")
    screen.read()

    go_to(page, "MS-2001")
    press("e")
    expect(field(page, "/rendering_provider/npi")).to_be_focused()
    page.keyboard.type("1999999026")
    press("Enter")
    expect(page.locator(".did")).to_contain_text("Changed; ")
    expect(page.locator("#said")).to_contain_text("Changed; ")  # read aloud
    press("Escape")
    press("u")
    expect(page.locator(".did")).to_contain_text("aken back")
    press("e")
    page.keyboard.type("1999999026")
    press("Enter")
    expect(page.locator(".summary .sign")).to_have_text("Ready")
    press("Escape")
    press("l")

    go_to(page, "MS-6001")
    press("a")
    page.keyboard.type("waived kit, per the lab log")
    press("Enter")
    expect(page.locator(".summary .sign")).to_have_text("Ready")
    before = page.url
    press("Escape")
    press("n")
    expect(page).not_to_have_url(before)
    press("l")

    go_to(page, "MS-2003")
    press("w")
    page.keyboard.type("the payer agreed by phone")
    press("Enter")
    expect(page.locator(".summary .sign")).to_have_text("Send anyway")
    press("Escape")
    press("l")
    expect(page.locator("#release")).to_be_visible()
    with page.expect_download() as saving:
        press("s")
    corrected(sent(saving.value))


def go_to(page: Page, name: str) -> None:
    """Step down the list to a claim, and open it."""
    expect(page.locator("[data-row]")).to_have_count(14)
    for _ in range(14):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.textContent") == name:
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_without_scripts(sit: Sit) -> None:
    screen = sit(java_script_enabled=False)
    page = screen.page
    batch = screen.drop(*FILES)
    page.locator("#tab-fix").click()
    page.locator("#by-payer").select_option(label="MEDICARE PART B, MEDICARE01 (2)")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("[data-row]")).to_have_count(2)

    screen.claim(batch, "MS-2001")
    field(page, "/rendering_provider/npi").fill("1999999026")
    field(page, "/rendering_provider/npi").press("Enter")
    expect(page.locator(".did")).to_contain_text("Changed; ")
    expect(page.locator(".summary .sign")).to_have_text("Ready")

    screen.claim(batch, "MS-6001")
    page.get_by_label("What the record shows").first.fill("waived kit, per the lab log")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.locator(".summary .sign")).to_have_text("Ready")

    screen.claim(batch, "MS-2003")
    page.get_by_label("Send anyway, because").fill("the payer agreed by phone")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator(".summary .sign")).to_have_text("Send anyway")

    screen.open(batch)
    page.get_by_role("button", name="Take the ready file").click()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save the file").click()
    corrected(sent(saving.value))


def test_many_claims_are_ticked_by_key_and_given_to_somebody(screen: Screen) -> None:
    screen.drop(*FILES)
    page = screen.page
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("input[name=number]:checked")).to_have_count(2)
    page.locator("#together-to").fill("ann")
    page.locator("#together-assign").click()
    expect(page.get_by_role("cell", name="ann", exact=True)).to_have_count(2)


@pytest.mark.parametrize("name", ["Held claims", "List as CSV", "277CA"])
def test_other_files_are_saved_and_the_list_stays(screen: Screen, typical: str, name: str) -> None:
    screen.open(typical)
    with screen.page.expect_download() as saving:
        screen.page.get_by_role("link", name=name).click()
    assert Path(saving.value.path()).stat().st_size > 500
    expect(screen.page.locator("table.claims")).to_be_visible()

"""Every page: fit for assistive technology, in light and dark, at 200 %, on a narrow screen; nothing forbidden."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Sit
from tests.browser.screen import EXAMPLES, Screen

LIST = ("/", "{batch}", "{batch}?verdict=fix&sort=deadline")
PAGES = (*LIST, "/overview", "/rules", "/rules/charge-balance", "/model", "/help", "/sign-in", "/batches/none")
CLAIMS = ("MS-2007", "MS-6001", "MH-4003", "MD-5002")
"""A fault and odds on a professional claim, an institutional and a dental one."""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WORST = {"moderate", "serious", "critical"}

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def everywhere(screen: Screen, batch: str) -> list[str]:
    """The addresses of all kinds of page."""
    screen.open(batch)
    rows = screen.page.locator("[data-row]")
    claims = dict(rows.evaluate_all("all => all.map((one) => [one.textContent, one.getAttribute('href')])"))
    some = [claims[name] for name in CLAIMS]
    return [*(path.format(batch=batch) for path in PAGES), *some, f"{some[0]}?all=1"]


def test_no_page_has_a_finding_of_axe_that_matters_in_light_or_dark(screen: Screen, typical: str) -> None:
    axe, found = Axe(), list[str]()
    for path in everywhere(screen, typical):
        screen.open(path)
        for scheme in SCHEMES:
            screen.page.emulate_media(color_scheme=scheme)
            only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}  # the rest is the same in both
            answer = axe.run(screen.page, options={"resultTypes": ["violations"], **only}).response
            assert answer["passes"]
            found += [
                f"{path} {scheme}: {one['id']}: {node['html']}"
                for one in answer["violations"]
                if one["impact"] in WORST
                for node in one["nodes"]
            ]
    assert found == []
    screen.expected(404)


@pytest.mark.parametrize(
    ("width", "scale"), [(680, 2), (360, 1)], ids=["a window of 1360 pixels at 200 %", "a telephone"]
)
def test_no_page_is_wider_than_the_window(sit: Sit, typical: str, width: int, scale: int) -> None:
    screen = sit(viewport={"width": width, "height": 700}, device_scale_factor=scale)
    wide = {}
    for path in everywhere(screen, typical):
        screen.open(path)
        wide[path] = screen.page.evaluate(WIDER)
    assert {path: by for path, by in wide.items() if by > 0} == {}
    screen.open(typical)
    table = screen.page.locator("table.claims")
    scrolls = table.evaluate("table => table.scrollWidth > table.parentElement.clientWidth")
    assert scrolls == (width == 680)  # in its own box; on a telephone claims are cards
    screen.expected(404)


def test_on_a_telephone_all_that_the_list_says_of_a_claim_is_seen(sit: Sit, typical: str) -> None:
    screen = sit(viewport={"width": 390, "height": 800})
    screen.open(typical)
    cells = screen.page.locator("table.claims tbody tr:first-child > *")
    expect(cells).to_have_count(12)
    for cell in cells.all():
        box = cell.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert cell.evaluate("one => one.scrollWidth <= one.clientWidth + 1")


def test_the_last_column_is_seen_at_1280_pixels_also_when_claims_were_changed(sit: Sit) -> None:
    screen = sit(viewport={"width": 1280, "height": 800})
    batch = screen.drop(*sorted(EXAMPLES.glob("*.837")))
    screen.claim(batch, "MS-2007")
    screen.page.locator('#paper input[name="/total_charge"]').fill("166.00")
    screen.page.locator("#save").click()
    expect(screen.page.locator(".did")).to_be_in_viewport()  # the field stands far down the claim
    screen.open(batch)
    table = screen.page.locator("table.claims")
    expect(table.get_by_text("changed", exact=True)).to_be_visible()
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")


def test_what_the_policy_forbids_is_noticed(screen: Screen) -> None:
    screen.open("/help")
    screen.page.evaluate("document.querySelector('main').innerHTML = '<p style=\"color: red\">text</p>'")
    expect(screen.page.get_by_text("text")).to_be_visible()
    assert any("Content Security Policy" in one for one in screen.complaints)
    screen.complaints.clear()


def test_focus_is_seen_and_the_first_key_leads_to_the_content(screen: Screen, typical: str) -> None:
    screen.open(typical)
    screen.page.keyboard.press("Tab")
    expect(screen.page.get_by_role("link", name="To the content")).to_be_in_viewport()
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#main")).to_be_focused()
    screen.page.keyboard.press("/")
    expect(screen.page.locator("#by-state")).to_be_focused()
    style = "one => getComputedStyle(one).outlineStyle"
    assert screen.page.locator("#by-state").evaluate(style) == "solid"

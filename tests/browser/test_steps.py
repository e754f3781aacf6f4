"""What goes on by itself, or from place to place: many claims at once, the next fault while typing, answers."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Route, expect

from tests.browser.conftest import Sit
from tests.browser.screen import EXAMPLES, Screen
from tests.serving.outcomes.office import paid, remit
from tests.serving.pages.browser import server
from tests.serving.pages.test_together import HURRIED


def test_what_is_done_with_many_claims_goes_on_by_itself_and_shows_how_far_it_came(sit: Sit, tmp_path: Path) -> None:
    with server(tmp_path, HURRIED) as running:
        screen = sit(f"http://127.0.0.1:{running.port}")
        screen.drop(*sorted(EXAMPLES.glob("*.837")))
        every = screen.page.locator("[data-row]").count()
        held: list[Route] = []
        read = False

        def hold(route: Route) -> None:
            """Keep the second step back until somebody read how far the first came."""
            if "left=" in (route.request.post_data or "") and not read:
                held.append(route)
            else:
                route.continue_()

        screen.page.route("**/batches/**", hold)
        screen.page.locator("#which-all").check()
        screen.page.locator("#together-recheck").click()
        expect(screen.page.get_by_role("heading", level=1)).to_contain_text(f"20 of {every} claims are checked again")
        read = True
        for route in held:
            route.continue_()
        expect(screen.page.locator("[data-row]")).to_have_count(every)
        steps = [one for one in screen.asked if one.method == "POST" and "recheck" in (one.post_data or "")]
        assert len(steps) == 2


def test_a_key_leads_to_the_next_fault_while_somebody_types(screen: Screen) -> None:
    screen.claim(screen.drop(EXAMPLES / "02_typical_faults.837"), "MS-2007")
    page, press = screen.page, screen.page.keyboard.press
    press("e")
    first = page.evaluate("document.activeElement.name")
    page.keyboard.type("A")
    press("Alt+n")
    second = page.evaluate("document.activeElement.name")
    assert {first, second} == {"/lines/0/diagnosis_pointers", "/total_charge"}
    assert page.input_value(f'[name="{first}"]') == "A"
    press("Alt+n")
    assert page.evaluate("document.activeElement.name") == first


def test_answers_are_dropped_on_the_overview(screen: Screen) -> None:
    screen.open("/overview")
    content: FilePayload = {"name": "day.835", "mimeType": "application/octet-stream", "buffer": remit(paid("NOBODYS"))}
    screen.page.locator("#files").set_input_files([content])
    screen.page.get_by_role("button", name="Take them in").click()
    said = screen.page.get_by_role("status").filter(has_text="day.835")
    expect(said).to_contain_text("1 answer of payers; 1 of claims that nobody said were sent")

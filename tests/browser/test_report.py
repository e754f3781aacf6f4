"""A report in a real browser: fit for assistive technology in light and dark, not wider than the window, no request."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_looks import SCHEMES, WIDER
from tests.training.page.test_page import whole


def test_a_report_has_no_finding_of_axe_and_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(whole(), "utf-8")
    # axe itself is a script, which the report's own policy forbids
    context = browser.new_context(viewport={"width": 1000, "height": 800}, bypass_csp=True)
    screen = context.new_page()
    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url))
    screen.goto(file.as_uri())
    found = []
    for scheme in SCHEMES:
        screen.emulate_media(color_scheme=scheme)
        answer = Axe().run(screen, options={"resultTypes": ["violations"]}).response
        assert answer["passes"]
        found += [f"{scheme}: {one['id']}: {node['html']}" for one in answer["violations"] for node in one["nodes"]]
    assert found == []
    assert asked == [file.as_uri()]
    screen.set_viewport_size({"width": 360, "height": 700})
    assert screen.evaluate(WIDER) <= 0
    context.close()

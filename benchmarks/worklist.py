"""How long a page of the list takes in a browser, until the frame that shows it, in a batch of 20,000 claims."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

import claims
from tests.serving.pages.browser import Browser, browser, server
from training.office import simulate

CLAIMS = 20_000
ROUNDS = 5

SEEN = """addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.seen = performance.now();
})));"""
"""The second frame after all of the page was read: the first one that surely shows it."""

WHEN = (
    "() => new Promise((tell) => { const look = () => window.seen ? tell(window.seen) : setTimeout(look, 5); look(); })"
)
"""Waits for it: the policy forbids what Playwright would do."""

SERVER = "performance.getEntriesByType('navigation')[0].responseEnd"


def main() -> None:
    """Print the table of ``docs/worklist.md``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  as in benchmarks.fixes

    with TemporaryDirectory() as name, server(Path(name)) as running, sync_playwright() as play:
        simulate(Path(name) / "office", CLAIMS, 7)
        dropper = browser(running)
        batch = _dropped(dropper, Path(name) / "office")
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        sheet = chromium.new_page(base_url=f"http://127.0.0.1:{running.port}", viewport={"width": 1360, "height": 850})
        sheet.add_init_script(SEEN)
        print("| page of the list | until it is seen, ms | of these until the answer was there |\n|---|--:|--:|")
        for said, query in _pages(sheet, batch):
            _row(sheet, said, batch + query, lambda: None)
        _row(sheet, "the first, after a change", batch, _changes(dropper, batch))


def _row(sheet: Any, said: str, path: str, before: Callable[[], object]) -> None:
    seen, answered = [], []
    for nth in range(ROUNDS + 1):
        before()
        sheet.goto(path)
        when = sheet.evaluate(WHEN)
        assert sheet.locator("[data-row]").count()
        if nth:  # the first warms what is kept
            seen.append(when)
            answered.append(sheet.evaluate(SERVER))
    print(f"| {said} | {statistics.median(seen):.0f} | {statistics.median(answered):.0f} |", flush=True)


def _dropped(dropper: Browser, office: Path) -> str:
    """The path of a batch of as many claims of an office, as one file of many interchanges."""
    page = dropper.get("/")
    content = b"".join(path.read_bytes() for path in _latest(office))
    files = [("files", ("day.837", content))]
    answer = dropper.client.post("/batches", data=page.form(id="drop").data, files=files, timeout=httpx.Timeout(600))
    assert answer.status_code == 200, answer.text
    path = str(answer.url.path)
    while "Being read" in dropper.client.get(path).text:
        time.sleep(1)
    return path


def _latest(office: Path) -> Iterator[Path]:
    """The latest files that hold so many claims together."""
    found = 0
    for path in reversed(list(claims.find_files([office / "train" / "claims", office / "test" / "claims"]))):
        if found >= CLAIMS:
            return
        found += path.read_bytes().count(b"CLM*")
        yield path


def _pages(sheet: Any, batch: str) -> Iterator[tuple[str, str]]:
    sheet.goto(batch)
    last = int(sheet.locator(".pages span").inner_text().replace(",", "").split()[-1])
    payer = sheet.locator("#by-payer option").nth(1).get_attribute("value")
    rule = sheet.locator("#by-rule option").nth(1).get_attribute("value")
    yield "the first", ""
    yield "the middle one", f"?page={last // 2}"
    yield "the last", f"?page={last}"
    yield "the middle one, by patient", f"?sort=patient&page={last // 2}"
    yield "the last, by filing limit", f"?sort=deadline&page={last}"
    yield "those to fix", "?verdict=fix"
    yield "of a payer, by charge", f"?payer={payer}&sort=-charge"
    yield "of a rule", f"?rule={rule}"


def _changes(dropper: Browser, batch: str) -> Callable[[], object]:
    """Changes a claim each time that it is called."""
    rows = iter(dropper.get(f"{batch}?verdict=fix").rows())

    def change() -> None:
        page = dropper.get(next(rows))
        answer = dropper.send(page.form(id="paper"), page, **{"/prior_authorization": f"A{page.url.path[-3:]}"})
        assert answer.status == 200, answer.status

    return change


if __name__ == "__main__":
    main()

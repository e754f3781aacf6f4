"""A person at a real Chromium: what they see, what the browser asked for, and what it complained of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FilePayload, Page, Request, expect

from tests.serving.server import ROOT

REQUIRED = "CLEANCLAIM_TEST_CHROMIUM"
"""Set to ``required``, it turns tests that would be skipped for want of Chromium into failures."""

EXAMPLES = ROOT / "examples"

QUIET = (
    "--no-sandbox",  # it opens our own pages alone, and the machine may forbid it namespaces
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
)
"""So that it asks nobody but our server."""


class Screen:
    """A window of its own, with cookies of its own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.asked: list[Request] = []
        self.complaints: list[str] = []
        """What a console shows in red: errors of scripts, what the policy forbids, answers that are no success."""
        context = page.context
        context.on("request", lambda request: self.asked.append(request))  # noqa: PLW0108  it marks what it is given
        context.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def open(self, path: str = "/") -> None:
        self.page.goto(self.url + path)

    def drop(self, *files: Path | tuple[str, bytes]) -> str:
        """Send files with the first page's form, wait until they are read, and give the batch's path."""
        self.open()
        self.page.locator("#files").set_input_files(_payloads(files))
        self.page.get_by_role("button", name="Check them").click()
        return self.read()

    def read(self) -> str:
        """Wait until a batch is read, and give its path."""
        self.page.wait_for_url("**/batches/*")
        expect(self.page.locator("#live")).to_be_visible()
        expect(self.page.locator(".busy")).to_have_count(0, timeout=20_000)
        return self.page.url.removeprefix(self.url).partition("?")[0]

    def claim(self, batch: str, name: str) -> None:
        """Open a claim of a batch by its number in the office."""
        self.open(batch)
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)

    def expected(self, status: int) -> None:
        """See that the browser complained of one answer with that status, and forget it."""
        found = [one for one in self.complaints if f"status of {status} " in one]
        assert len(found) == 1, self.complaints
        self.complaints.remove(found[0])

    def close(self) -> None:
        """Close the window, and see that it had nothing to complain of."""
        self.page.context.close()
        assert self.complaints == []


def _payloads(files: Sequence[Path | tuple[str, bytes]]) -> list[FilePayload]:
    named = [(one.name, one.read_bytes()) if isinstance(one, Path) else one for one in files]
    return [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in named]

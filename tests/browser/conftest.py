from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.screen import EXAMPLES, QUIET, REQUIRED, Screen
from tests.serving.api.server import Process, served
from tests.serving.pages.browser import Browser as Plain

expect.set_options(timeout=10_000)  # on a busy machine a page may take a while

Sit = Callable[..., Screen]


@pytest.fixture(scope="session")
def program() -> str:
    """The system's Chromium; tests that want it are skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is not None:
        return found
    sentence = "Chromium is not installed (apt-get install chromium): what people would see is not tested"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(sentence)
    pytest.skip(sentence)


# Playwright runs an event loop in this thread while it lives, which tests of other modules must not meet.
@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield one
        one.close()


@pytest.fixture(scope="session")
def server(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:  # noqa: ARG001  or skipped
    """A server that asks nobody who they are."""
    with served(tmp_path_factory.mktemp("page")) as process:
        ready(process)
        yield process
        process.stop()


def ready(process: Process) -> None:
    """Wait until a server answers: it says its address a moment before it does."""
    with process.client() as client:
        assert client.get("/readyz").status_code == 200


@pytest.fixture
def sit(browser: Browser, server: Process) -> Iterator[Sit]:
    """Sit somebody down at a screen; none may have had anything to complain of when the test ends."""
    screens: list[Screen] = []

    def down(url: str = server.url, **how: Any) -> Screen:
        context = browser.new_context(viewport=how.pop("viewport", {"width": 1360, "height": 850}), **how)
        screens.append(Screen(context.new_page(), url))
        return screens[-1]

    yield down
    for one in screens:
        one.close()


@pytest.fixture
def screen(sit: Sit) -> Screen:
    """One person at a screen."""
    return sit()


@pytest.fixture(scope="session")
def typical(server: Process) -> str:
    """The path of a batch that tests look at and do not change."""
    return Plain(server.url).drop(*sorted(EXAMPLES.glob("*.837"))).url.path

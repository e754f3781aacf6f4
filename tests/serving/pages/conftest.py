from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.pages.browser import EXAMPLES, Browser, Page, browser, server
from tests.serving.server import Served


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def running(folder: Path) -> Iterator[Served]:
    """A server that asks nobody who they are."""
    with server(folder) as served:
        yield served


@pytest.fixture
def anybody(running: Served) -> Browser:
    return browser(running)


@pytest.fixture(scope="session")
def batch(running: Served) -> Page:
    """The page of a batch that tests look at and do not change."""
    return browser(running).drop(*sorted(EXAMPLES.glob("*.837")))

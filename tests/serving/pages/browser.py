"""A browser without scripts: it follows links, sends forms, keeps cookies; and a server for it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from tests.serving.server import ROOT, Served, serving

EXAMPLES = ROOT / "examples"


class Form:
    """A form of a page."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.method = attributes.get("method", "get")
        self.action = attributes.get("action", "")
        self.id = attributes.get("id", "")
        self.fields: list[tuple[str, str]] = []

    @property
    def data(self) -> dict[str, str]:
        return dict(self.fields)


class Page(HTMLParser):
    """A page as it was answered."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(convert_charrefs=True)
        self.answer, self.html = answer, answer.text
        self.status, self.url = answer.status_code, answer.url
        self.forms: list[Form] = []
        self.links: list[dict[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self._select = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        self.elements.append((tag, of))
        if tag == "a" and "href" in of:
            self.links.append(of)
        elif tag == "form":
            self.forms.append(Form(of))
        elif tag == "input" and "name" in of and "disabled" not in of and self.forms:
            if of.get("type") not in {"checkbox", "radio", "file"} or "checked" in of:
                self.forms[-1].fields.append((of["name"], of.get("value", "")))
        elif tag == "select":
            self._select = of.get("name", "")
        elif tag == "option" and "selected" in of and self.forms:
            self.forms[-1].fields.append((self._select, of.get("value", "")))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    @property
    def title(self) -> str:
        found = re.search(r"<title>([^<]*)</title>", self.html)
        return found[1] if found else ""

    def rows(self) -> list[str]:
        """The links of a table's rows."""
        return [of["href"] for of in self.links if "data-row" in of]

    def form(self, **of: str) -> Form:
        """The form with that id, or those fields."""
        wanted = of.pop("id", None)
        for form in self.forms:
            if (wanted is None or form.id == wanted) and of.items() <= form.data.items():
                return form
        raise AssertionError(f"no form {wanted} {of}: {[(form.id, form.data) for form in self.forms]}")

    def field(self, path: str) -> dict[str, str]:
        """The field of the claim's form that holds a path."""
        return next(of for tag, of in self.elements if tag == "input" and of.get("name") == path)


class Browser:
    """What somebody sits at."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=30, trust_env=False, follow_redirects=True)

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def send(self, form: Form, at: Page, /, **changes: Any) -> Page:
        """Send a form of a page with some fields changed; ``None`` leaves one out."""
        data = {name: value for name, value in {**form.data, **changes}.items() if value is not None}
        url = at.url.join(form.action) if form.action else at.url
        if form.method == "get":
            return Page(self.client.get(url, params=data))
        return Page(self.client.post(url, data=data))

    def drop(self, *files: Path | tuple[str, bytes]) -> Page:
        """Drop files, and wait until they are read."""
        first = self.get("/")
        named = [(one.name, one.read_bytes()) if isinstance(one, Path) else one for one in files]
        answer = self.client.post("/batches", data=first.form(id="drop").data, files=[("files", one) for one in named])
        page = Page(answer)
        for _ in range(200):
            if page.status != 200 or "Being read" not in page.text:
                return page
            time.sleep(0.05)
            page = self.get(str(page.url))
        raise AssertionError("the batch is not read after ten seconds")


SERVER = (
    "from models import EMBEDDED, Bundle",
    "from serving.api.app import create",
    "from serving.api.alone import around",
    "from serving.load import for_a_server",
    "from serving.api.logs import Log",
    "quiet = Log(level=40)",  # nobody reads what it writes, and a full pipe would stop it
)


@contextmanager
def server(folder: Path, *first: str) -> Iterator[Served]:
    """A server with the embedded model, and a store that a test can look into.

    Args:
        folder: of its store.
        first: lines that it runs before it serves.
    """
    code = f"app = create(around(for_a_server(Bundle.load(EMBEDDED)), store_url={store_url(folder)!r}), quiet)"
    with serving(*SERVER, *first, code) as running:
        yield running


def store_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.db'}"


def browser(running: Served) -> Browser:
    return Browser(f"http://127.0.0.1:{running.port}")

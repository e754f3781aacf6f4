"""What the pages tell the browser, and what they refuse."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import pytest

from serving.pages.headers import POLICY
from tests.serving.pages.browser import EXAMPLES, Browser, Page


@pytest.fixture
def pages(anybody: Browser, batch: Page) -> list[Page]:
    paths = ["/", "/help", "/sign-in", batch.url.path, *batch.rows()[:3], "/batches/nowhere"]
    return [anybody.get(path) for path in paths]


def test_every_page_has_the_strict_policy_and_is_kept_nowhere(pages: list[Page]) -> None:
    for page in pages:
        headers = page.answer.headers
        assert headers["content-security-policy"] == POLICY
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"


def test_no_page_holds_a_style_a_script_or_a_handler_of_its_own(pages: list[Page]) -> None:
    for page in pages:
        for tag, of in page.elements:
            assert tag != "style", page.url
            assert not [name for name in of if name == "style" or re.match(r"on[a-z]+$", name)], (page.url, tag, of)
            assert not [name for name in of if name.startswith("hx-on")], page.url
            assert tag != "script" or of["src"].startswith("/static/"), page.url


def test_no_page_asks_for_anything_from_elsewhere(pages: list[Page]) -> None:
    for page in pages:
        for tag, of in page.elements:
            if tag in {"script", "link", "img", "use"}:
                assert of.get("src", of.get("href", "/")).startswith("/static/"), (tag, of)


def test_no_id_stands_twice_on_a_page_and_every_field_has_a_name(pages: list[Page]) -> None:
    for page in pages:
        ids = [of["id"] for _, of in page.elements if "id" in of]
        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
        labelled = {of["for"] for tag, of in page.elements if tag == "label" and "for" in of}
        inside = "".join(re.findall(r"<label.*?</label>", page.html, re.DOTALL))
        for tag, of in page.elements:
            if tag in {"input", "select"} and of.get("type") != "hidden":
                known = of.get("id") in labelled or "aria-label" in of or of.get("id", "?") in inside
                assert known, (page.url, of)


def test_every_reference_within_a_page_leads_to_something(pages: list[Page]) -> None:
    for page in pages:
        ids = {of["id"] for _, of in page.elements if "id" in of}
        wanted = [of["href"][1:] for of in page.links if of["href"].startswith("#")]
        wanted += [of["aria-describedby"] for _, of in page.elements if "aria-describedby" in of]
        wanted += [of["aria-labelledby"] for _, of in page.elements if "aria-labelledby" in of]
        assert set(wanted) <= ids, (page.url, set(wanted) - ids)


def test_files_of_pages_are_kept_for_a_year_under_an_address_that_changes_with_them(anybody: Browser) -> None:
    first = anybody.get("/")
    addresses = [of["src"] for tag, of in first.elements if tag == "script"]
    assert len(addresses) == 2
    for address in addresses:
        answer = anybody.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        assert answer.headers["content-type"].startswith("text/javascript")


def test_every_icon_that_a_page_uses_is_there(pages: list[Page]) -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', files("serving.pages.static").joinpath("icons.svg").read_text()))
    for page in pages:
        used = {of["href"].partition("#")[2] for tag, of in page.elements if tag == "use"}
        assert used <= drawn


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(anybody: Browser, headers: dict[str, str]) -> None:
    data = anybody.get("/").form(id="drop").data
    files = [("files", ("a.837", (EXAMPLES / "01_clean_visits.837").read_bytes()))]
    before = len(anybody.get("/").rows())
    assert anybody.client.post("/batches", data=data, files=files, headers=headers).status_code == 403
    assert len(anybody.get("/").rows()) == before


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_form_without_what_ours_carry_is_refused_before_a_file_of_it_is_taken(anybody: Browser, token: str) -> None:
    anybody.get("/")
    files = [("files", ("a.837", b"ISA"))]
    answer = anybody.client.post("/batches", data={"token": token}, files=files)
    assert answer.status_code == 403
    assert anybody.client.post("/help", data={"token": token, "keys": "off"}).status_code == 403


def test_a_server_that_asks_nobody_is_called_by_this_machines_names_alone(anybody: Browser) -> None:
    for name, status in (("evil.example", 421), ("localhost", 200), ("127.0.0.1:8000", 200), ("[::1]", 200)):
        assert anybody.client.get("/", headers={"host": name}).status_code == status, name


def test_the_pages_take_nothing_of_the_api_away(anybody: Browser) -> None:
    assert anybody.client.get("/openapi.json").status_code == 200
    assert anybody.client.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert anybody.client.post("/").status_code == 405


def test_a_form_larger_than_any_of_ours_is_refused(anybody: Browser) -> None:
    token = anybody.get("/help").form().data["token"]
    assert anybody.client.post("/help", data={"token": token, "x": "x" * (1 << 20)}).status_code == 413


def test_what_is_no_form_is_refused(anybody: Browser) -> None:
    anybody.get("/")
    for content, kind in ((b"\xff\xfe", "application/x-www-form-urlencoded"), (b"{}", "application/json")):
        answer = anybody.client.post("/help", content=content, headers={"content-type": kind})
        assert answer.status_code in {400, 403}
    head = {"content-type": "multipart/form-data; boundary=b"}
    cut = b'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\nx'
    assert anybody.client.post("/batches", content=cut, headers=head).status_code in {400, 403}
    assert anybody.client.post("/batches", content=b"x", headers={"content-type": "text/plain"}).status_code == 415


def test_pages_are_loaded_when_somebody_looks_and_not_before() -> None:
    code = (
        "import sys, serving.api.process\nprint([one for one in ('jinja2', 'serving.pages.app') if one in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"

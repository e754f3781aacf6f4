"""Sign-in at an issuer, against a real one on loopback."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.serving.access.issuer import LocalIssuer
from tests.serving.pages.browser import SERVER, Browser, browser, store_url
from tests.serving.server import Served, serving

CLIENT, SECRET = "our-client", "s&cret"


class PeoplesIssuer(LocalIssuer):
    """One that signs people in at once, and gives a token for each code."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_for: dict[str, dict[str, str]] = {}
        self.says: dict[str, Any] = {}
        """What its tokens say instead."""

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back."""
        code = f"code-{len(self.asked_for)}"
        self.asked_for[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def give(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The answer to a code."""
        asked = self.asked_for.pop(form["code"], None)
        if asked is None:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        user, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        assert (user, secret) == (CLIENT, "s%26cret")
        assert challenge == asked["code_challenge"]
        assert form["redirect_uri"] == asked["redirect_uri"]
        said = {"aud": CLIENT, "nonce": asked["nonce"], "office": "main", "scope": "openid biller", **self.says}
        return 200, {"id_token": self.token(**said), "token_type": "Bearer", "access_token": "x"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[PeoplesIssuer]:
    one = PeoplesIssuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.answer(303, b"", {"location": one.authorize(query)})
            else:
                self.answer(*one.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, said = one.give(form, self.headers.get("authorization", ""))
            self.answer(status, json.dumps(said).encode())

        def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        one.url = f"http://127.0.0.1:{server.server_port}"
        one.named = {"authorization_endpoint": f"{one.url}/authorize", "token_endpoint": f"{one.url}/token"}
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield one
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def running(issuer: PeoplesIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("oidc")
    code = f"""
from msgspec.structs import replace
from serving.access import Access
from serving.access.settings import oidc_here
service = around(for_a_server(), store_url={store_url(folder)!r})
oidc = oidc_here({{"CLEANCLAIM_OIDC_ISSUER": {issuer.url!r}, "CLEANCLAIM_OIDC_AUDIENCE": "https://claims.example",
                   "CLEANCLAIM_OIDC_CLIENT": {CLIENT!r}, "CLEANCLAIM_OIDC_SECRET": {SECRET!r}}})
app = create(replace(service, access=Access(service.store, oidc)), quiet)
"""
    with serving(*SERVER, code) as served:
        yield served


@pytest.fixture
def somebody(running: Served, issuer: PeoplesIssuer) -> Browser:
    issuer.says = {}
    return browser(running)


def test_who_signs_in_at_the_issuer_comes_back_to_the_page_they_wanted(somebody: Browser) -> None:
    asked = somebody.get("/help")
    assert asked.url.path == "/sign-in"
    link = next(of["href"] for of in asked.links if of["href"].startswith("/sign-in/with"))
    shown = somebody.get(link)
    assert (shown.status, shown.url.path) == (200, "/help")
    assert "ann biller, main" in shown.text
    assert somebody.get("/").url.path == "/"


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another"},
        {"aud": "https://claims.example"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"office": None},
        {"nonce": None},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_signs_nobody_in(
    somebody: Browser, issuer: PeoplesIssuer, says: dict[str, Any]
) -> None:
    issuer.says = says
    refused = somebody.get("/sign-in/with")
    assert refused.status == 401
    assert 'id="wrong"' in refused.html
    assert somebody.get("/").url.path == "/sign-in"


@pytest.mark.parametrize("query", ["", "?code=code-0", "?code=code-0&state=forged", "?error=access_denied&state=x"])
def test_an_answer_that_nobody_here_asked_for_signs_nobody_in(somebody: Browser, query: str) -> None:
    assert somebody.get(f"/sign-in/back{query}").status == 401
    somebody.client.get("/sign-in/with", follow_redirects=False)
    assert somebody.get(f"/sign-in/back{query}").status == 401
    assert somebody.get("/").url.path == "/sign-in"


def test_a_code_counts_once(somebody: Browser) -> None:
    away = somebody.client.get("/sign-in/with", follow_redirects=False)
    sent_back = somebody.client.get(away.headers["location"], follow_redirects=False).headers["location"]
    cookies = dict(somebody.client.cookies)
    assert somebody.get(sent_back).status == 200
    somebody.client.cookies.clear()
    somebody.client.cookies.update({name: value for name, value in cookies.items() if name == "cleanclaim-away"})
    assert somebody.get(sent_back).status == 401


def test_an_issuer_that_is_away_is_a_page_that_says_so(somebody: Browser, issuer: PeoplesIssuer) -> None:
    issuer.down = True
    try:
        page = somebody.get("/sign-in/with")
    finally:
        issuer.down = False
    assert page.status == 503
    assert "the sign-in service does not answer" in page.text
    assert "SECRETNAME" not in page.html

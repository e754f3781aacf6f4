"""A real issuer on loopback: it publishes keys, and signs what it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

AUDIENCE = "https://claims.example"


@cache
def key(kind: str, kid: str) -> Key:
    """A private key."""
    named = {"kid": kid}
    if kind == "RSA":
        return RSAKey.generate_key(2048, named)
    return ECKey.generate_key("P-256", named) if kind == "EC" else OKPKey.generate_key("Ed25519", named)


class LocalIssuer:
    """What it publishes, and how often it was asked for its keys."""

    def __init__(self) -> None:
        self.keys: list[Key] = [key("RSA", "first"), key("EC", "second")]
        self.asked = 0
        self.down = False
        self.url = ""
        self.named: dict[str, Any] = {}
        """What its discovery document says instead."""

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        if self.down:
            return 503, b"SECRETNAME"
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps({"issuer": self.url, "jwks_uri": f"{self.url}/keys"} | self.named).encode()
        if path == "/keys":
            self.asked += 1
            strange = {"kty": "of the future", "kid": "strange"}
            return 200, json.dumps({"keys": [strange, *(each.as_dict(private=False) for each in self.keys)]}).encode()
        return 404, b""

    def claims(self, **other: Any) -> dict[str, Any]:
        """What a good token says, and what else; ``None`` takes a claim out."""
        now = int(time.time())
        said = {"iss": self.url, "aud": AUDIENCE, "sub": "ann", "office": "north", "scope": "score patients openid"}
        said |= {"iat": now, "exp": now + 300} | other
        return {name: value for name, value in said.items() if value is not None}

    def token(self, kind: str = "RSA", kid: str = "first", alg: str = "RS256", **claims: Any) -> str:
        """A signed token."""
        return jwt.encode({"alg": alg, "kid": kid}, self.claims(**claims), key(kind, kid), [alg])


@contextmanager
def issuing() -> Iterator[LocalIssuer]:
    """An issuer that runs."""
    issuer = LocalIssuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = issuer.answer(self.path)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()

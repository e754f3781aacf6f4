from __future__ import annotations

import asyncio
import json
import re
import time

from msgspec import structs

from serving.access.caller import SCOPES
from serving.access.issuer import Issuer
from serving.access.settings import oidc_here
from serving.access.token import Tokens
from serving.api.limits import Limits
from tests.cli.command import ROOT
from tests.serving.access.issuer import issuing

PAGE = (ROOT / "docs" / "access.md").read_text("utf-8")


def block(words: str) -> str:
    found = re.search(rf"^```{words}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_every_scope_is_explained() -> None:
    assert re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE) == list(SCOPES)


def test_the_proxies_of_the_examples_let_all_pass_that_the_server_takes() -> None:
    batch, file = (f"{size >> 20}" for size in (Limits().batch_bytes, Limits().job_bytes))
    assert re.findall(r"location ([^{]*) {[^}]*client_max_body_size (\d+)m;", block("nginx")) == [
        ("/", batch),
        ("= /v1/jobs", file),
    ]
    assert "@jobs path /v1/jobs\n" in block("caddyfile")
    assert re.findall(r"request_body (@\w+) {\s*max_size (\d+)MiB", block("caddyfile")) == [
        ("@jobs", file),
        ("@others", batch),
    ]


def test_the_token_of_the_example_is_what_the_page_says_under_its_settings() -> None:
    said = dict(line.split("=", 1) for line in block("sh settings").splitlines())
    claims = json.loads(block("json token"))
    assert claims["iss"] == said["CLEANCLAIM_OIDC_ISSUER"]
    oidc = oidc_here(said)
    assert oidc is not None
    with issuing() as issuer:
        tokens = Tokens(structs.replace(oidc, issuer=issuer.url), Issuer(issuer.url))
        token = issuer.token(**claims | {"iss": issuer.url, "scope": None, "iat": None, "exp": int(time.time()) + 60})
        caller = asyncio.run(tokens.caller(token))
        tokens.close()
    assert (caller.office, caller.who, caller.scopes) == ("north", claims["sub"], {"score", "outcomes"})
    assert "the office `north`, the scopes `score` and `outcomes`" in PAGE

"""A real server as those who run it start it: over TLS, with keys, tokens and limits at once."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serving.access import keys
from serving.store import Store
from tests.serving.access.certificate import certificate
from tests.serving.access.issuer import AUDIENCE, LocalIssuer, issuing
from tests.serving.access.running import running
from tests.serving.access.test_offices import JSON, claim

CLAIM = json.dumps(claim())


@pytest.fixture(scope="module")
def issuer() -> Iterator[LocalIssuer]:
    with issuing() as started:
        yield started


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('running') / 'store.db'}"


@pytest.fixture(scope="module")
def client(url: str, issuer: LocalIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    certfile, keyfile = certificate(tmp_path_factory.mktemp("tls"))
    settings = {
        "CLEANCLAIM_OIDC_ISSUER": issuer.url,
        "CLEANCLAIM_OIDC_AUDIENCE": AUDIENCE,
        "CLEANCLAIM_REQUESTS_A_SECOND": "5",
        "CLEANCLAIM_CLAIMS_A_MINUTE": "20",
    }
    words = ("--ssl-certfile", str(certfile), "--ssl-keyfile", str(keyfile))
    with running(url, *words, trusted=ssl.create_default_context(cafile=certfile), **settings) as client:
        assert client.base_url.scheme == "https"
        yield client


@pytest.fixture
def key(url: str) -> str:
    store = Store.open(url)
    made = keys.make(store, "north", "test", ["score", "patients"], "ann")
    store.close()
    return made


def test_a_page_that_gives_its_own_name_to_this_machine_reads_nothing(tmp_path: Path) -> None:
    with running(f"sqlite:///{tmp_path / 'store.db'}") as alone:
        assert alone.get("/v1/rules").status_code == 200
        refused = alone.get("/v1/rules", headers={"host": "evil.example"})
        assert (refused.status_code, refused.headers["content-type"]) == (421, "application/problem+json")


def test_a_key_opens_it_over_tls_and_nothing_else_does(client: httpx.Client, key: str) -> None:
    assert client.get("/v1/rules").status_code == 401
    assert client.get("/v1/rules", headers={"x-api-key": key}).status_code == 200
    assert client.get("/v1/rules", headers={"authorization": f"Bearer {key}"}).status_code == 200
    with pytest.raises(httpx.HTTPError):
        httpx.get(str(client.base_url).replace("https", "http"), trust_env=False)


def test_a_token_scores_for_its_office_and_its_subject_is_on_record(client: httpx.Client, issuer: LocalIssuer) -> None:
    headers = {"authorization": f"Bearer {issuer.token(sub='ann of north')}"}
    scored = client.post("/v1/score", content=CLAIM, headers=headers | JSON)
    assert scored.status_code == 200, scored.text
    record = client.get(f"/v1/scores/{scored.json()['score_id']}", headers=headers)
    assert record.json()["who"] == "ann of north"
    elsewhere = {"authorization": f"Bearer {issuer.token(office='south')}"}
    assert client.get(f"/v1/scores/{scored.json()['score_id']}", headers=elsewhere).status_code == 404


def test_a_token_that_has_expired_is_told_so(client: httpx.Client, issuer: LocalIssuer) -> None:
    answer = client.get("/v1/rules", headers={"authorization": f"Bearer {issuer.token(exp=1_700_000_000)}"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert 'error_description="the token has expired"' in answer.headers["www-authenticate"]


def test_a_revoked_key_ends_within_five_seconds(client: httpx.Client, url: str, key: str) -> None:
    assert client.get("/v1/model", headers={"x-api-key": key}).status_code == 200
    store = Store.open(url)
    keys.revoke(store, key.split("_")[1], "ann")
    store.close()
    revoked = time.monotonic()
    while client.get("/v1/model", headers={"x-api-key": key}).status_code != 401:
        assert time.monotonic() < revoked + 5
        time.sleep(0.25)  # within the limit of requests


def test_more_requests_than_the_limit_are_told_when_to_come_again(client: httpx.Client, key: str) -> None:
    answers = (client.get("/v1/rules/timely-filing", headers={"x-api-key": key}) for _ in range(100))
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["retry-after"] == "1"
    assert "5 requests a second" in refused.json()["detail"]
    time.sleep(1)
    assert client.get("/v1/rules/timely-filing", headers={"x-api-key": key}).status_code == 200


def test_the_claims_of_a_batch_count_one_by_one(client: httpx.Client, key: str) -> None:
    batch = json.dumps([claim(number) for number in range(30)])
    headers = {"x-api-key": key} | JSON
    answer = client.post("/v1/score/batch", content=batch, headers=headers)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 30
    refused = client.post("/v1/score", content=CLAIM, headers=headers)
    assert refused.status_code == 429
    assert 25 < int(refused.headers["retry-after"]) <= 33  # 11 claims at 20 a minute


def test_the_first_key_closes_a_server_that_asked_nobody(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with running(url) as client:
        assert client.get("/v1/rules").status_code == 200
        store = Store.open(url)
        keys.make(store, "main", "test", ["score"], "ann")
        store.close()
        made = time.monotonic()
        while client.get("/v1/rules").status_code != 401:
            assert time.monotonic() < made + 5
            time.sleep(0.1)

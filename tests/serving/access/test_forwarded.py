from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from serving.api.batches import FORWARDED
from tests.serving.access.running import running
from tests.serving.access.test_offices import claim

HEAD = (
    "POST /v1/score/batch HTTP/1.1\r\nhost: localhost\r\n"
    "content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(f"sqlite:///{tmp_path_factory.mktemp('forwarded') / 'store.db'}") as client:
        yield client


def chunk(number: int) -> bytes:
    line = json.dumps(claim(number)).encode() + b"\n"
    return b"%x\r\n%s\r\n" % (len(line), line)


def answer(client: httpx.Client, header: str, seconds: float) -> tuple[bytes, bytes]:
    """What arrives within some seconds of two claims that are sent without an end, and all after the end."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=20) as wire:
        wire.sendall(f"{HEAD}{header}\r\n".encode() + chunk(1) + chunk(2))
        wire.settimeout(seconds)
        try:
            early = wire.recv(1 << 16)
        except TimeoutError:
            early = b""
        wire.settimeout(20)
        wire.sendall(chunk(3) + b"0\r\n\r\n")
        rest = early
        while not rest.endswith(b"\r\n0\r\n\r\n"):
            received = wire.recv(1 << 16)
            assert received
            rest += received
        return early, rest


@pytest.mark.parametrize("name", sorted(FORWARDED))
def test_through_a_proxy_no_answer_begins_before_the_body_has_ended(client: httpx.Client, name: str) -> None:
    early, all_of_it = answer(client, f"{name}: 192.0.2.1\r\n", 0.5)
    assert early == b""
    assert all_of_it.startswith(b"HTTP/1.1 200")
    assert all_of_it.count(b'"claim_id"') == 3


def test_without_one_results_begin_while_claims_are_still_coming(client: httpx.Client) -> None:
    early, all_of_it = answer(client, "", 15)
    assert early.startswith(b"HTTP/1.1 200")
    assert all_of_it.count(b'"claim_id"') == 3


def test_through_a_proxy_an_empty_batch_is_refused_all_the_same(client: httpx.Client) -> None:
    headers = {"x-forwarded-for": "192.0.2.1", "content-type": "application/x-ndjson"}
    assert client.post("/v1/score/batch", content=b" \n", headers=headers).status_code == 400

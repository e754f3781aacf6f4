"""Real server processes: how they end, what they load, how several of them count together."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from tests.edi837 import claim, file837
from tests.serving.api.calls import CLAIM, EDI, JSON
from tests.serving.api.server import Process, served
from tests.serving.server import serving

CLAIMS = 400
CONTENT = file837(*(claim(f"C-{at}", charge=f"{at + 1}") for at in range(CLAIMS)))


@pytest.mark.parametrize("workers", [1, 2])
def test_told_to_stop_in_the_middle_of_a_batch_it_finishes_it_settles_the_record_and_ends_with_0(
    tmp_path: Path, workers: int
) -> None:
    with served(tmp_path, "--workers", str(workers)) as server:
        with server.client() as client:
            assert client.get("/readyz").status_code == 200
        results = batch_with_a_signal_in_between(server)
        assert server.wait() == 0
    assert [json.loads(line)["claim_id"] for line in results] == [f"C-{at}" for at in range(CLAIMS)]
    with sqlite3.connect(tmp_path / "store.db") as store:
        ids = {row[0] for row in store.execute("SELECT id FROM score")}
    assert ids == {json.loads(line)["score_id"] for line in results}


def batch_with_a_signal_in_between(server: Process) -> list[str]:
    """Send half of a batch, have the server told to stop, see that no new call is taken, send the rest."""
    head = "POST /v1/score/batch?explain=none HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/edi-x12\r\n"
    half = len(CONTENT) // 2
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"{head}content-length: {len(CONTENT)}\r\n\r\n".encode() + CONTENT[:half])
        seen = b""
        while b'"C-20"' not in seen:
            more = connection.recv(65536)
            assert more, seen
            seen += more
        server.process.send_signal(signal.SIGTERM)
        wait_until_nobody_listens(server.port)
        connection.sendall(CONTENT[half:])
        while more := connection.recv(65536):
            seen += more
    body = seen.partition(b"\r\n\r\n")[2]
    return [line for line in unchunked(body).decode().splitlines() if line]


def wait_until_nobody_listens(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
                connection.settimeout(0.1)
                connection.recv(1)
        except (ConnectionRefusedError, ConnectionResetError):
            return
        except TimeoutError:
            continue
    raise AssertionError("it still takes connections")


def unchunked(body: bytes) -> bytes:
    """The content of a body in chunks."""
    content = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        content += rest[: int(size, 16)]
        body = rest[int(size, 16) + 2 :]
    return content


def test_a_caller_who_never_ends_keeps_it_no_longer_than_the_limit(tmp_path: Path) -> None:
    with served(tmp_path, CLEANCLAIM_LIMIT_SHUTDOWN_SECONDS="1") as server:
        with server.client() as client:
            client.get("/readyz")
        head = b"POST /v1/score/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/edi-x12\r\n"
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(head + b"content-length: 100000\r\n\r\n" + CONTENT[:5000])
            connection.recv(1000)
            assert server.stop() == 0


def test_two_processes_count_together_and_what_a_dead_one_counted_stays(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as server:
        seen: set[int] = set()
        calls = 0
        while len(seen) < 2 and calls < 200:  # each connection goes to whoever takes it
            calls += 1
            with server.client() as client:
                client.post("/v1/score?explain=none", content=CLAIM, headers=JSON)
            seen = {line["pid"] for line in server.lines if line["event"] == "request"}
        assert len(seen) == 2
        with server.client() as client:
            assert counted(client.get("/metrics").text) == calls
        os.kill(min(seen), signal.SIGKILL)
        while not any("died" in line["event"] for line in server.lines):
            time.sleep(0.1)
        with server.client() as client:
            assert counted(client.get("/metrics").text) == calls
        assert server.stop() == 0


def counted(text: str) -> float:
    name = 'cleanclaim_request_seconds_count{method="POST",route="/v1/score",status="200"}'
    return float(next(line for line in text.splitlines() if line.startswith(name)).rpartition(" ")[2])


NEVER = {"mlflow", "shap", "pandas", "sklearn", "pyarrow", "matplotlib", "scipy", "training"}
ONLY_WHEN_NEEDED = {"fhir", "psycopg", "joserfc"}  # FastAPI itself takes OpenTelemetry where that is installed


def test_a_server_that_has_answered_everything_has_loaded_no_training_library() -> None:
    code = """
import sys, msgspec
from models import EMBEDDED, Bundle
from serving.api import app as application
from serving.api.alone import around
from serving.api.reply import as_json
from serving.load import for_a_server

async def modules(call):
    return as_json(sorted(sys.modules))

listed = msgspec.structs.replace(application.health.ROUTES[0], path="/modules", does=modules)
application.ROUTES = (*application.ROUTES, listed)
app = application.create(around(for_a_server(Bundle.load(EMBEDDED))))
"""
    with serving(code) as running:
        client = running.client
        for path in ("/v1/model", "/v1/rules", "/metrics", "/openapi.json", "/docs", "/v1/report", "/v1/outcomes"):
            assert client.get(path).status_code == 200
        for path in ("/v1/score?explain=all", "/v1/check"):
            assert client.post(path, content=CLAIM, headers=JSON | {"Idempotency-Key": path}).status_code == 200
        for path in ("/v1/score/batch", "/v1/submissions"):
            assert client.post(path, content=CONTENT, headers=EDI).status_code == 200
        loaded = {name.partition(".")[0] for name in client.get("/modules").json()}
    assert loaded & NEVER == set()
    assert loaded & ONLY_WHEN_NEEDED == set()

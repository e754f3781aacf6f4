"""Latency of one POST /v1/score at one connection, beside an application that only sends its body back."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from statistics import quantiles

import msgspec

from rules.keeping.cases import load_cases
from rules.ruleset import RuleSet

ROUNDS = 5
CALLS = 200

SCORER = (
    "from serving.api.app import create; from serving.api.alone import around; "
    "from serving.load import for_a_server; from models import EMBEDDED, Bundle"
)
ECHO = """
from fastapi import FastAPI, Request
from fastapi.responses import Response
app = FastAPI()
@app.post("/v1/score")
async def echo(request: Request) -> Response:
    return Response(await request.body(), media_type="application/json")
"""
SERVE = """
import socket, uvicorn
listening = socket.create_server(("127.0.0.1", 0))
listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, timeout_keep_alive=75)).run(sockets=[listening])
"""


def main() -> None:
    """Print both, in rounds that take turns."""
    body = a_claim()
    times: dict[str, list[float]] = {"score": [], "score, no reasons": [], "echo": []}
    with ExitStack() as stack:
        scorer = stack.enter_context(server(f"{SCORER}; app = create(around(for_a_server(Bundle.load(EMBEDDED))))"))
        echo = stack.enter_context(server(ECHO))
        calls = {"score": (scorer, "/v1/score"), "score, no reasons": (scorer, "/v1/score?explain=none")}
        calls["echo"] = (echo, "/v1/score")
        for _ in range(ROUNDS):
            for name, (connection, path) in calls.items():
                times[name] += sorted(call(connection, path, body) for _ in range(CALLS))
    for name, taken in times.items():
        cuts = quantiles(taken, n=100)
        print(f"  {name:<18} p50 {cuts[49] * 1e3:6.2f} ms  p99 {cuts[98] * 1e3:6.2f} ms")
    ratio = quantiles(times["score"], n=100)[49] / quantiles(times["echo"], n=100)[49]
    print(f"  score takes {ratio:.1f} times as long as the echo (p50)")


def a_claim() -> bytes:
    """The first claim that a rule passes: a clean one."""
    ruleset = RuleSet.load()
    rule = next(iter(ruleset.rules.values()))
    case = next(case for case in load_cases(rule) if case.answer == "pass")
    return msgspec.json.encode(case.claim)


@contextmanager
def server(code: str) -> Iterator[HTTPConnection]:
    """A server process with a connection to it."""
    process = subprocess.Popen([sys.executable, "-c", code + SERVE], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        connection = HTTPConnection("127.0.0.1", int(process.stdout.readline()))
        connection.connect()
        yield connection
        connection.close()
    finally:
        process.terminate()
        process.wait()


def call(connection: HTTPConnection, path: str, body: bytes) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    connection.request("POST", path, body, {"content-type": "application/json"})
    response = connection.getresponse()
    response.read()
    assert response.status == 200
    return time.perf_counter() - start

"""The service beside others in one run: latency, requests a second, two workers against one, memory, time to ready.

Ours answers with everything: all rules, features with live history, calibrated odds, codes, payment, exact reasons, and
the record in its store (SQLite); in a row of its own also with changes searched that would lower the risk. The peer is
``mlflow models serve`` of the same model (see :mod:`benchmarks.service.by_mlflow`): for the same claims, from the rows
of their lines, which are made ready for it, it gives the claim's probability, the same number, and nothing else. In a
row of its own it serves a single one of the fifteen boosters for one row. A FastAPI application only sends its body
back. All take turns, five rounds; the middle one counts. The client runs on the same machine.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import Request, urlopen

import claims
from benchmarks.reading import environment
from claims import canonical
from claims.origin import Sourced
from models import EMBEDDED, Bundle
from serving.load import for_a_server
from training.office import simulate

ROOT = Path(__file__).parents[2]
ROUNDS = 5
SECONDS = 4.0
CONNECTIONS = 8
CLAIMS = 400

MLFLOW = "mlflow==3.17.2"
OURS = "cleanclaim, everything"
SAME_MODEL = "mlflow, the same model"
WIDTH = 26
"""Of a row's name."""

SAVE_ALL = str(Path(__file__).with_name("by_mlflow.py"))
SAVE_ONE = """
import sys, lightgbm, mlflow.lightgbm
mlflow.lightgbm.save_model(lightgbm.Booster(model_file=sys.argv[1]), sys.argv[2])
"""

ECHO = """
import sys, uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
app = FastAPI()
@app.post("/echo")
async def echo(request: Request) -> Response:
    return Response(await request.body(), media_type="application/json")
@app.get("/readyz")
async def readyz() -> dict[str, str]:
    return {}
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False, http="httptools", loop="uvloop")
"""


class Peer(NamedTuple):
    """A server and how it is asked."""

    name: str
    port: int
    path: str
    file: Path
    kind: str = "application/json"


def main() -> None:
    """Print the tables, each as soon as it is measured."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        bodies = _claims(folder)
        port = stack.enter_context(ours(folder, 1))
        echo = stack.enter_context(_started(18101, [sys.executable, "-c", ECHO, "18101"]))
        peers = [
            Peer(OURS, port, "/v1/score?suggest=none", bodies),
            Peer("the same and suggestions", port, "/v1/score", bodies),
            Peer("FastAPI echo", echo, "/echo", bodies),
        ]
        if python := environment("mlflow", MLFLOW, "lightgbm==4.7.0"):
            peers.extend(stack.enter_context(one) for one in mlflow(folder, python, bodies))
        else:
            print("  mlflow could not be installed and is left out")
        one = table("one connection", peers, 1)
        full = table(f"{CONNECTIONS} connections", peers, CONNECTIONS)
        most = full[OURS]["a second"]
        if SAME_MODEL in full:
            print(f"  requests a second: {most / full[SAME_MODEL]['a second']:.1f} × those of {SAME_MODEL}")
        print(f"  p50 at one connection: {one[OURS]['p50'] * 1e3:.2f} ms")
        at_most(peers[0], most, one[OURS]["p50"])
    two_workers()
    start()


def table(title: str, peers: list[Peer], connections: int) -> dict[str, dict[str, float]]:
    """All peers in turn, and the middle of each figure."""
    found: dict[str, list[dict[str, float]]] = {peer.name: [] for peer in peers}
    for _ in range(ROUNDS):
        for peer in peers:
            found[peer.name].append(load(peer, connections))
    print(f"  {title:<{WIDTH}} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} {'CPU ms':>8} {'client CPU':>11}")
    middle = {name: _middle(rounds) for name, rounds in found.items()}
    for name, of in middle.items():
        told = (f"{of[one] * 1e3:>8.2f}" for one in ("p50", "p99", "processor"))
        print(f"  {name:<{WIDTH}} {of['a second']:>9,.0f} {' '.join(told)} {of['client']:>10.0%}")
    return middle


def at_most(peer: Peer, most: float, p50: float) -> None:
    """Latency at 60 % of what it can do at most."""
    rounds = [load(peer, 32, 0.6 * most) for _ in range(ROUNDS)]
    of = _middle(rounds)
    told = (
        f"p50 {of['p50'] * 1e3:.2f} ms, p99 {of['p99'] * 1e3:.2f} ms, {of['p99'] / p50:.1f} × the p50 of one connection"
    )
    print(f"  at 60 % of that ({0.6 * most:,.0f} a second): {told}")


def two_workers() -> None:
    """Two workers against one, in turns, both under the load of two: a worker scores eight claims together at most."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        bodies = _claims(folder)
        servers = {
            workers: Peer(
                f"{workers} workers", stack.enter_context(ours(folder, workers)), "/v1/score?suggest=none", bodies
            )
            for workers in (1, 2)
        }
        found: dict[int, list[dict[str, float]]] = {1: [], 2: []}
        for _ in range(ROUNDS):
            for workers, peer in servers.items():
                found[workers].append(load(peer, 2 * CONNECTIONS))
        one, two = _middle(found[1]), _middle(found[2])
    ratio = two["a second"] / one["a second"]
    told = f"two workers {two['a second']:,.0f} a second, one {one['a second']:,.0f}: {ratio:.2f} ×"
    client = f"the client took {two['client']:.0%} and {one['client']:.0%} of a core, of {os.cpu_count()}"
    print(f"  {2 * CONNECTIONS} connections: {told}; {client}")


def start() -> None:
    """Time until ready, and memory of a worker once it has scored."""
    seconds, memory = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            began = time.perf_counter()
            with ours(folder, 1) as port:
                seconds.append(time.perf_counter() - began)
                load(Peer("", port, "/v1/score", _claims(folder)), 1)
                memory.append(_memory(port))
    print(f"  ready after {median(seconds):.2f} s; a worker holds {median(memory):.0f} MB (resident) after "
          f"{SECONDS:.0f} s of scoring")  # fmt: skip


def load(peer: Peer, connections: int, rate: float = 0.0) -> dict[str, float]:
    """One round; beside what the client tells, seconds of the processor that the server took for a request."""
    before = sum(_processor(one) for one in _serving(peer.port))
    words = [peer.port, peer.path, peer.file, peer.kind, connections, SECONDS, *([rate] if rate else [])]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.service.load", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    after = sum(_processor(one) for one in _serving(peer.port))
    warm = 1 + 1 / SECONDS
    return found | {"processor": (after - before) / (found["requests"] * warm)}


@contextmanager
def ours(folder: Path, workers: int) -> Iterator[int]:
    """``cleanclaim serve`` with a store of its own."""
    port = 18110 + workers
    store = f"sqlite:///{folder}/store-{workers}.db"
    words = ["serve", "--port", str(port), "--workers", str(workers), "--store", store]
    with _started(port, [sys.executable, "-m", "cli", *words]):
        yield port


def mlflow(folder: Path, python: str, bodies: Path) -> list[AbstractContextManager[Peer]]:
    """``mlflow models serve`` of the default model for the lines of the claims, and of one booster for one row."""
    all_of_it, one_of_them = folder / "all", folder / "one"
    subprocess.run([python, SAVE_ALL, EMBEDDED, all_of_it], check=True, capture_output=True)
    subprocess.run(
        [python, "-c", SAVE_ONE, EMBEDDED / "authorization.txt", one_of_them], check=True, capture_output=True
    )
    asked = _rows(bodies)
    (folder / "rows.ndjson").write_text("\n".join(json.dumps({"inputs": rows}) for rows, _ in asked))
    (folder / "row.json").write_text(json.dumps({"inputs": asked[0][0][:1]}))
    return [
        _mlflow(Peer(SAME_MODEL, 18102, "/invocations", folder / "rows.ndjson"), all_of_it, python, asked[0][1]),
        _mlflow(Peer("mlflow, one booster of it", 18103, "/invocations", folder / "row.json"), one_of_them, python),
    ]


@contextmanager
def _mlflow(peer: Peer, model: Path, python: str, expected: float | None = None) -> Iterator[Peer]:
    """One of them; where it is told what to expect of the first body, it must say the same."""
    binary = Path(python).with_name("mlflow")
    words = [
        str(binary),
        "models",
        "serve",
        "-m",
        str(model),
        "-p",
        str(peer.port),
        "--env-manager",
        "local",
        "-w",
        "1",
    ]
    path = {**os.environ, "PATH": f"{binary.parent}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    with _started(peer.port, [str(word) for word in words], "/ping", path):
        if expected is not None:
            first = peer.file.read_bytes().splitlines()[0]
            call = Request(f"http://127.0.0.1:{peer.port}{peer.path}", first, {"content-type": peer.kind})
            (said,) = json.loads(urlopen(call).read())["predictions"]
            assert math.isclose(said, expected, rel_tol=1e-9), f"{peer.name} says {said}, and not {expected}"
        yield peer


def _rows(bodies: Path) -> list[tuple[list[list[float]], float]]:
    """The rows of each claim's lines, and the claim's probability as we give it."""
    bundle = Bundle.load(EMBEDDED)
    scorer = for_a_server(bundle)
    found = []
    for body in bodies.read_bytes().splitlines():
        sourced = canonical.decode(body, "claims")
        assert isinstance(sourced, Sourced)
        rows = scorer.walk(sourced).rows
        assert rows is not None
        found.append((bundle.select(rows).tolist(), bundle.odds(rows, sourced.claim.payer.id).claim))
    return found


@contextmanager
def _started(
    port: int, words: list[str], ready: str = "/readyz", environment: dict[str, str] | None = None
) -> Iterator[int]:
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(lambda: urlopen(f"http://127.0.0.1:{port}{ready}", timeout=5).status == 200)
        yield port
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def _wait(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if ready():
                return
        except (URLError, OSError):
            time.sleep(0.02)
    raise SystemExit("a server did not start within two minutes")


def _claims(folder: Path) -> Path:
    """Claims of a made-up office, one a line."""
    simulate(folder / "office", CLAIMS, 7)
    read = (item for file in claims.find_files([folder / "office" / "train" / "claims"]) for item in claims.read(file))
    found = [canonical.encode(item.claim) for item in read if isinstance(item, Sourced)]
    (folder / "claims.ndjson").write_bytes(b"\n".join(found))
    return folder / "claims.ndjson"


def _serving(port: int) -> list[Path]:
    """The processes of the group that serves at a port (Linux), without those of jobs."""
    leaders = [
        one for one in Path("/proc").glob("[0-9]*")
        if (words := _words(one)) and str(port).encode() in words and _group(one) == int(one.name)
    ]  # fmt: skip
    groups = {int(one.name) for one in leaders}
    return [one for one in Path("/proc").glob("[0-9]*") if _group(one) in groups and b"serving.jobs" not in _words(one)]


def _words(process: Path) -> list[bytes]:
    try:
        return (process / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it ended meanwhile
        return []


def _stat(process: Path) -> list[str]:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20


def _group(process: Path) -> int:
    return int(_stat(process)[2])


def _processor(process: Path) -> float:
    """Seconds of the processor that it took so far, its own and the system's for it."""
    stat = _stat(process)
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _memory(port: int) -> float:
    """Megabytes that the largest process holds which serves at a port."""
    found = []
    for process in _serving(port):
        status = (process / "status").read_text().splitlines()
        found.append(int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1000)
    return max(found)


def _middle(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(one[name] for one in rounds) for name in rounds[0]}

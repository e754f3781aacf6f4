"""A day of a revenue-cycle system with the service, from the first key to the report. It shows that all of it works.

``.venv/bin/python docs/integrator.py --claims 20000`` makes up an office, starts ``cleanclaim serve`` on a free port of
this machine, and kills it once in the middle of a job. ``--store`` takes a PostgreSQL URL. It ends with status 0 when
every step gave what it should.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import claims
from claims.origin import Sourced
from serving.client import CallError, Client
from serving.problem import Problem
from serving.score import Score

SINGLE = 100
"""Claims that are scored one by one."""

CLEANCLAIM = [sys.executable, "-m", "cli"]


class Server:
    """``cleanclaim serve`` with its workers, as a service manager would start it."""

    def __init__(self, store: str, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._words = [*CLEANCLAIM, "serve", "--port", str(port), "--workers", "2", "--store", store]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, key: str) -> Client:
        """Start it; a client once it is ready."""
        self._process = subprocess.Popen(self._words, stderr=subprocess.DEVNULL, start_new_session=True)
        client = Client(self.url, key)
        while True:
            try:
                client.job("none")
            except CallError as error:
                if error.problem.status:
                    return client
            time.sleep(0.2)

    def end(self, number: signal.Signals) -> None:
        """Send a signal: to end by itself, or to all its processes, to be gone at once."""
        assert self._process is not None
        if number == signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)
        self._process.wait(60)


def main() -> None:
    """Live through the day."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--claims", type=int, default=20_000, help="claims of the made-up office")
    asked.add_argument("--store", help="URL of the store; by itself a new SQLite file")
    words = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="integrator-") as folder:
        office = Path(folder) / "office"
        store = words.store or f"sqlite:///{folder}/store.db"
        _run("simulate", "--out", str(office), "--claims", str(words.claims), "--seed", "7")
        _run("keys", "make", "--name", "reader", "--scope", "patients", "--store", store)
        scopes = [word for scope in ("score", "outcomes", "patients") for word in ("--scope", scope)]
        key = _run("keys", "make", "--name", "RCM", *scopes, "--store", store).strip()
        server = Server(store, _free_port())
        client = server.start(key)
        try:
            _day(client, server, key, office)
        finally:
            server.end(signal.SIGTERM)


def _day(client: Client, server: Server, key: str, office: Path) -> None:
    files = sorted((office / "train" / "claims").rglob("*.837"))
    batch = b"".join(file.read_bytes() for file in files)
    sourced = [item for file in files for item in claims.read(file) if isinstance(item, Sourced)]

    began = time.perf_counter()
    single = [client.score(item.claim) for item in sourced[:SINGLE]]
    _say(f"{len(single)} claims one by one in {time.perf_counter() - began:.1f} s: {_verdicts(single)}")

    began = time.perf_counter()
    results = list(client.batch(batch))
    taken = time.perf_counter() - began
    assert [one.claim_id for one in results if isinstance(one, Score)] == [item.claim.claim_id for item in sourced]
    _say(f"a batch of {len(results):,} claims in {taken:.1f} s, {len(results) / taken:,.0f} a second")

    job = client.submit(batch)
    while client.job(job.id).claims == 0:
        time.sleep(0.1)
    seen = client.job(job.id)
    server.end(signal.SIGKILL)
    _say(f"the server was killed when its job had scored {seen.claims:,} claims")
    client.close()
    client = server.start(key)
    ended = client.wait(job.id)
    found = list(client.results(job.id))
    assert ended.state == "done", ended
    assert [one.claim_id for one in found if isinstance(one, Score)] == [item.claim.claim_id for item in sourced]
    assert len({one.score_id for one in found if isinstance(one, Score)}) == len(sourced)
    assert not any(isinstance(one, Problem) for one in found)
    _say(f"started again, it finished: {ended.claims:,} results, none lost, none twice")

    sent = client.submissions(batch)
    again = client.submissions(batch)
    _say(f"sent: {sent.counts}; told again: {again.counts}")
    before = client.score(sourced[-1].claim)
    answers = sorted((office / "train" / "remits").rglob("*.835"))
    for file in answers:
        client.remits(file)
    repeated = client.remits(answers[0])
    assert repeated.repeated
    report = client.report()
    _say(f"{len(answers)} remittances; one of them twice, which changed nothing")

    assert before.evidence is not None
    for each in _of_all_workers(server.url, key, sourced[-1]):
        assert each.evidence is not None
        assert each.evidence.payer_answers > before.evidence.payer_answers
    _say(f"answers of its payer behind the last claim's odds: {before.evidence.payer_answers} before, now more")

    assert single[0].score_id is not None
    client.feedback(single[0].score_id, "overridden", "the payer agreed by telephone")
    rows = list(client.outcomes())
    denied = sum(row.denied is True for row in rows)
    assert report.overall.answered == sum(row.answered is not None for row in rows)
    assert denied == report.overall.denied > 0
    _say(f"{len(rows):,} claims on record, {report.overall.answered:,} answered, {denied:,} denied; held of those: "
         f"{report.overall.caught:,}")  # fmt: skip
    client.close()


def _of_all_workers(url: str, key: str, sourced: Sourced) -> list[Score]:
    """The same claim over many connections, once all workers have had the time to follow."""
    time.sleep(3)
    found = []
    for _ in range(12):
        with Client(url, key) as client:
            found.append(client.score(sourced.claim))
    return found


def _verdicts(results: list[Score]) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(Counter(one.verdict for one in results).items()))


def _run(*words: str) -> str:
    done = subprocess.run([*CLEANCLAIM, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()

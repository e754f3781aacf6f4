from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.cli.command import ROOT, cleanclaim


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])
def test_others_on_the_network_are_not_let_in_before_there_is_a_key_and_tls(host: str, tmp_path: Path) -> None:
    words = ["serve", "--host", host, "--store", f"sqlite:///{tmp_path / 'store.db'}"]
    done = cleanclaim(*words)
    assert done.returncode == 1
    assert "make a key (cleanclaim keys make" in done.stderr
    cleanclaim("keys", "make", "--name", "test", "--scope", "score", *words[-2:])
    done = cleanclaim(*words)
    assert done.returncode == 1
    assert "--ssl-certfile" in done.stderr


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cleanclaim("serve", "--port", str(port), "--store", f"sqlite:///{tmp_path / 'store.db'}")
    *notes, error = done.stderr.splitlines()
    assert (done.returncode, [note[:5] for note in notes]) == (1, ["Note:"])
    assert error.startswith(f"Error: cannot listen on port {port} of 127.0.0.1: another program listens there")


def test_make_serves_on_the_port_that_is_named() -> None:
    words = ["make", "--dry-run", "--old-file", ".venv/.base", "serve", "PORT=8123"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(words, cwd=ROOT, env=alone, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [".venv/bin/cleanclaim serve --port 8123 --example examples"]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_server_scores_with_the_model_that_it_was_given(bundle_dir: Path, workers: int) -> None:
    words = ["serve", "--port", "0", "--workers", str(workers), "--model", str(bundle_dir)]
    process = subprocess.Popen([sys.executable, "-m", "cli", *words], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        transport = httpx.HTTPTransport(retries=8)  # it says its address before it listens
        with httpx.Client(base_url=address, transport=transport, timeout=30, trust_env=False) as client:
            model = client.get("/v1/model").json()
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert model["version"] == json.loads((bundle_dir / "bundle.json").read_text())["version"]
    assert model["hazards"]

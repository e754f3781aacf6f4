from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.cli.command import ROOT, cleanclaim


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])
def test_another_host_than_loopback_is_refused_in_words(host: str) -> None:
    done = cleanclaim("serve", "--host", host)
    assert done.returncode == 1
    assert "does not ask who calls" in done.stderr


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

"""The process of the jobs is kept alive, whatever keeps it from being started."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest

from serving.jobs import beside


def test_a_process_that_cannot_be_started_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries, runs = [OSError(11, "no more processes"), OSError(12, "no memory")], threading.Event()
    started: list[subprocess.Popen[bytes]] = []

    def start(*_: object) -> subprocess.Popen[bytes]:
        if tries:
            raise tries.pop(0)
        started.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        runs.set()
        return started[0]

    monkeypatch.setattr(beside, "_start", start)
    monkeypatch.setattr(beside, "FIRST_WAIT", 0.01)
    with caplog.at_level(logging.ERROR), beside.jobs():
        assert runs.wait(20)
        assert started[0].poll() is None
    assert started[0].wait(20) is not None
    assert [record.getMessage() for record in caplog.records] == [
        "the process of the jobs cannot be started (no more processes); again in 0.01 seconds",
        "the process of the jobs cannot be started (no memory); again in 0.02 seconds",
    ]


def test_one_that_died_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = threading.Semaphore(0)

    def start(*_: object) -> subprocess.Popen[bytes]:
        twice.release()
        return subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"], stdin=subprocess.PIPE)

    monkeypatch.setattr(beside, "_start", start)
    monkeypatch.setattr(beside, "FIRST_WAIT", 0.01)
    with beside.jobs():
        assert twice.acquire(timeout=20)
        assert twice.acquire(timeout=20)

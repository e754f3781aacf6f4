"""The walk of docs/retraining.md, run as it is written but in small: a made-up office, and a server that runs."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.command import ROOT

PAGE = ROOT / "docs" / "retraining.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IN_SMALL = {"--claims 6000": "--claims 1700", "--minutes 3": "--trials 1"}
"""What makes the walk short; nothing else of the page is changed but the port, which others may use."""
NUMBER = re.compile(r"[0-9a-f]{12}|[-+]?\d+(?:[-,.:]\d+)*")
STEP = re.compile(r"^@@ (\d+) (\d+)$", re.MULTILINE)
SOMETHING_TO_LOOK_AT = {"monitor": 1}


def steps(page: str) -> list[tuple[str, list[str]]]:
    """The commands of a page, each with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            elif line.startswith("> "):
                found[-1] = (f"{found[-1][0]}\n{line.removeprefix('> ')}", [])
            else:
                found[-1][1].append(line)
    return found


def pattern(line: str) -> re.Pattern[str]:
    """Which lines are as the page says: numbers may be others, and an ellipsis stands for anything."""
    text = ".*".join(r"\S+".join(map(re.escape, NUMBER.split(part))) for part in line.split("…"))
    return re.compile(f"^{text}$", re.MULTILINE)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[str, list[str]]], list[tuple[int, str]], Path]:
    """The steps of the page, and status and words of each, in one shell as a person would have it."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "bin").mkdir()
    program = folder / "bin" / "cleanclaim"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cli "$@"\n', "utf-8")
    program.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    page = PAGE.read_text("utf-8")
    for long, short in {**IN_SMALL, "8000": str(port)}.items():
        assert long in page
        page = page.replace(long, short)
    wanted = steps(page)
    script = "\n".join(f'{command}\nprintf "\\n@@ {at} %d\\n" $?' for at, (command, _) in enumerate(wanted))
    there = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    shell = subprocess.Popen(
        ["/bin/bash", "-c", script],
        cwd=folder,
        env=there | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = shell.communicate(timeout=600)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)  # a server that was not ended
    first, *rest = [0, *STEP.split(said)][1:]
    texts, numbers = [first, *rest[2::3]], rest[1::3]
    assert len(numbers) == len(wanted), said
    return wanted, [(int(status), text) for status, text in zip(numbers, texts, strict=False)], folder


def test_each_command_does_what_the_page_says(
    walked: tuple[list[tuple[str, list[str]]], list[tuple[int, str]], Path],
) -> None:
    wanted, done, _ = walked
    for (command, lines), (status, said) in zip(wanted, done, strict=True):
        word = command.split()[1]
        assert status in {0, SOMETHING_TO_LOOK_AT.get(word, 0)}, f"{command}\n{said}"
        assert "Traceback" not in said, f"{command}\n{said}"
        for line in lines:
            assert pattern(line).search(said), f"{command}\nshould print\n{line}\nand printed\n{said}"

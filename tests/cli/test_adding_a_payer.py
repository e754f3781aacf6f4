"""The walk-through of a payer's analyst, run as it is written: files, commands, and what they print."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from tests.cli.command import ROOT, cleanclaim

PAGE = ROOT / "docs" / "adding-a-payer.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def found(folder: Path) -> dict[str, list[tuple[str, str]]]:
    (result,) = map(json.loads, (folder / "found.ndjson").read_text("utf-8").splitlines())
    told: dict[str, list[tuple[str, str]]] = {}
    for finding in result["findings"]:
        told.setdefault(finding["severity"], []).append((finding["rule"], finding["field"]))
    return told


def test_the_walk_through_does_what_it_says(tmp_path: Path) -> None:
    told = []
    for kind, name, text in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind != "console":
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
            continue
        wanted: list[str] = []
        said = ""
        for line in text.splitlines():
            if not line.startswith("$ "):
                wanted.append(line)
                continue
            done = cleanclaim(*shlex.split(line.removeprefix("$ cleanclaim ")), cwd=tmp_path)
            assert done.stderr == ""
            said += done.stdout
            if (tmp_path / "found.ndjson").exists():
                told.append(found(tmp_path))
        assert set(wanted) <= set(said.splitlines()), said
    first, *_, last = told
    plan, number = "modifier-required", "prior-authorization"
    assert sorted(rule for rule, _ in first["error"]) == [plan, plan, number]
    assert {field for rule, field in first["error"] if rule == plan} == {"/lines/0/modifiers", "/lines/1/modifiers"}
    assert [rule for rule, _ in last["error"]] == [number]
    assert [rule for rule, _ in last["info"]].count(plan) == len((plan, plan))

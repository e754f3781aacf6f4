from __future__ import annotations

import json
import re

import pytest

from cli.claims_page import EXAMPLE
from cli.docs import DOCS, PAGES, fields_of
from cli.rows import Row
from serving.score import Score
from tests.cli.command import ROOT, cleanclaim

OF_SERVE = {"CLEANCLAIM_MODEL", "CLEANCLAIM_ALWAYS_ASK", "CLEANCLAIM_WORKERS"}
"""Set by serve for its processes."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m cli.docs"


def test_the_example_claim_of_the_documentation_is_scored_and_nothing_of_it_is_unknown() -> None:
    done = cleanclaim("score", "--format", "ndjson", str(EXAMPLE))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["claim_id"] == json.loads(EXAMPLE.read_text("utf-8"))["claim_id"]
    assert 0 < result["denial_probability"] < 1
    assert result["findings"] == []


def test_the_page_of_a_claim_says_of_every_field_what_it_is_or_where_it_stands() -> None:
    rows = [line.split(" | ") for line in PAGES["claims.md"]().partition("## Where each")[0].splitlines()]
    bare = [row[0] for row in rows if row[0].startswith("| `") and not "".join(row[2:]).strip(" |")]
    assert bare == []


@pytest.mark.parametrize("structure", [Score, Row])
def test_every_field_is_found_in_the_source(structure: type) -> None:
    assert [name for name, _, _ in fields_of(structure)] == list(structure.__struct_fields__)  # type: ignore[attr-defined]


def test_every_setting_is_documented() -> None:
    named = set()
    for package in ("claims", "rules", "features", "models", "training", "serving", "cli"):
        for file in (ROOT / package).rglob("*.py"):
            named |= set(re.findall(r'"(CLEANCLAIM_[A-Z_]+)"', file.read_text("utf-8")))
    told = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert {name for name in named if f"`{name}" not in told} <= OF_SERVE

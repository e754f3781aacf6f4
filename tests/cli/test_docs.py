from __future__ import annotations

import re

import pytest

from cli.docs import DOCS, PAGES, fields_of
from cli.rows import Row
from serving.score import Score
from tests.cli.command import ROOT

OF_SERVE = {"CLEANCLAIM_MODEL", "CLEANCLAIM_ALWAYS_ASK", "CLEANCLAIM_WORKERS"}
"""Set by serve for its processes."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m cli.docs"


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

from __future__ import annotations

import pytest

from cli.docs import DOCS, PAGES, fields_of
from cli.rows import Row
from serving.score import Score


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m cli.docs"


@pytest.mark.parametrize("structure", [Score, Row])
def test_every_field_is_found_in_the_source(structure: type) -> None:
    assert [name for name, _, _ in fields_of(structure)] == list(structure.__struct_fields__)  # type: ignore[attr-defined]

"""The data dictionary that people read is the one that the code gives."""

from __future__ import annotations

from features.docs import PAGE, page


def test_the_page_of_features_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m features.docs"

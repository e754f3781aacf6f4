"""A waterfall's bars add up to its score, and read without a picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.waterfall import BAR, Step, Waterfall, bars, svg

SVG = "{http://www.w3.org/2000/svg}"


def fall(effects: list[float], label: str = "97110 without GP: 38 of 41 refused") -> Waterfall:
    score = -3.0 + sum(effects)
    return Waterfall("Line 1", -3.0, [Step(label, effect) for effect in effects], score, 0.05, 0.4)


@given(effects=st.lists(st.floats(-8, 8), max_size=6))
def test_bars_begin_where_the_last_one_ended_and_end_at_the_score(effects: list[float]):
    drawn = ET.fromstring(svg([fall(effects)])).findall(f"{SVG}rect")[1:]
    assert len(drawn) == len(effects) + 2
    for before, after, effect in zip(drawn[:-1], drawn[1:-1], effects, strict=False):
        start = [float(before.get("x") or 0), float(before.get("x") or 0) + float(before.get("width") or 0)]
        end = [float(after.get("x") or 0), float(after.get("x") or 0) + float(after.get("width") or 0)]
        assert min(abs(one - other) for one in start for other in end) < 3.2  # no bar is thinner than three pixels
        assert after.get("class") == ("up" if effect >= 0 else "down")


@given(effects=st.lists(st.floats(-8, 8), min_size=1, max_size=6))
def test_the_longest_bar_of_text_fills_its_column(effects: list[float]):
    lines = list(bars(fall(effects)))
    lengths = [len(re.match(r"[+-]*", line).group()) for line in lines[1:-1]]  # type: ignore[union-attr]
    assert len(lines) == len(effects) + 2
    assert max(lengths) == (BAR if any(effects) else 1)
    assert min(lengths) >= 1


def test_a_screen_reader_is_told_the_numbers():
    root = ET.fromstring(svg([fall([2.0, -0.5])]))
    assert root.get("role") == "img"
    described = root.find(f"{SVG}desc")
    assert described is not None
    assert described.text == "Line 1: from -3.00 to -1.50 log-odds, 40.0%."


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", 'A & "B"', "x" * 300])
def test_any_label_makes_a_well_formed_picture(label: str):
    root = ET.fromstring(svg([fall([1.0], label)]))
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert label in titles
    assert all(len(text.text or "") <= 70 for text in root.iter(f"{SVG}text") if text.text)

"""A report is one file that needs nothing else, says everything in words, and is the same each time."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

import numpy as np
from matplotlib.figure import Figure

from training.page import Section, facts, figure, listing, page, status, table, tiles
from training.page.style import BAD, NAMES, ONE, TWO, axes, panels

EVIL = "<script>alert(1)</script> & \"so\" 'on'"


def drawing(title: str = "Refusals fell in May") -> Figure:
    drawn, at = axes(title, "month", "share refused")
    at.plot([1, 2, 3], [0.3, 0.2, 0.1], color=ONE, marker="o", label="met")
    at.fill_between([1, 2, 3], [0.2, 0.1, 0.0], [0.4, 0.3, 0.2], color=TWO, alpha=0.2, linewidth=0)
    at.axvline(2, color=BAD)
    at.legend()
    return drawn


def whole() -> str:
    rows = [("2026-05", 1200, 0.1234), (EVIL, None, math.nan)]
    return page(
        EVIL,
        [
            Section("Refusals", EVIL, figure(drawing(), EVIL), table(("month", "claims", "refused"), rows, "By month")),
            Section("Figures", tiles({"claims": 12_345, EVIL: EVIL}), facts({"payer": EVIL})),
            Section("What to look at", listing([EVIL, "two"]), listing([]), ""),
            Section("Panels", figure(panels(2, title="Two at once")[0])),
        ],
        lead=status("Look", EVIL, look=True),
        measured={"answers through": "2026-06-30", "claims": EVIL},
    )


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_what_a_report_is_given_is_escaped_wherever_it_stands():
    text = whole()
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 11


def test_a_report_asks_for_nothing_from_elsewhere_and_runs_nothing():
    elements = Elements(whole()).found
    assert {"script", "link", "iframe", "img"}.isdisjoint(tag for tag, _ in elements)
    for _, attributes in elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    (policy,) = (found["content"] for _, found in elements if found.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_the_same_figure_gives_the_same_text_and_no_day():
    assert figure(drawing()) == figure(drawing())
    assert not re.search(r"20\d\d-\d\d-\d\dT", figure(drawing()))


def test_ids_of_two_figures_on_a_page_differ_and_all_that_is_referred_to_is_there():
    both = figure(drawing()) + figure(drawing("Refusals rose in June"))
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids)) > 0
    assert set(re.findall(r'[#]([\w.-]+)(?=[")])', both)) == set(ids)


def test_a_figure_takes_its_colours_from_the_page_and_says_its_title():
    svg = figure(drawing())
    assert {"var(--one)", "var(--two)", "var(--bad)", "var(--ink)", "var(--quiet)"} <= set(
        re.findall(r"var\(--\w+\)", svg)
    )
    assert not set(re.findall(r"#[0-9a-f]{6}\b", svg)) & {*NAMES, "#000000", "#cccccc"}
    assert 'role="img" aria-label="Refusals fell in May"' in svg
    assert ">share refused</text>" in svg


def test_a_table_names_its_rows_and_columns_and_stands_numbers_to_the_right():
    text = table(("month", "claims", "share"), [("May", np.int64(1200), 0.12345), ("June", None, math.inf)], "Claims")
    assert "<caption>Claims</caption>" in text
    assert text.count('scope="col"') == 3
    assert text.count('scope="row"') == 2
    assert '<td class="number">1,200</td>' in text
    assert '<td class="number">0.123</td>' in text
    assert text.count("\N{EN DASH}") == 2


def test_the_style_sheet_names_every_colour_for_light_and_for_dark():
    sheet = whole().partition("<style>")[2].partition("</style>")[0]
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    for name in NAMES.values():
        assert f"--{name}:" in light
        assert f"--{name}:" in dark

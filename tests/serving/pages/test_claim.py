"""A claim's page: its form, faults at their fields, facts apart from odds, and the picture of the reasons."""

from __future__ import annotations

import re

import pytest

from tests.serving.pages.browser import Browser, Page


def claim(anybody: Browser, batch: Page, claim_id: str) -> Page:
    """The page of a claim of the batch, by its number."""
    found = re.search(rf'href="([^"]+)" data-row>{claim_id}<', batch.html)
    assert found, claim_id
    return anybody.get(found[1].replace("&amp;", "&"))


def section(page: Page, name: str) -> str:
    """What a section of the panel says, by the id of its head."""
    found = re.search(rf'aria-labelledby="{name}">(.*?)</section>', page.html, re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


@pytest.mark.parametrize(
    ("claim_id", "name", "boxes"),
    [
        ("MS-2002", "CMS-1500", ["1a", "21", "23", "24D", "24E", "33"]),
        ("MH-4003", "UB-04", ["4", "42", "63", "66–75", "76"]),
        ("MD-5002", "Dental claim", []),
    ],
)
def test_a_claim_is_laid_out_as_its_form(
    anybody: Browser, batch: Page, claim_id: str, name: str, boxes: list[str]
) -> None:
    page = claim(anybody, batch, claim_id)
    assert f"<h2>{name}</h2>" in page.html
    for box in boxes:
        assert f"<b>{box}</b>" in page.html
    assert page.field("/claim_id")["value"] == claim_id
    assert page.field("/lines/0/charge")["value"]


def test_a_fault_is_told_at_its_field_and_in_the_list_of_facts(anybody: Browser, batch: Page) -> None:
    page = claim(anybody, batch, "MS-2005")
    field = page.field("/lines/0/modifiers")
    assert field["aria-invalid"] == "true"
    said = re.search(rf'id="{field["aria-describedby"]}">(.*?)</div>', page.html, re.DOTALL)
    assert said
    assert "needs one of the modifiers GP, GO, GN" in said[1]
    facts = section(page, "facts")
    assert "needs one of the modifiers GP, GO, GN" in facts
    assert "box 24D" in facts
    assert "CO-4" in facts
    assert "modifier-required" in facts
    assert any(of["href"] == f"#{field['id']}" for of in page.links)
    assert "aria-invalid" not in page.field("/lines/0/charge")


def test_facts_and_odds_never_mix(anybody: Browser, batch: Page) -> None:
    page = claim(anybody, batch, "MS-6001")
    facts, odds = section(page, "facts"), section(page, "odds")
    assert "No rule finds a fault" in facts
    assert "83036" in odds
    assert "refused" in odds
    assert "refused" not in facts


def test_the_evidence_is_given_in_numbers(anybody: Browser, batch: Page) -> None:
    odds = section(claim(anybody, batch, "MS-6001"), "odds")
    such = re.search(r"Such (?:lines|claims): ([\d,]+) of ([\d,]+) refused", odds)
    assert such
    assert f"{such[1]} of" in odds.partition("Such")[0]
    assert re.search(r"Others: [\d,]+ of [\d,]+ refused", odds)
    assert "Behind it:" in odds


MOVES = r'class="moves">(?:(?:slightly|somewhat|much|far) (?:likelier|less likely)|hardly matters)<'


def test_the_picture_is_drawn_without_style_and_stays_in_its_frame(anybody: Browser, batch: Page) -> None:
    for path in batch.rows():
        page = anybody.get(path)
        for tag, of in page.elements:
            if tag == "rect":
                assert float(of["x"]) >= 0
                assert float(of["width"]) >= 0
                assert float(of["x"]) + float(of["width"]) <= 120.05, (path, of)
            if tag == "svg" and of.get("class") == "bar":
                assert of["aria-hidden"] == "true"
        assert page.html.count('class="bar"') == len(re.findall(MOVES, page.html))


def test_a_suggestion_says_the_chance_after_it(anybody: Browser, batch: Page) -> None:
    offers = section(claim(anybody, batch, "MS-6001"), "offers")
    assert "Put modifier QW on line 2" in offers
    assert re.search(r"chance \d+ % → (under )?\d+ %", offers)


def test_codes_and_the_expected_answer_stand_beside_each_other(anybody: Browser, batch: Page) -> None:
    said = section(claim(anybody, batch, "MS-2005"), "answer")
    assert re.search(r"\$\d+\.\d\d around \d{4}-\d\d-\d\d", said)
    assert re.search(r"(CO|PI|OA)-\w+ \d+ %", said)


def test_next_and_previous_walk_the_list_in_its_order_and_under_its_filter(anybody: Browser, batch: Page) -> None:
    listed = anybody.get(f"{batch.url.path}?verdict=fix&sort=charge")
    walked, page = [], anybody.get(listed.rows()[0])
    while True:
        walked.append(str(page.url.raw_path, "ascii"))
        following = [of["href"] for of in page.links if of.get("id") == "to-next"]
        if not following:
            break
        page = anybody.get(following[0])
    assert walked == listed.rows()
    back = next(of["href"] for of in page.links if of.get("id") == "to-list")
    assert back == f"{batch.url.path}?verdict=fix&sort=charge"


def test_all_fields_of_the_form_can_be_asked_for(anybody: Browser, batch: Page) -> None:
    page = claim(anybody, batch, "MS-2002")
    everything = anybody.get(next(of["href"] for of in page.links if of.get("id") == "all-fields"))
    few, many = (
        {of["name"] for tag, of in one.elements if tag == "input" and "name" in of} for one in (page, everything)
    )
    assert few < many
    assert "/lines/0/ndc/code" in many


def test_a_fault_of_a_field_that_no_box_shows_is_shown_with_its_field(anybody: Browser, batch: Page) -> None:
    for path in batch.rows():
        page = anybody.get(path)
        shown = {of["href"][1:] for of in page.links if of["href"].startswith("#field")}
        ids = {of["id"] for _, of in page.elements if "id" in of}
        assert shown <= ids

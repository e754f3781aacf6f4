"""Service lines and diagnoses are added and taken away in the form, and what follows from that follows."""

from __future__ import annotations

import pytest

from tests.serving.pages.browser import EXAMPLES, Browser, Page
from tests.serving.pages.test_claim import claim


@pytest.fixture
def visit(anybody: Browser) -> Page:
    """MS-1001, of a batch of this test's own: E11.9 and I10; a visit that points to both, and a test to the first."""
    return claim(anybody, anybody.drop(EXAMPLES / "01_clean_visits.837"), "MS-1001")


def saved(anybody: Browser, page: Page, **fields: str) -> Page:
    after = anybody.send(
        page.form(id="paper"), page, **{name.replace("__", "/"): text for name, text in fields.items()}
    )
    assert after.status == 200, after.text
    assert "cannot carry" not in after.text
    return after


def value(page: Page, path: str) -> str:
    return page.field(path)["value"]


def test_a_line_that_is_taken_away_takes_its_charge_along(anybody: Browser, visit: Page) -> None:
    after = saved(anybody, visit, __lines__0="remove")
    assert (value(after, "/lines/0/procedure"), value(after, "/total_charge")) == ("83036", "28")
    assert value(after, "/lines/1/procedure") == ""  # the empty line that is offered


def test_a_new_line_has_day_and_diagnoses_of_the_one_before_and_one_unit(anybody: Browser, visit: Page) -> None:
    after = saved(anybody, visit, __lines__2__procedure="36415", __lines__2__charge="12.50")
    said = {name: value(after, f"/lines/2/{name}") for name in ("service_date", "diagnosis_pointers", "units", "unit")}
    assert said == {
        "service_date": value(visit, "/lines/1/service_date"), "diagnosis_pointers": "A", "units": "1", "unit": "UN",
    }  # fmt: skip
    assert value(after, "/total_charge") == "175.50"


def test_what_is_entered_on_a_new_line_stays_as_entered(anybody: Browser, visit: Page) -> None:
    after = saved(
        anybody, visit, __lines__2__procedure="36415", __lines__2__charge="12.50", __lines__2__units="2",
        __lines__2__diagnosis_pointers="B",
    )  # fmt: skip
    assert (value(after, "/lines/2/units"), value(after, "/lines/2/diagnosis_pointers")) == ("2", "B")


def test_the_empty_line_is_no_line(anybody: Browser, visit: Page) -> None:
    after = saved(anybody, visit, __place_of_service="22")
    assert value(after, "/lines/2/procedure") == ""
    assert "/lines/3/procedure" not in after.html


def test_a_diagnosis_goes_from_the_middle_and_pointers_follow(anybody: Browser, visit: Page) -> None:
    three = saved(anybody, visit, __diagnoses__2__code="E78.5", __lines__1__diagnosis_pointers="A C")
    assert value(three, "/diagnoses/2/code") == "E785"
    two = saved(anybody, three, __diagnoses__1__code="")
    assert [value(two, f"/diagnoses/{at}/code") for at in range(3)] == ["E119", "E785", ""]
    pointers = [value(two, f"/lines/{at}/diagnosis_pointers") for at in range(2)]
    assert pointers == ["A", "A B"]


def test_a_line_that_is_to_go_stays_marked_where_another_field_could_not_be_taken(
    anybody: Browser, visit: Page
) -> None:
    after = anybody.send(visit.form(id="paper"), visit, **{"/lines/0": "remove", "/total_charge": "lots"})
    assert after.status == 422
    marked = {of["name"] for tag, of in after.elements if tag == "input" and "checked" in of and "name" in of}
    assert "/lines/0" in marked


def test_a_claim_that_lost_all_its_lines_is_held_and_says_so(anybody: Browser, visit: Page) -> None:
    after = anybody.send(visit.form(id="paper"), visit, **{"/lines/0": "remove", "/lines/1": "remove"})
    assert "The claim has no service line" in after.text
    assert "Ready, now Fix" in after.text
    assert "a claim has at least one line" in after.text


def test_lines_that_are_not_there_are_not_taken_away(anybody: Browser, visit: Page) -> None:
    after = saved(anybody, visit, **{"/lines/9": "remove", "/lines/999999999999/charge": ""})
    assert value(after, "/total_charge") == "163"

"""What is done with many claims at once goes on step by step, and says how far it came."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.pages.together import AT_ONCE, MOST, numbers_in, ranges
from tests.serving.pages.browser import EXAMPLES, Browser, Page, browser, server
from tests.serving.server import Served

HURRIED = "import serving.pages.together; serving.pages.together.SECONDS = 0.0"
"""A server that looks at the clock and finds that time is up."""

FILES = sorted(EXAMPLES.glob("*.837"))


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with server(tmp_path_factory.mktemp("hurried"), HURRIED) as running:
        yield running


@pytest.fixture
def one(hurried: Served) -> Browser:
    return browser(hurried)


def test_what_takes_long_tells_how_far_it_came_and_goes_on_to_the_end(one: Browser) -> None:
    listed = one.drop(*FILES)
    every = len(listed.rows())
    assert AT_ONCE < every < 2 * AT_ONCE
    going = one.send(listed.form(id="list"), listed, do="assign", to="anyone", which="all")
    assert f"{AT_ONCE} of {every} claims are given" in going.text
    assert given_to(one.get(listed.url.path)) == AT_ONCE
    last = one.send(going.form(id="going"), going)
    assert last.url.path == listed.url.path
    assert given_to(last) == every


def test_claims_that_leave_the_filter_meanwhile_are_not_passed_over(one: Browser) -> None:
    listed = one.drop(*FILES)
    every = len(listed.rows())
    nobodys = one.get(f"{listed.url.path}?who=-")
    going = one.send(nobodys.form(id="list"), nobodys, do="assign", to="anyone", which="all")
    one.send(going.form(id="going"), going)
    assert given_to(one.get(listed.url.path)) == every


def test_what_is_wrong_is_told_before_anything_is_done(one: Browser) -> None:
    listed = one.drop(FILES[0])
    assert one.send(listed.form(id="list"), listed, do="snooze", until="yesterday", which="all").status == 422
    assert one.send(listed.form(id="list"), listed, do="recheck", left="x-y", of="7").status == 422


def given_to(page: Page) -> int:
    return len(re.findall(">anyone</td>", page.html))


@given(st.sets(st.integers(1, 200)).map(sorted))
def test_numbers_are_carried_as_they_are(numbers: list[int]) -> None:
    assert numbers_in(ranges(numbers)) == numbers


def test_numbers_that_somebody_made_up_are_few() -> None:
    assert ranges([3, 4, 5, 9]) == "3-5.9"
    assert numbers_in("x.-.5-2.7") == [7]
    assert len(numbers_in("1-999999999999.1-999999999999")) == MOST

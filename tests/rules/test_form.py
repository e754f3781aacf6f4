"""Forms of numbers in payer files."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules import RuleFileError
from rules.form import Form, read_form
from rules.strict import Node


def form(text: str) -> Form:
    return read_form(Node(Path("acme.yaml"), yaml.compose(f'"{text}"')))


@pytest.mark.parametrize(
    ("text", "fits", "fails", "looks"),
    [
        ("W[0-9]{8}", ["W12345678", "w12345678"], ["W1234567", "W123456789", "X12345678", ""], "W99999999"),
        ("[0-9]{3}-[0-9]{2}[A-Z]?", ["123-45", "123-45A"], ["12345", "123-456"], "999-99(A)"),
        ("(A|B)[0-9]{7,9}", ["A1234567", "B123456789"], ["C1234567", "A123456"], "(A|B)9999999(99)"),
        ("[A-Z0-9]{2}", ["A1", "99"], ["A", "Ä1"], "XX"),
    ],
)
def test_a_form_says_which_numbers_are_built_so(text: str, fits: list[str], fails: list[str], looks: str):
    found = form(text)
    assert [number for number in fits + fails if found.fits(number)] == fits
    assert found.looks == looks
    assert str(found) == text


@pytest.mark.parametrize(
    "text", ["[0-9]+", "[0-9]*", "W.", "(A+)+", "([A-Z]{9}){9}", "[A-Z", "[Z-A]", "a", r"\\d", "(?=A)", ""]
)
def test_what_can_be_slow_or_is_none_is_refused(text: str):
    with pytest.raises(RuleFileError):
        form(text)


PARTS = st.sampled_from(
    ["[0-9]", "[A-Z]", "A", "7", "-", "[A-Z]?", "[0-9]{0,9}", "[A-Z0-9]{2,99}", "(A|B)", "(A?|AA?)"]
)


@given(parts=st.lists(PARTS, min_size=1, max_size=8), number=st.text("A0-", max_size=60))
def test_no_number_makes_a_form_slow(parts: list[str], number: str):
    found = form("".join(parts))
    start = time.process_time()
    assert found.fits(number) == bool(re.fullmatch(found.text, number))
    assert time.process_time() - start < 1

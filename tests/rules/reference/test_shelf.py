"""A shelf finds the same rows for all keys of a day as for each."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules.reference import ncci
from rules.reference.editions import Edition
from rules.reference.shelf import Held, Listing, Shelf

KIND = ncci.UNITS_PRACTITIONER
KEYS = ("A4550", "J1100", "99213")
DAYS = st.integers(1, 28).map(lambda day: date(2026, 1, day))


@st.composite
def editions(draw: st.DrawFn) -> Held:
    """An edition of some days, complete or by hindsight, of all keys, of some, or with missing parts."""
    first, complete, last = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    rows = {key: (ncci.Units(draw(st.integers(0, 9)), "2"),) for key in draw(st.sets(st.sampled_from(KEYS)))}
    edition = Edition(
        KIND.name, "made up", first, last, draw(st.sampled_from([first, complete])),
        keys=draw(st.sampled_from(["", "[A-Z].*"])), spans=draw(st.sampled_from([(), (("A", "A"),)])),
    )  # fmt: skip
    return Held(KIND.name, edition, Listing(rows))


@given(st.lists(editions(), max_size=4), DAYS)
def test_a_day_is_answered_by_the_edition_that_speaks_of_the_day_and_the_key(held: list[Held], day: date) -> None:
    shelf = Shelf(held)
    for key in KEYS:
        one = shelf.on(KIND, day, key)
        assert shelf.find(KIND, key, day) == shelf.finder(KIND, day)(key) == (one.rows.find(key) if one else None)


def test_an_edition_of_the_day_that_is_silent_on_a_code_is_told_from_none() -> None:
    day = date(2026, 1, 5)
    edition = Edition(KIND.name, "made up", day, day, day, spans=(("A", "B"),))
    shelf = Shelf([Held(KIND.name, edition, Listing({}))])
    assert shelf.find(KIND, "99213", day) is None
    assert shelf.lacks(KIND, day).reason.endswith("the edition at hand for the date says nothing of this code")
    assert shelf.lacks(KIND, date(2026, 1, 6)).reason.endswith("no edition at hand covers the date")

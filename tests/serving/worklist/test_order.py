from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import update

from serving.store import Store
from serving.store.tables import work
from serving.worklist import ORDERS, Filter, Sort
from tests.serving.worklist.lists import ANN, TODAY, dropped, worklist

ALL = Filter()


@pytest.fixture
def mixed(store: Store, tmp_path: Path) -> tuple[Store, str]:
    """A batch whose claims are alike in much, and lack much."""
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "02_typical_faults.837", "01_clean_visits.837").id
    with store.begin() as connection:
        for number in range(1, 14):
            values = {
                "probability": None if number % 5 == 0 else (number % 4) / 4,
                "at_risk": None if number % 3 == 0 else Decimal(number % 2),
                "deadline": None if number % 4 == 0 else TODAY + timedelta(days=number % 3),
                "assignee": ["", "ann", "Bob"][number % 3],
            }
            connection.execute(update(work).where(work.c.number == number).values(values))
    return store, batch


def test_next_and_previous_walk_the_list_as_it_is_shown(mixed: tuple[Store, str], tmp_path: Path) -> None:
    store, batch = mixed
    with worklist(store, tmp_path, model=False) as made:
        for by, descending in product(ORDERS, (True, False)):
            sort = Sort(by, descending)
            pages = [made.items(ANN, batch, ALL, sort, page, size=5).items for page in (1, 2, 3)]
            shown = [one.number for items in pages for one in items]
            assert sorted(shown) == list(range(1, 14))
            views = [made.item(ANN, batch, number, ALL, sort) for number in shown]
            assert [view.next for view in views] == [*shown[1:], None]
            assert [view.previous for view in views] == [None, *shown[:-1]]
            values = [getattr(view.item, by) for view in views]
            known = [value for value in values if value is not None]
            assert values[len(known) :] == [None] * (len(values) - len(known))
            if not isinstance(known[0], str):
                assert known == sorted(known, reverse=descending)


def test_a_claim_that_left_the_list_still_leads_to_the_next_one(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path) as made:
        batch = dropped(made, "02_typical_faults.837").id
        wanted = Filter(verdict="fix")
        first, second, third = (one.number for one in made.items(ANN, batch, wanted, size=3).items)
        with store.begin() as connection:
            connection.execute(update(work).where(work.c.number == second).values(verdict="ready"))
        view = made.item(ANN, batch, second, wanted)
        assert (view.previous, view.next) == (first, third)


def test_deadlines_are_counted_in_days_and_those_that_passed_are_listed_with_the_near_ones(
    store: Store, tmp_path: Path
) -> None:
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "01_clean_visits.837").id
        days = {1: -1, 2: 0, 3: 7, 4: 8}
        with store.begin() as connection:
            connection.execute(update(work).values(deadline=None))
            for number, left in days.items():
                row = work.c.number == number
                connection.execute(update(work).where(row).values(deadline=TODAY + timedelta(days=left)))
        listed = made.items(ANN, batch, Filter(due_within=7), Sort("deadline", descending=False)).items
        assert [(one.number, one.days_left) for one in listed] == [(1, -1), (2, 0), (3, 7)]


def test_the_deadline_is_that_of_the_payer_and_the_last_day_in_time(store: Store, tmp_path: Path) -> None:
    with worklist(store, tmp_path, model=False) as made:
        batch = dropped(made, "02_typical_faults.837").id
        by_claim = {one.claim_id: one for one in made.items(ANN, batch).items}
        assert by_claim["MS-2003"].deadline == date(2026, 5, 5), "as the rule says that it is late"
        assert "timely-filing" in by_claim["MS-2003"].rules
        assert by_claim["MS-2006"].deadline == date(2027, 6, 7), "5 June 2027 is a Saturday"

"""Whatever comes in whatever order, twice or once: the outcomes are the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.claim import Claim
from serving.store import Store
from serving.store.tables import answer, outcome
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, paid, receive, remit, rows, score, submit

offices = count(1)
DAYS = [date(2026, 2, 3), date(2026, 2, 20), date(2026, 3, 10)]
Step = Claim | bytes


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}")
    yield store
    store.close()


def claims() -> st.SearchStrategy[Claim]:
    """Versions of two claims: of other days, charges and contents, some of them replacements."""
    return st.builds(
        lambda number, day, charge, frequency, prior: sent(
            charge, claim_id=number, on=day, frequency_code=frequency, prior_authorization=prior
        ),
        st.sampled_from(["A1", "B1"]),
        st.sampled_from(DAYS),
        st.sampled_from(["100", "70"]),
        st.sampled_from(["1", "1", "7"]),
        st.sampled_from(["", "P1"]),
    )


def answers() -> st.SearchStrategy[str]:
    """Answers to them, some of which fit none, take back what was paid, or repeat another."""
    return st.builds(
        lambda refused, number, charge, frequency, status: (denied if refused else paid)(
            number, charge, frequency
        ).replace("*1*", f"*{status}*", 1),
        st.booleans(),
        st.sampled_from(["A1", "B1", "C1"]),
        st.sampled_from(["100", "70", "30"]),
        st.sampled_from(["1", "1", "7", ""]),
        st.sampled_from(["1", "1", "1", "22", "2", "4"]),
    )


def files() -> st.SearchStrategy[bytes]:
    """Remittances of a few answers."""
    return st.builds(
        lambda some, day: remit(*some, day=day),
        st.lists(answers(), min_size=1, max_size=3),
        st.sampled_from(["20260201", "20260210", "20260301", "20260401"]),
    )


def take(store: Store, office: str, steps: list[Step]) -> None:
    for step in steps:
        if isinstance(step, Claim):
            submit(store, step, office=office)
        else:
            receive(store, step, office=office)


def became(store: Store, office: str) -> list[tuple[object, ...]]:
    columns = "office", "claim_digest", "kind", "content"
    return [row[1:] for row in rows(store, outcome, *columns) if row[0] == office]


@settings(max_examples=60, deadline=None)
@given(
    scored=st.lists(claims(), max_size=3),
    steps=st.lists(claims() | files(), min_size=1, max_size=7),
    again=st.lists(st.integers(0, 6), max_size=3),
    seed=st.integers(0, 10**6),
)
def test_the_order_of_files_and_their_repetition_do_not_matter(
    lasting: Store, scored: list[Claim], steps: list[Step], again: list[int], seed: int
) -> None:
    one, other = f"o{next(offices)}", f"o{next(offices)}"
    for office in (one, other):
        for claim in scored:
            score(lasting, claim, office=office)
    turned = [*steps, *(steps[at] for at in again if at < len(steps))]
    Random(seed).shuffle(turned)
    take(lasting, one, steps)
    take(lasting, other, turned)
    assert became(lasting, one) == became(lasting, other)
    kept = rows(lasting, answer, "office", "digest")
    assert [digest for office, digest in kept if office == one] == [d for office, d in kept if office == other]

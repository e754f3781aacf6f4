"""A payer that begins to refuse a procedure stands on the overview as soon as the 835s that show it are in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from claims.claim import Claim, Payer
from serving.store import Store
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, paid, remit, submit
from tests.serving.pages.browser import Browser, browser, server, store_url

ATLAS = Payer(id="76848", name="ATLAS", responsibility="P")
OTHER = Payer(id="60054", responsibility="P")


def told(one: Browser) -> list[str]:
    """The rows of the table of changes, as they are read, but for those that the demonstration model brought."""
    page = one.get("/overview?weeks=13&until=2026-03-31")
    found = re.search(r'aria-labelledby="changes">(.*?)</section>', page.html, re.DOTALL)
    assert found
    rows = re.findall(r"<tr><td(.*?)</tr>", found[1], re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", f"<td{row}").split()) for row in rows]
    own = [row for row in said if " simulated " not in row]
    assert said[: len(own)] == own  # first of all
    return own


def post(one: Browser, day: str, answers: Iterable[str], payer: str = "76848") -> None:
    """An 835 of a day, as a clearinghouse's program sends it."""
    headers = {"content-type": "application/edi-x12"}
    answer = one.client.post("/v1/remits", content=remit(*answers, day=day, payer=payer), headers=headers)
    assert answer.json()["counts"]["unmatched"] == 0, answer.text


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of a store: sixty claims that were sent, the last ten with an authorization, ten to another payer."""
    made = Store.open(store_url(tmp_path))
    submit(made, *claims())
    made.close()
    return tmp_path


def claims() -> Iterable[Claim]:
    for nth in range(40):
        yield sent(claim_id=f"T{nth}", payer=ATLAS)
    for nth in range(10):
        yield sent(claim_id=f"A{nth}", payer=ATLAS, prior_authorization="AUTH-1")
        yield sent(claim_id=f"Q{nth}", payer=OTHER)


def test_a_payer_that_begins_to_refuse_a_procedure_is_told_by_its_own_answers(office: Path) -> None:
    with server(office) as running:
        one = browser(running)
        for nth in range(3):
            post(one, f"2026021{nth}", [paid(f"T{4 * nth + claim}") for claim in range(4)])
        assert told(one) == []

        post(one, "20260305", [denied(f"T{nth}") for nth in range(12, 16)])
        post(one, "20260306", [denied(f"T{nth}") for nth in range(16, 20)])
        [change] = told(one)
        assert change == (
            "2026-03-05 ATLAS 99201 Refuses more often for reasons of authorization 8 of 8 0 of 12 Sure 23,000 times"
        )

        for nth in range(2):  # what the office answers to it takes nothing away
            post(one, f"2026031{nth}", [paid(f"A{5 * nth + claim}") for claim in range(5)])
        [change] = told(one)
        assert "for reasons of authorization, without authorization 8 of 8 0 of 12" in change


def test_answers_that_go_on_as_before_tell_of_no_change(office: Path) -> None:
    with server(office) as running:
        one = browser(running)
        for nth in range(8):  # one of five is refused, as ever
            some = [f"T{5 * nth + claim}" for claim in range(5)]
            post(
                one,
                f"202602{10 + nth}",
                [denied(some[nth % 5]), *(paid(claim) for claim in some if claim != some[nth % 5])],
            )
        post(one, "20260301", [paid(f"Q{nth}") for nth in range(10)], payer="60054")
        assert told(one) == []

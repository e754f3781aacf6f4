"""Claims of callers who ask at the same time are scored together; nobody can tell."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

import claims
from claims.origin import Sourced
from models import Bundle
from rules import RuleSet
from serving.api.gathering import TOGETHER, Gathering
from serving.offices import Office
from serving.score import Score
from serving.scorer import Explain, Scorer, Suggest, Walked
from serving.store import Store


class Noting(Scorer):
    """A scorer that notes how many claims it is given at once, and stumbles over some."""

    together: list[int]
    stumbles: frozenset[str] = frozenset()

    def finish(self, walked: Sequence[Walked], explain: Explain = "some", suggest: Suggest = "risky") -> list[Score]:
        self.together.append(len(walked))
        for one in walked:
            if one.sourced.claim.claim_id in self.stumbles:
                raise ZeroDivisionError(one.sourced.claim.claim_id)
        return super().finish(walked, explain, suggest)


@pytest.fixture(scope="module")
def some(office: Path) -> list[Sourced]:
    every = (item for file in claims.find_files([office / "test" / "claims"]) for item in claims.read(file))
    return [item for item, _ in zip((one for one in every if isinstance(one, Sourced)), range(20), strict=False)]


@pytest.fixture
def scorer(bundle: Bundle) -> Noting:
    noting = Noting(bundle, RuleSet.load())
    noting.together = []
    return noting


@pytest.fixture
def there(store: Store, scorer: Noting) -> Office:
    return Office("main", store, scorer)


def ask(there: Office, *asked: tuple[Sourced, Explain]) -> list[Score | BaseException]:
    """Ask for all at once."""

    async def every() -> list[Score | BaseException]:
        gathering = Gathering()

        async def one(item: Sourced, explain: Explain) -> Score:
            return (await gathering.score(there, item, None, explain, "none"))[1]

        return await asyncio.gather(*(one(*each) for each in asked), return_exceptions=True)

    return asyncio.run(every())


@pytest.mark.parametrize("count", [1, 2, TOGETHER, TOGETHER + 1, 20])
def test_each_gets_what_it_would_get_alone(there: Office, scorer: Noting, some: list[Sourced], count: int) -> None:
    found = ask(there, *((item, "some") for item in some[:count]))
    whole, rest = divmod(count, TOGETHER)
    assert scorer.together == [TOGETHER] * whole + [rest] * (rest > 0)
    assert found == [scorer.score(item, None, "some", "none") for item in some[:count]]


def test_only_those_who_ask_for_the_same_are_scored_together(
    there: Office, scorer: Noting, some: list[Sourced]
) -> None:
    found = ask(there, (some[0], "some"), (some[1], "none"), (some[2], "some"), (some[3], "none"))
    assert scorer.together == [2, 2]
    assert [bool(one.reasons) for one in found if isinstance(one, Score)] == [True, False, True, False]


def test_a_defect_in_one_claim_is_raised_to_him_who_asked_for_it(
    there: Office, scorer: Noting, some: list[Sourced]
) -> None:
    scorer.stumbles = frozenset({some[1].claim.claim_id})
    first, second, third = ask(there, *((item, "some") for item in some[:3]))
    assert isinstance(second, ZeroDivisionError)
    assert [first, third] == [scorer.score(item, None, "some", "none") for item in (some[0], some[2])]


def test_who_gave_up_is_not_scored_and_the_others_are(there: Office, scorer: Noting, some: list[Sourced]) -> None:
    async def three() -> list[Score]:
        gathering = Gathering()
        asked = [asyncio.create_task(gathering.score(there, item, None, "some", "none")) for item in some[:3]]
        await asyncio.sleep(0)  # all three wait
        asked[0].cancel()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(found[0], asyncio.CancelledError)
        return [one[1] for one in found if not isinstance(one, BaseException)]

    found = asyncio.run(three())
    assert [one.claim_id for one in found] == [item.claim.claim_id for item in some[1:3]]
    assert sum(scorer.together) == 2

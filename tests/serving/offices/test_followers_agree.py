"""However a process came to know what happened, it has the same numbers."""

from __future__ import annotations

import asyncio
from itertools import count
from unittest.mock import patch

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claims.claim import Claim
from claims.origin import Origin, Sourced
from features.record_tables import to_tables
from models import EMBEDDED, Bundle
from rules import RuleSet
from serving.offices import Office
from serving.offices.live import Live
from serving.scorer import Scorer
from serving.store import Store
from serving.store.tables import checkpoint
from tests.claims.office import sent
from tests.serving.outcomes.office import rows
from tests.serving.outcomes.test_any_order import Step, claims, files, lasting, take

__all__ = ["lasting"]

names = count(1)
BUNDLE, RULES = Bundle.load(EMBEDDED), RuleSet.load()


def fresh() -> Scorer:
    return Scorer(BUNDLE, RULES)


def alike(one: Scorer, other: Scorer, asked: list[Claim]) -> bool:
    """Whether two scorers have learnt the same, and say the same."""
    assert one._history is not None
    assert other._history is not None
    mine, theirs = one._history.tables(), other._history.tables()
    mine |= to_tables(one._history.record, whole=True)
    theirs |= to_tables(other._history.record, whole=True)
    same = all(np.array_equal(mine[name], theirs[name], equal_nan=mine[name].dtype.kind == "f") for name in mine)
    items = [Sourced(claim, Origin("a.json")) for claim in asked]
    return same and [one.score(item) for item in items] == [other.score(item) for item in items]


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate]
)
@given(steps=st.lists(st.tuples(claims() | files(), st.booleans()), min_size=2, max_size=8))
def test_followers_agree_with_each_other_and_with_a_replay(lasting: Store, steps: list[tuple[Step, bool]]) -> None:
    name = f"f{next(names)}"
    often, seldom = Office(name, lasting, fresh()), Office(name, lasting, fresh())
    born: list[Office] = []
    known: list[int] = []

    async def live() -> None:
        for at, (step, look) in enumerate(steps):
            take(lasting, name, [step])
            await often.catch_up()
            if look:
                await seldom.catch_up()
            if at == len(steps) // 2:
                with patch("serving.offices.office.WORTH", 1):
                    await often.swap(fresh())
                    born.append(Office(name, lasting, fresh()))
                    known.append(born[0].position)
        await seldom.catch_up()
        await born[0].catch_up()

    asyncio.run(live())
    offline = Live(fresh())
    offline.replay(lasting, name)
    asked = [sent(claim_id="Z1"), sent("70", claim_id="Z2"), *(step for step, _ in steps if isinstance(step, Claim))]
    assert often.position == seldom.position == offline.position
    assert alike(often.scorer, offline.scorer, asked)
    assert alike(seldom.scorer, offline.scorer, asked)
    assert alike(born[0].scorer, offline.scorer, asked)
    kept = [office for (office,) in rows(lasting, checkpoint, "office")]
    assert kept.count(name) == (known[0] > 0)

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from claims import canonical
from serving.outcomes.sent_as_told import sent_as_told
from serving.store import Store
from tests.claims.office import sent
from tests.serving.outcomes.office import digests, score, submit


def test_each_claim_that_was_sent_tells_what_was_told_of_it(store: Store) -> None:
    now = datetime.now(UTC)
    score(store, sent(prior_authorization=""), "review", at=now - timedelta(hours=3))
    score(store, sent(prior_authorization="P1"), "review", at=now - timedelta(hours=2))
    score(store, sent(claim_id="B1"), "ready")
    score(store, sent(claim_id="D1"), "fix", office="north")
    claims = [sent(prior_authorization="P1"), sent(claim_id="B1"), sent(claim_id="C1")]
    submit(store, *claims)
    submit(store, sent(claim_id="D1"), office="north")
    mended, kept, _ = digests(claims)
    found = {one.digest: one[2:] for one in sent_as_told(store, "main")}
    assert found == {mended: (True, True, False), kept: (False, False, False)}
    assert {one.claim for one in sent_as_told(store, "main")} == {canonical.encode(one) for one in claims[:2]}


def test_what_was_let_go_unheld_is_told(store: Store) -> None:
    score(store, sent(), "ready", result=b'{"verdict": "ready", "unheld": true}')
    submit(store, sent())
    assert [one.unheld for one in sent_as_told(store, "main")] == [True]

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from serving.access.caller import ANYONE
from serving.outcomes import take_file
from serving.problem import Refused
from serving.store import Store
from serving.store.tables import answer, event, outcome, received_file, submission
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, digests, paid, receive, remit, rows, score, submit


def outcomes(store: Store) -> list[tuple[object, ...]]:
    return rows(store, outcome, "claim_digest", "kind", "answered", "denied", "codes", "paid", "denied_charge")


def test_an_835_answers_what_was_sent(store: Store) -> None:
    claim = sent()
    submit(store, claim)
    (taken,) = receive(store, remit(denied()))
    assert (taken.kind, taken.repeated, taken.problems) == ("835", False, [])
    assert taken.counts == {
        "answers": 1,
        "new": 1,
        "repeated": 0,
        "outcomes": 1,
        "corrected": 0,
        "unmatched": 0,
        "faults": 0,
    }
    (digest,) = digests([claim])
    assert outcomes(store) == [
        (digest, "adjudicated", date(2026, 3, 1), 1, ["CO-197"], Decimal("0.00"), Decimal("100.00"))
    ]
    assert rows(store, event, "kind", "claim_digest") == [("answered", digest), ("submitted", digest)]


def test_the_same_file_again_changes_nothing_and_says_so(store: Store) -> None:
    submit(store, sent())
    first, second = receive(store, remit(denied()), remit(denied()))
    assert (second.repeated, second.counts) == (True, first.counts)
    assert len(rows(store, event, "id")) == 2
    assert len(rows(store, received_file, "digest")) == 1


def test_the_same_answer_in_another_file_changes_nothing(store: Store) -> None:
    submit(store, sent(), sent(claim_id="B1"))
    receive(store, remit(denied()))
    before = outcomes(store)
    (taken,) = receive(store, remit(denied(), paid("X9")))
    assert (taken.counts["new"], taken.counts["repeated"]) == (1, 1)
    assert outcomes(store) == before
    assert len(rows(store, answer, "digest")) == 2


def test_an_answer_waits_for_its_claim(store: Store) -> None:
    (taken,) = receive(store, remit(denied()))
    assert (taken.counts["unmatched"], taken.counts["outcomes"]) == (1, 0)
    assert outcomes(store) == []
    told = submit(store, sent())
    assert told.counts["outcomes"] == 1
    assert len(outcomes(store)) == 1
    assert [kind for kind, _ in rows(store, event, "kind", "id")] == ["answered", "submitted"]


def test_a_first_adjudication_that_becomes_known_later_corrects_the_outcome_and_is_not_learnt_again(
    store: Store,
) -> None:
    submit(store, sent())
    receive(store, remit(paid(), day="20260401"))
    (taken,) = receive(store, remit(denied(), day="20260301"))
    assert (taken.counts["outcomes"], taken.counts["corrected"]) == (0, 1)
    assert [row[2:4] for row in outcomes(store)] == [(date(2026, 3, 1), 1)]
    assert [kind for (kind,) in rows(store, event, "kind")] == ["answered", "submitted"]


def test_a_claim_that_was_scored_and_answered_was_sent(store: Store) -> None:
    claim = sent()
    told = score(store, claim, "review")
    receive(store, remit(paid()))
    assert rows(store, outcome, "claim_digest", "score_id", "submitted") == [(told.digest, told.id, date(2026, 2, 3))]
    assert rows(store, submission, "id") == []
    assert [kind for (kind,) in rows(store, event, "kind")] == ["answered", "submitted"]


def test_of_scored_versions_the_one_that_fits_was_sent_and_else_the_last(store: Store) -> None:
    score(store, sent("100"))
    last = score(store, sent("100", prior_authorization="P1"))
    other = score(store, sent("70"))
    receive(store, remit(paid()))
    assert rows(store, outcome, "claim_digest") == [(last.digest,)]
    receive(store, remit(denied("A1", "70"), day="20260302"))
    assert rows(store, outcome, "claim_digest") == [(last.digest,)]  # it has its answer, which came first
    assert other.digest != last.digest


def test_what_was_said_to_be_sent_goes_before_what_was_scored(store: Store) -> None:
    score(store, sent("100", prior_authorization="P1"))
    submit(store, sent("100"))
    receive(store, remit(paid()))
    assert rows(store, outcome, "claim_digest") == [(digests([sent("100")])[0],)]


def test_an_inferred_submission_gives_way_to_the_one_that_is_told_later(store: Store) -> None:
    score(store, sent("100", prior_authorization="P1"))
    receive(store, remit(paid()))
    submit(store, sent("100"))
    assert rows(store, outcome, "claim_digest") == [(digests([sent("100")])[0],)]


def test_other_offices_see_nothing_of_it(store: Store) -> None:
    submit(store, sent(), office="north")
    (taken,) = receive(store, remit(denied()), office="south")
    assert taken.counts["unmatched"] == 1
    assert outcomes(store) == []
    (taken,) = receive(store, remit(denied()), office="north")
    assert (taken.repeated, taken.counts["outcomes"]) == (False, 1)


def test_what_cannot_be_read_is_told_and_the_rest_is_taken(store: Store) -> None:
    submit(store, sent(), sent(claim_id="B1"))
    broken = denied("B1").replace("CLP*B1*1*100*0", "CLP*B1*1*many*0")
    (taken,) = receive(store, remit(denied(), broken.replace("many", "10O")).replace(b"BPR*I*0.00", b"BPR*I*0"))
    assert taken.counts["outcomes"] == 1
    assert taken.counts["faults"] == len(taken.problems) > 0
    assert "B1" not in repr(taken.problems)


def test_what_is_no_answer_is_refused(store: Store) -> None:
    for body in (b"", b"hello", b"{}"):
        with pytest.raises(Refused) as error:
            take_file(store, "main", ANYONE, [body])
        assert error.value.problem.status == 422

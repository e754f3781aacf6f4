from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from claims.claim import Payer
from serving.access.caller import ANYONE
from serving.outcomes import Counts, Feedback, outcomes, report, take_feedback
from serving.problem import Refused
from serving.store import Store, new_id
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, paid, receive, remit, score, submit

MARCH = date(2026, 3, 5)


def lived(store: Store) -> dict[str, str]:
    """Five claims: two denied, of which one was held; one paid, one silent, one of another payer."""
    told = {
        "D1": score(store, sent(claim_id="D1"), "review", probability=0.5),
        "D2": score(store, sent(claim_id="D2"), "ready", probability=0.1),
        "P1": score(store, sent(claim_id="P1"), "ready", probability=0.2),
        "S1": score(store, sent(claim_id="S1"), "ready", probability=0.3),
    }
    other = sent(claim_id="O1", on=MARCH, payer=Payer(id="60054"))
    submit(store, *(sent(claim_id=number) for number in told), other)
    receive(store, remit(denied("D1"), denied("D2"), paid("P1")))
    return {number: one.id for number, one in told.items()}


def test_each_submission_is_a_row_with_what_was_told_and_what_became_of_it(store: Store) -> None:
    ids = lived(store)
    found = {row.claim_id: row for row in outcomes(store, "main")}
    assert list(found) == ["D1", "D2", "P1", "S1", "O1"]  # by day, then number
    refused, silent, other = found["D1"], found["S1"], found["O1"]
    assert (refused.score_id, refused.verdict, refused.denial_probability) == (ids["D1"], "review", 0.5)
    assert (refused.answered, refused.denied, refused.denial_codes) == (date(2026, 3, 1), True, ("CO-197",))
    assert (refused.paid, refused.denied_charge, refused.changed) == (Decimal("0.00"), Decimal("100.00"), False)
    assert (silent.answered, silent.denied, silent.paid, silent.denial_codes) == (None, None, None, ())
    assert (other.verdict, other.changed, other.version, other.payer_id) == (None, None, 1, "60054")


def test_a_claim_that_was_answered_though_nobody_said_that_it_was_sent_is_a_row_without_version(store: Store) -> None:
    told = score(store, sent(), "fix")
    receive(store, remit(paid()))
    (row,) = outcomes(store, "main")
    assert (row.version, row.score_id, row.verdict, row.submitted, row.denied) == (
        None, told.id, "fix", date(2026, 2, 3), False,
    )  # fmt: skip


def test_a_period_holds_what_was_sent_from_its_first_through_its_last_day(store: Store) -> None:
    lived(store)
    assert [row.claim_id for row in outcomes(store, "main", since=MARCH)] == ["O1"]
    assert [row.claim_id for row in outcomes(store, "main", until=MARCH)] == ["D1", "D2", "P1", "S1", "O1"]
    assert [row.claim_id for row in outcomes(store, "main", date(2026, 2, 4), date(2026, 3, 4))] == []


def test_the_report_counts_what_was_caught_and_what_was_missed(store: Store) -> None:
    lived(store)
    made = report(store, "main")
    assert made.overall == Counts(
        scored=4, held=1, sent=5, advised=4, answered=3, denied=2, caught=1, missed=1,
        dollars_denied=Decimal("200.00"), dollars_caught=Decimal("100.00"), dollars_paid=Decimal("100.00"),
        foreseen=3, expected_denials=0.8, actual_denials=2,
    )  # fmt: skip
    assert made.payers["60054"] == Counts(sent=1)
    assert made.payers["76848"].denied == 2
    assert report(store, "north").overall == Counts()
    assert report(store, "main", since=MARCH).overall == Counts(sent=1)
    assert msgspec.json.decode(msgspec.json.encode(made), type=type(made)) == made


def test_what_a_biller_did_goes_with_the_result(store: Store) -> None:
    ids = lived(store)
    take_feedback(store, "main", ANYONE, Feedback("accepted", score_id=ids["D1"]))
    take_feedback(store, "main", ANYONE, Feedback("overridden", score_id=ids["D1"], reason="payer told so"))
    npi = sent().billing_provider.npi
    by_claim = take_feedback(store, "main", ANYONE, Feedback("corrected", claim_id="P1", billing_npi=npi))
    assert by_claim.score_id == ids["P1"]
    found = {row.claim_id: (row.feedback, row.feedback_reason) for row in outcomes(store, "main")}
    assert (found["D1"], found["P1"], found["D2"]) == (("overridden", "payer told so"), ("corrected", ""), (None, None))
    assert report(store, "main").overall.feedback == {"overridden": 1, "corrected": 1}


@pytest.mark.parametrize("said", [{"score_id": "never told"}, {"claim_id": "X9"}, {"score_id": "just now"}])
def test_feedback_on_a_result_that_is_not_there_is_refused(store: Store, said: dict[str, str]) -> None:
    settled = []
    asked = said | ({"score_id": new_id()} if said.get("score_id") == "just now" else {})
    with pytest.raises(Refused) as error:
        take_feedback(store, "main", ANYONE, Feedback("accepted", **asked), lambda: settled.append(1))
    assert error.value.problem.status == 404
    assert len(settled) == (said != {"score_id": "never told"})


def test_a_result_on_its_way_to_the_store_is_waited_for(store: Store) -> None:
    claim = sent()
    told = []
    feedback = Feedback("accepted", claim_id="A1", billing_npi=claim.billing_provider.npi)
    noted = take_feedback(store, "main", ANYONE, feedback, lambda: told.append(score(store, claim)))
    assert noted.score_id == told[0].id


def test_another_offices_result_is_not_there(store: Store) -> None:
    ids = lived(store)
    with pytest.raises(Refused):
        take_feedback(store, "north", ANYONE, Feedback("accepted", score_id=ids["D1"]))

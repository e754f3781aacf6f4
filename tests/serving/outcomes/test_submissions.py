from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from claims.fault import Fault
from claims.read import read_stream
from serving.access.caller import ANYONE
from serving.outcomes import take_submissions
from serving.store import Store
from serving.store.tables import event, submission
from tests import edi837
from tests.claims.office import sent
from tests.serving.outcomes.office import digests, rows, score, sourced, submit


def test_what_was_sent_is_on_record_with_the_envelopes_that_carried_it(store: Store) -> None:
    file = edi837.file837(edi837.claim("CC-1"), edi837.claim("CC-2"))
    taken = take_submissions(store, "main", ANYONE, read_stream([file], "request"))
    assert (taken.counts["claims"], taken.counts["new"], taken.problems) == (2, 2, [])
    found = rows(store, submission, "submitted", "version", "isa", "gs", "st", "batch", "via", "who", "advised")
    assert found == [(date(2026, 6, 1), 1, "000000001", "1", "0001", "1", "837", "anyone", None)] * 2


def test_the_same_file_or_claim_again_changes_nothing(store: Store) -> None:
    submit(store, sent(), sent(claim_id="B1"))
    before = rows(store, submission, "id"), rows(store, event, "id")
    taken = submit(store, sent(), sent(), sent(claim_id="B1"))
    assert (taken.counts["new"], taken.counts["known"]) == (0, 3)
    assert (rows(store, submission, "id"), rows(store, event, "id")) == before


def test_versions_count_what_was_sent_of_a_claim(store: Store) -> None:
    later = date(2026, 3, 1)
    submit(store, sent())
    submit(store, sent(on=later), sent(claim_id="B1"))
    submit(store, sent(on=later, frequency_code="7"))
    versions = dict(rows(store, submission, "claim_digest", "version"))
    numbers = [versions[one] for one in digests([sent(), sent(on=later), sent(on=later, frequency_code="7")])]
    assert numbers == [1, 2, 3]
    assert versions[digests([sent(claim_id="B1")])[0]] == 1


def test_a_claim_without_a_day_was_sent_today_and_on_another_day_once_more(store: Store) -> None:
    claim = msgspec.structs.replace(sent(), submission_date=None)
    told = score(store, claim, "review")
    days = [date(2026, 5, 1), date(2026, 5, 1), date(2026, 6, 1)]
    counts = [take_submissions(store, "main", ANYONE, sourced([claim]), today=day).counts["new"] for day in days]
    assert counts == [1, 0, 1]
    found = rows(store, submission, "submitted", "version", "score_id", "changed")
    assert sorted(found) == [(days[0], 1, told.id, 0), (days[2], 2, told.id, None)]
    assert rows(store, event, "kind", "day") == [("submitted", days[0]), ("submitted", days[2])]


def test_what_was_advised_last_goes_with_it_and_whether_it_was_changed(store: Store) -> None:
    now = datetime.now(UTC)
    score(store, sent(prior_authorization=""), "fix", at=now - timedelta(hours=3))
    last = score(store, sent(prior_authorization="P1"), "review", at=now - timedelta(hours=2))
    same = score(store, sent(claim_id="B1"), "ready")
    claims = [sent(prior_authorization="P1"), sent(claim_id="B1", on=date(2026, 2, 9)), sent(claim_id="C1")]
    submit(store, *claims)
    names = dict(zip(digests(claims), "abc", strict=True))
    found = rows(store, submission, "claim_digest", "score_id", "advised", "changed")
    told = {names[digest]: rest for digest, *rest in found}
    assert told == {"a": [last.id, "review", 1], "b": [same.id, "ready", 0], "c": [None, None, None]}


def test_advice_on_what_was_sent_before_is_no_advice_on_what_is_sent_now(store: Store) -> None:
    first = score(store, sent(), "fix")
    submit(store, sent())
    submit(store, sent(on=date(2026, 3, 1)), sent("70", on=date(2026, 4, 1)))
    advised = {row[0]: row[1:] for row in rows(store, submission, "submitted", "score_id", "advised")}
    assert advised[date(2026, 2, 3)] == (first.id, "fix")
    assert advised[date(2026, 3, 1)] == (first.id, "fix")  # the same claim, sent once more
    assert advised[date(2026, 4, 1)] == (None, None)


def test_what_cannot_be_read_is_told(store: Store) -> None:
    fault = Fault("request", "this cannot be read", segment=3)
    taken = take_submissions(store, "main", ANYONE, [fault])
    assert (taken.counts["faults"], taken.counts["claims"]) == (1, 0)
    assert taken.problems[0].segment == 3

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from claims.claim import Provider
from claims.origin import Sourced
from claims.read import read_stream
from rules import RuleSet
from serving.access.caller import ANYONE
from serving.outcomes import outcomes, report, take_submissions
from serving.problem import Refused
from serving.scorer import Scorer
from serving.store import Store
from serving.store.tables import event, outcome, submission
from serving.x12_out import as_277ca, told
from tests import edi837
from tests.claims.acknowledgements.edi277ca import CLAIM_STATUS, implementation, interchange, transaction, written
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, receive, remit, rows, submit

NPI = Provider(npi="1234567893")
STATUS = written(interchange(transaction(CLAIM_STATUS)))
JULY = date(2026, 7, 1)


def send_file(store: Store, *numbers: str, day: str = "20260701") -> None:
    file = edi837.file837(*map(edi837.claim, numbers), submitted=day)
    assert take_submissions(store, "main", ANYONE, read_stream([file], "request")).counts["new"] == len(numbers)


def verdict_on_set(code: str, *errors: str, group: str = "1", number: str = "0001") -> bytes:
    body = [f"AK1*HC*{group}*005010X222A1", f"AK2*837*{number}*005010X222A1", *errors, f"IK5*{code}", "AK9*P*1*1*0"]
    return written(implementation(body))


def verdict_on_claims(*claims: tuple[str, str, str]) -> bytes:
    """A 277CA that says of each claim its status and action."""
    above = [one for one in CLAIM_STATUS[:18] if not one.startswith(("QTY", "AMT", "STC"))]
    said = [
        segment
        for level, (number, status, action) in enumerate(claims, start=4)
        for segment in (
            *(f"HL*{level}*3*PT", f"NM1*QC*1*DOE*JANE****MI*M{level}", f"TRN*2*{number}"),
            f"STC*{status}*20260702*{action}*100",
        )
    ]
    return written(interchange(transaction([*above, *said])))


def of(store: Store, column: str) -> dict[str, object]:
    return {row.claim_id: getattr(row, column) for row in outcomes(store, "main")}


def events_of(store: Store) -> list[str]:
    return [kind for (kind,) in rows(store, event, "kind")]


def happened(store: Store) -> list[str]:
    """The kinds of events, in the order in which they are followed."""
    return [kind for _, kind in sorted(rows(store, event, "id", "kind"))]


def submit_c(store: Store, charges: Iterable[tuple[str, str]]) -> None:
    submit(store, *(sent(charge, claim_id=number, on=JULY, billing_provider=NPI) for number, charge in charges))


def test_a_277ca_says_claim_by_claim_what_was_taken(store: Store) -> None:
    submit_c(store, [("C001", "150"), ("C002", "150"), ("C003", "200"), ("C009", "10")])
    (taken,) = receive(store, STATUS)
    assert taken.kind == "277"
    assert (taken.counts["received"], taken.counts["rejected"]) == (1, 2)
    assert of(store, "received") == {"C001": date(2026, 7, 2), "C002": None, "C003": None, "C009": None}
    assert of(store, "rejected") == {"C001": None, "C002": date(2026, 7, 2), "C003": date(2026, 7, 2), "C009": None}
    assert of(store, "rejection_codes")["C002"] == ("A7-562-85", "A6-145-85", "A8-496", "A3-21")
    assert all(value is None for value in of(store, "answered").values())
    assert events_of(store).count("rejected") == 2
    assert "answered" not in events_of(store)
    assert (report(store, "main").overall.rejected, report(store, "main").overall.answered) == (2, 0)


def test_a_claim_is_taken_or_turned_away_and_never_both(store: Store) -> None:
    send_file(store, "A1", "A2")
    (first,) = receive(store, verdict_on_set("A"))
    assert (first.counts["received"], first.counts["rejected"]) == (2, 0)
    (second,) = receive(store, verdict_on_claims(("A1", "A2:20", "WQ"), ("A2", "A7:562", "U")))
    assert (second.counts["received"], second.counts["rejected"]) == (0, 1)
    assert of(store, "received") == {"A1": date(2026, 7, 2), "A2": None}
    assert list(of(store, "rejected").values()) == [None, date(2026, 7, 2)]
    overall = report(store, "main").overall
    assert (overall.received, overall.rejected) == (1, 1)


@pytest.mark.parametrize("broad_first", [True, False])
def test_a_batch_that_is_taken_is_taken_without_the_claims_that_were_turned_away(
    store: Store, broad_first: bool
) -> None:
    send_file(store, "A1", "A2")
    files = verdict_on_set("A"), verdict_on_claims(("A2", "A7:562", "U"))
    (taken,) = receive(store, b"".join(files if broad_first else reversed(files)))
    assert (taken.counts["received"], taken.counts["rejected"]) == (1, 1)
    assert [day is None for day in of(store, "received").values()] == [False, True]


def ours(*numbers: str) -> bytes:
    """What we write ourselves of a file of claims."""
    file = edi837.file837(*map(edi837.claim, numbers), submitted="20260701")
    scorer = Scorer(None, RuleSet.load())
    read = [item for item in read_stream([file], "request") if isinstance(item, Sourced)]
    return b"".join(as_277ca([told(scorer.check(item), item) for item in read], datetime(2026, 7, 2, tzinfo=UTC)))


def test_what_we_wrote_ourselves_is_no_answer_of_a_front_door(store: Store) -> None:
    send_file(store, "A1", "A2")
    with pytest.raises(Refused, match="Unprocessable") as refused:
        receive(store, ours("A1", "A2"))
    assert "written by cleanclaim itself" in refused.value.problem.detail
    assert set(of(store, "received").values()) == set(of(store, "rejected").values()) == {None}
    (taken,) = receive(store, ours("A1", "A2") + verdict_on_set("A"))
    assert (taken.counts["acknowledgements"], taken.counts["received"], taken.counts["faults"]) == (2, 2, 1)
    assert "written by cleanclaim itself" in taken.problems[0].detail


def test_the_same_acknowledgement_again_changes_nothing(store: Store) -> None:
    submit_c(store, [("C001", "150"), ("C002", "150")])
    receive(store, STATUS)
    before = rows(store, outcome, "claim_digest", "codes", "at"), rows(store, event, "id")
    again = STATUS.replace(b"000000077", b"000000078")
    same, other = receive(store, STATUS, again)
    assert (same.repeated, other.repeated) == (True, False)
    assert (rows(store, outcome, "claim_digest", "codes", "at"), rows(store, event, "id")) == before
    assert events_of(store).count("rejected") == 1


def test_an_acknowledgement_waits_for_its_claim(store: Store) -> None:
    (taken,) = receive(store, STATUS)
    assert taken.counts["unmatched"] >= 4
    submit_c(store, [("C001", "150"), ("C002", "150")])
    assert of(store, "rejected") == {"C001": None, "C002": date(2026, 7, 2)}
    assert of(store, "received")["C001"] == date(2026, 7, 2)
    assert events_of(store) == ["rejected", "submitted", "submitted"]


@pytest.mark.parametrize(("code", "rejected"), [("A", False), ("E", False), ("R*5", True)])
def test_a_999_speaks_of_all_claims_of_a_set(store: Store, code: str, rejected: bool) -> None:
    send_file(store, "CC-1", "CC-2")
    receive(store, verdict_on_set(code))
    day = date(2026, 7, 2)
    assert of(store, "rejected") == dict.fromkeys(["CC-1", "CC-2"], day if rejected else None)
    assert of(store, "received") == dict.fromkeys(["CC-1", "CC-2"], None if rejected else day)


def test_a_999_names_the_fault_at_the_claim_that_has_it(store: Store) -> None:
    send_file(store, "CC-1", "CC-2")
    receive(store, verdict_on_set("R*5", "IK3*CLM*24*2300*8", "CTX*CLM01:CC-2", "IK4*2*782*6"))
    assert of(store, "rejection_codes") == {"CC-1": ("R", "R-5"), "CC-2": ("R", "R-5", "2300-CLM02-6")}


def test_numbers_that_are_used_again_mean_the_last_file_before(store: Store) -> None:
    send_file(store, "CC-1", day="20260601")
    send_file(store, "CC-2", day="20260630")
    send_file(store, "CC-3", day="20260705")
    receive(store, verdict_on_set("R"))
    assert of(store, "rejected") == {"CC-1": None, "CC-2": date(2026, 7, 2), "CC-3": None}


def test_another_set_or_group_is_not_meant(store: Store) -> None:
    send_file(store, "CC-1")
    first, second = receive(store, verdict_on_set("R", number="0002"), verdict_on_set("R", group="9"))
    assert (first.counts["rejected"], second.counts["rejected"]) == (0, 0)
    assert of(store, "rejected") == {"CC-1": None}


def test_an_interchange_that_is_turned_away_takes_its_claims_along(store: Store) -> None:
    send_file(store, "CC-1")
    body = interchange()
    body[1:3] = ["TA1*000000001*260701*1200*R*006"]
    (taken,) = receive(store, written([*body[:2], "IEA*0*000000077"]))
    assert taken.kind == "TA1"
    assert of(store, "rejection_codes") == {"CC-1": ("R-006",)}


def test_what_was_turned_away_can_be_sent_again_and_turned_away_again(store: Store) -> None:
    submit_c(store, [("C002", "150")])
    receive(store, STATUS)
    submit_c(store, [("C002", "150")])
    assert of(store, "rejected") == {"C002": None}
    assert happened(store) == ["submitted", "rejected", "submitted"]
    receive(store, STATUS.replace(b"000000077", b"000000078").replace(b"20260702", b"20260703"))
    assert of(store, "rejected") == {"C002": date(2026, 7, 3)}
    assert happened(store) == ["submitted", "rejected", "submitted", "rejected"]


def test_the_file_that_was_turned_away_is_not_sent_again_by_coming_again(store: Store) -> None:
    send_file(store, "CC-1")
    receive(store, verdict_on_set("R"))
    file = edi837.file837(edi837.claim("CC-1"), submitted="20260701")
    counts = [
        take_submissions(store, "main", ANYONE, read_stream([one], "request")).counts["new"]
        for one in (file, file.replace(b"000000001", b"000000009"))
    ]
    assert counts == [0, 1]
    assert of(store, "rejected") == {"CC-1": None}


def test_what_turned_a_claim_away_does_not_speak_of_it_sent_later_that_day(store: Store) -> None:
    submit_c(store, [("C002", "150")])
    receive(store, STATUS)
    later = date(2026, 7, 2)
    submit(store, sent("150", claim_id="C002", on=later, billing_provider=NPI))
    assert {row.submitted: row.rejected for row in outcomes(store, "main")} == {JULY: later, later: None}
    assert happened(store) == ["submitted", "rejected", "submitted"]


def test_a_payers_answer_goes_beside_a_rejection(store: Store) -> None:
    send_file(store, "A1", day="20260203")
    receive(store, verdict_on_set("R"))
    answer = denied().replace("HC:99201", "HC:99213").replace("20260202", "20260520")
    receive(store, remit(answer, day="20260801", payer="EX001", payee="1234567893"))
    (row,) = outcomes(store, "main")
    assert (row.rejected, row.answered, row.denied) == (date(2026, 7, 2), date(2026, 8, 1), True)
    assert events_of(store) == ["answered", "rejected", "submitted"]


def test_rejected_claims_are_kept_apart_by_office(store: Store) -> None:
    send_file(store, "CC-1")
    (taken,) = receive(store, verdict_on_set("R"), office="north")
    assert taken.counts["rejected"] == 0
    assert rows(store, submission, "received") == [(None,)]

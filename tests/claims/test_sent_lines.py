"""The lines of a day, over all claims that were sent before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from claims.answer import Outcome
from claims.claim import Claim, Payer, Provider, ServiceLine, Subscriber
from claims.sent import SentBefore
from claims.sent.lines import SentLine

SERVED = date(2026, 2, 27)
SENT = date(2026, 3, 2)


@dataclass
class Office:
    npi: str = "1234567893"
    clinician: str = "1882515350"

    def claim(
        self,
        claim_id: str,
        *lines: str,
        served: date = SERVED,
        sent: date = SENT,
        member: str = "W1",
        frequency: str = "1",
    ) -> Claim:
        """A claim whose lines are written as procedure, modifiers, units: ``99213 25 1``."""
        return Claim(
            claim_id=claim_id,
            submission_date=sent,
            frequency_code=frequency,
            payer=Payer(id="76848"),
            billing_provider=Provider(npi=self.npi),
            rendering_provider=Provider(npi=self.clinician, taxonomy="207Q00000X"),
            subscriber=Subscriber(member_id=member),
            lines=tuple(
                ServiceLine(at, words[0], modifiers=tuple(words[1:-1]), units=Decimal(words[-1]), service_date=served)
                for at, words in enumerate(map(str.split, lines), 1)
            ),
        )


OFFICE = Office()


def index_of(*claims: Claim) -> SentBefore:
    index = SentBefore(b"office")
    for claim in claims:
        index.add(claim, SENT)
    return index


def told(index: SentBefore, claim: Claim, day: date = SERVED, today: date | None = None) -> list[str]:
    return [f"{line.claim_id} {line.procedure}" for line in index.on_day(claim, day, today)]


NOW = OFFICE.claim("NOW", "99213 1")


def test_a_line_of_the_day_is_told_with_its_modifiers_units_and_clinician() -> None:
    index = index_of(OFFICE.claim("A", "11042 59 LT 2.5"))
    line = SentLine("A", "11042", ("59", "LT"), 2.5, "1882515350", "207Q00000X")
    assert index.on_day(NOW, SERVED) == [line]


def test_lines_of_other_days_patients_and_offices_are_not() -> None:
    other = Office(npi="1999999984")
    index = index_of(
        OFFICE.claim("A", "11042 1", served=date(2026, 2, 26)),
        OFFICE.claim("B", "11042 1", member="W2"),
        other.claim("C", "11042 1"),
        OFFICE.claim("NOW", "11042 1"),
        OFFICE.claim("LATER", "11042 1", sent=date(2026, 3, 3)),
    )
    assert told(index, NOW) == []
    assert told(index, NOW, date(2026, 2, 26)) == ["A 11042"]


def test_what_was_replaced_or_voided_does_not_stand() -> None:
    first, second = OFFICE.claim("A", "11042 1"), OFFICE.claim("B", "97597 1")
    replacement = OFFICE.claim("A", "11043 1", frequency="7")
    assert told(index_of(first, second, replacement), NOW) == ["B 97597", "A 11043"]
    void = OFFICE.claim("A", "11042 1", frequency="8")
    assert told(index_of(first, second, void), NOW) == ["B 97597"]


def test_a_replacement_under_a_new_number_may_replace_any_before_it() -> None:
    index = index_of(OFFICE.claim("A", "11042 1"), OFFICE.claim("Z", "11043 1", frequency="7"))
    assert told(index, NOW) == ["Z 11043"]


def test_for_a_replacement_nothing_is_told_since_it_may_replace_any() -> None:
    index = index_of(OFFICE.claim("A", "11042 1"))
    assert told(index, OFFICE.claim("NOW", "99213 1", frequency="7")) == []


def test_a_denial_is_told_from_the_day_after_it_is_dated() -> None:
    index = index_of(OFFICE.claim("A", "11042 1", sent=date(2026, 3, 1)))
    index.answered(Outcome("A", billing_npi=OFFICE.npi, answered=date(2026, 3, 2), denied=True))
    later = OFFICE.claim("NOW", "99213 1", sent=date(2026, 3, 3))
    assert [line.denied for line in index.on_day(later, SERVED)] == [date(2026, 3, 2)]
    assert [line.denied for line in index.on_day(NOW, SERVED)] == [None]


def test_surgeries_are_told_from_the_day_after_back_through_a_hundred_and_twenty_days() -> None:
    index = index_of(
        OFFICE.claim("A", "27447 1", served=date(2026, 2, 28)),
        OFFICE.claim("B", "64721 1", served=date(2026, 3, 1)),
        OFFICE.claim("C", "44950 1", served=date(2025, 10, 30)),
        OFFICE.claim("D", "44970 1", served=date(2025, 10, 29)),
    )
    assert index.surgeries(NOW, NOW.lines[0]) == [("27447", date(2026, 2, 28)), ("44950", date(2025, 10, 30))]


def test_lines_are_kept_in_the_file_and_a_fork_learns_alone(tmp_path: Path) -> None:
    index = index_of(OFFICE.claim("A", "11042 59 2"), OFFICE.claim("B", "11042 59 1"))
    index.save(tmp_path / "sent.npz")
    loaded = SentBefore.load(tmp_path / "sent.npz", b"office")
    assert loaded.on_day(NOW, SERVED) == index.on_day(NOW, SERVED)
    fork = loaded.fork()
    fork.add(OFFICE.claim("C", "97597 1"), SENT)
    loaded.add(OFFICE.claim("D", "97597 RT 1"), SENT)
    assert told(fork, NOW) == ["A 11042", "B 11042", "C 97597"]
    assert told(loaded, NOW) == ["A 11042", "B 11042", "D 97597"]

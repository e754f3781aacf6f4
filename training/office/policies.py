"""What a payer wants, since when, and how strictly: the truth that an engine has to learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from training.office.calendar import SPAN, START
from training.office.clinicians import Practice
from training.office.draw import Dice, Weighted
from training.office.payers import Payer
from training.office.specialties import table

LONG_AGO = date(2024, 1, 1)


@dataclass(frozen=True)
class Policy:
    """One thing that one payer refuses, of services on or after ``since`` and before ``until``."""

    id: str
    payer: str
    kind: str
    says: str
    since: date
    until: date | None
    strength: float
    """How often a claim that goes against it is refused, 0 to 1."""
    answers: Weighted[tuple[str, str]]
    """CARC and RARC."""
    patient: bool = False
    """Whether its refusals may be laid on the patient (group PR)."""
    procedures: frozenset[str] = frozenset()
    diagnoses: tuple[str, ...] = ()
    """How the codes begin."""
    modifiers: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    taxonomies: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    """The other services of the day that it looks at."""
    revenue: frozenset[str] = frozenset()
    bills: tuple[str, ...] = ()
    """How the type of bill begins."""
    item: str = ""
    limit: int = 0
    low: int = 0
    high: int = 200
    provider: str = ""
    """National Provider Identifier of the one clinician whom it concerns."""

    def in_force(self, day: date) -> bool:
        """Whether it holds for a service of this day."""
        return self.since <= day and (self.until is None or day < self.until)

    def record(self) -> dict[str, Any]:
        """What stands in ``policies.json``."""
        plain = {
            "id": self.id,
            "payer": self.payer,
            "kind": self.kind,
            "says": self.says,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "strength": round(self.strength, 4),
            "codes": sorted({carc for carc, _ in self.answers.things}),
        }
        lists: Mapping[str, Any] = {
            "procedures": self.procedures,
            "diagnoses": self.diagnoses,
            "modifiers": self.modifiers,
            "places": self.places,
            "taxonomies": self.taxonomies,
            "with": self.others,
            "revenue": self.revenue,
            "bills": self.bills,
        }
        plain |= {name: sorted(values) for name, values in lists.items() if values}
        plain |= {
            name: value
            for name, value in (("item", self.item), ("limit", self.limit), ("provider", self.provider))
            if value
        }
        if self.kind == "age_limit":
            plain |= {"low": self.low, "high": self.high}
        return plain


def _answers(row: Mapping[str, float], remark: str = "") -> Weighted[tuple[str, str]]:
    pairs = ((text.partition(" "), weight) for text, weight in row.items())
    return Weighted(((carc, rarc or remark), weight) for (carc, _, rarc), weight in pairs)


def _dates(dice: Dice) -> tuple[date, date | None]:
    """Most policies are old; some begin within the window, and a few end in it."""
    fate = dice.uniform()
    day = START + timedelta(days=dice.whole(60, SPAN - 75))
    if fate < 0.28:
        return day, None
    return LONG_AGO, day if fate < 0.38 else None


def candidates(dice: Dice, payer: Payer, *, changes: bool = True) -> list[Policy]:
    """All that this payer might ask for, in random order: kinds take turns, so that no kind crowds out the others.

    Without ``changes`` the same policies hold all the time.
    """
    queues = []
    for kind, row in table("policies.yaml").items():
        if payer.product in row.get("products", (payer.product,)):
            queues.append(list(_of_kind(dice, payer, kind, row)))
    found = []
    while queues:
        queues = [queue for queue in dice.sample(queues, len(queues)) if queue]
        found += [queue.pop() for queue in queues]
    return found if changes else [replace(one, since=LONG_AGO, until=None) for one in found]


def _of_kind(dice: Dice, payer: Payer, kind: str, row: Mapping[str, Any]) -> Iterator[Policy]:
    for at, about in dice.sample(list(enumerate(row["about"])), len(row["about"])):
        since, until = _dates(dice)
        yield Policy(
            id=f"{payer.id}-{kind}-{at + 1}",
            payer=payer.id,
            kind=kind,
            says=row["says"],
            since=since,
            until=until,
            strength=dice.uniform(*row["strength"]),
            answers=_answers(row["answers"], about.get("remark", "")),
            patient=row.get("patient", False) and payer.patient_pays,
            procedures=_some(dice, about.get("procedures", ())),
            diagnoses=tuple(sorted(_some(dice, about["diagnoses"], 0.8))) if "diagnoses" in about else (),
            modifiers=frozenset(about.get("modifiers", ())),
            places=frozenset(about.get("places", ())),
            taxonomies=frozenset(about.get("taxonomies", ())),
            others=frozenset(about.get("with", ())),
            revenue=frozenset(about.get("revenue", ())),
            bills=tuple(about.get("bills", ())),
            item=about.get("item", ""),
            limit=_about(dice, about.get("limit", 0)),
            low=about.get("low", 0),
            high=about.get("high", 200),
        )


def _some(dice: Dice, codes: list[str], share: float = 0.85) -> frozenset[str]:
    """Payers' lists differ: each leaves out a code or two, never all."""
    kept = [code for code in codes if dice.chance(share)]
    return frozenset(kept or codes)


def _about(dice: Dice, limit: int) -> int:
    """A limit near the usual one; small ones stay."""
    return limit if limit < 6 else round(limit * dice.uniform(0.7, 1.3))


def standing(dice: Dice, payer: Payer, offices: list[Practice]) -> list[Policy]:
    """What every payer refuses, each with a strength of its own."""

    def policy(kind: str, says: str, low: float, high: float, answers: Mapping[str, float], **more: Any) -> Policy:
        more = {"since": LONG_AGO, "until": None, "id": f"{payer.id}-{kind}", **more}
        return Policy(
            payer=payer.id, kind=kind, says=says, strength=dice.uniform(low, high), answers=_answers(answers), **more
        )

    on_patient = {"patient": payer.patient_pays}
    found = [
        policy(
            "timely_filing",
            "takes claims within so many days of the service",
            0.93,
            0.99,
            {"29": 1},
            limit=payer.filing_days,
        ),
        policy(
            "eligibility", "finds that coverage has ended", 0.006, 0.014, {"27": 6, "26": 1, "27 N30": 1}, **on_patient
        ),
        policy("member_number", "does not know this member number", 0.9, 0.98, {"31": 5, "31 N382": 3}, **on_patient),
        policy("duplicate", "has had this service before", 0.88, 0.98, {"18": 5, "18 N522": 3}),
        policy("new_patient", "knows the patient: seen here within three years", 0.8, 0.96, {"B16": 1}),
        policy(
            "diagnosis_code", "takes codes that are valid on the day of service", 0.93, 0.99, {"146": 2, "16 M76": 4}
        ),
        policy(
            "diagnosis_pointer",
            "wants every line tied to a diagnosis of the claim",
            0.92,
            0.99,
            {"16 M76": 3, "16 N657": 1},
        ),
        policy(
            "original_reference",
            "wants the number of the claim that a corrected one replaces",
            0.9,
            0.98,
            {"16 M47": 3, "16 MA30": 1},
        ),
        policy(
            "noise",
            "refuses for reasons that nobody finds",
            0.006,
            0.012,
            {"16 N706": 3, "252": 2, "96": 1, "B7": 1, "A1 N10": 2, "109": 1},
        ),
        policy("first_payer", "wants to see what the first payer decided", 0.9, 0.98, {"22": 3, "22 N4": 3}),
        policy("sex", "pays this for the other sex", 0.8, 0.95, {"7": 1}),
    ]
    for practice in offices:
        for someone in practice.clinicians:
            if days := someone.credentialed_after.get(payer.id):
                npi = someone.provider.npi
                found.append(
                    policy(
                        "credentialing",
                        "has not listed this clinician yet",
                        0.75,
                        0.97,
                        {"B7": 5, "B7 N570": 2, "185": 1},
                        id=f"{payer.id}-credentialing-{npi}",
                        provider=npi,
                        since=someone.hired,
                        until=someone.hired + timedelta(days=days),
                    )
                )
    return found

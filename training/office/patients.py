"""Who is treated, and who covers them over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from claims.claim import Patient as PatientData
from claims.claim import Subscriber
from training.office import identity
from training.office.calendar import SPAN, START, age
from training.office.draw import Dice, Weighted
from training.office.payers import Payer, fresh_member


@dataclass(frozen=True)
class Coverage:
    """What a patient's card says."""

    payer: Payer
    subscriber: Subscriber
    patient: PatientData
    since: date
    second: Payer | None = None
    """Who pays after this payer."""
    second_member: str = ""


STREET = "27 ORCHARD LN"
"""Where all patients live: no payer's policy asks for a street, the guides want one."""


@dataclass
class Patient:
    """One person in the office's care, and what the office has on record."""

    number: int
    last_name: str
    first_name: str
    sex: str
    birth: date
    city: str
    state: str
    zip: str
    coverages: list[Coverage]
    """By date, the earliest first."""

    def covered(self, day: date) -> Coverage:
        """The coverage that the office has on file for a day."""
        found = self.coverages[0]
        for coverage in self.coverages[1:]:
            if coverage.since <= day:
                found = coverage
        return found


def _coverage(dice: Dice, person: Patient, payer: Payer, payers: list[Payer], since: date) -> Coverage:
    years = age(person.birth, since)
    relationship = "18"
    if payer.product in ("commercial", "marketplace") and (years < 22 or dice.chance(0.22)):
        relationship = "19" if years < 26 else "01"
    holder_first, holder_birth, holder_sex = person.first_name, person.birth, person.sex
    if relationship != "18":
        holder_sex = {"F": "M", "M": "F"}[person.sex] if relationship == "01" else dice.one_of("FM")
        holder_first = dice.one_of(identity.GIVEN[holder_sex])
        holder_birth = person.birth - timedelta(
            days=dice.whole(7_600, 13_500) if relationship == "19" else dice.whole(-2_000, 2_000)
        )
    group = f"GR{dice.digits(5)}" if payer.product == "commercial" else ""
    subscriber = Subscriber(
        member_id=fresh_member(dice, payer),
        group_number=group,
        last_name=person.last_name,
        first_name=holder_first,
        birth_date=holder_birth,
        sex=holder_sex,
        address=STREET,
        city=person.city,
        state=person.state,
        zip=person.zip,
    )
    patient = PatientData(
        birth_date=person.birth,
        sex=person.sex,
        relationship=relationship,
        last_name=person.last_name,
        first_name=person.first_name,
        address=STREET,
        city=person.city,
        state=person.state,
        zip=person.zip,
    )
    commercial = [other for other in payers if other.product == "commercial"]
    second = None
    if payer.product == "medicare" and dice.chance(0.3):
        second = dice.one_of(commercial)
    return Coverage(payer, subscriber, patient, since, second, fresh_member(dice, second) if second else "")


def another_coverage(dice: Dice, person: Patient, payers: list[Payer], since: date) -> Coverage:
    """The coverage that follows after one has ended, with another payer that takes people of this age."""
    years = age(person.birth, since)
    before = person.coverages[-1].payer
    fitting = [payer for payer in payers if payer.ages[0] <= years <= payer.ages[1] and payer is not before]
    return _coverage(dice, person, dice.pick(Weighted((payer, payer.share) for payer in fitting)), payers, since)


def person(dice: Dice, number: int, years: int, sex: str, payers: list[Payer]) -> Patient:
    """Somebody of this age on the first day, with one coverage or a change of it within the window."""
    sex = sex or dice.one_of("FFFFMMM")
    birth = START - timedelta(days=years * 365 + years // 4 + dice.whole(1, 360))
    state, city, code = dice.one_of(identity.TOWNS)
    found = Patient(
        number=number,
        last_name=dice.one_of(identity.FAMILY),
        first_name=dice.one_of(identity.GIVEN[sex]),
        sex=sex,
        birth=birth,
        city=city,
        state=state,
        zip=code,
        coverages=[],
    )
    fitting = [payer for payer in payers if payer.ages[0] <= years <= payer.ages[1]]
    payer = dice.pick(Weighted((payer, payer.share) for payer in fitting))
    found.coverages.append(_coverage(dice, found, payer, payers, date(2025, 1, 1)))
    if dice.chance(0.1):
        change = date(2026, 1, 1) if dice.chance(0.6) else START + timedelta(days=dice.whole(30, SPAN))
        found.coverages.append(another_coverage(dice, found, payers, change))
    return found

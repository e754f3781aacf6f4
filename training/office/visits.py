"""When patients come, to whom, and when the office gets round to sending the claim."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from training.office.calendar import END, SPAN, START, age, on_weekday, working_day
from training.office.clinicians import Clinician, Practice
from training.office.draw import Dice, Weighted
from training.office.patients import Patient, person
from training.office.payers import Payer
from training.office.specialties import LinePlan, Service


class Visit(Struct, frozen=True):
    """One visit that becomes one claim."""

    day: date
    sent: date
    patient: Patient
    practice: Practice
    clinician: Clinician
    service: Service
    opening: tuple[LinePlan, ...] = ()
    """What is billed instead at the first visit of a course."""
    new: bool = False
    """The patient's first visit to this practice and specialty within three years."""
    seen_here: bool = False
    """Not the first visit of a course: a code for new patients would be wrong, and the files show it."""
    again: bool = False
    """The visit before, billed once more by mistake."""


def _fits(service: Service, years: int, sex: str, *, first: bool) -> bool:
    return service.ages[0] <= years <= service.ages[1] and service.sex in ("", sex) and (first or not service.new)


def _service(dice: Dice, choices: Weighted[Service], years: int, sex: str, *, first: bool) -> Service:
    for _ in range(12):
        service = dice.pick(choices)
        if _fits(service, years, sex, first=first):
            return service
    return choices.things[0]


def send_day(dice: Dice, practice: Practice, day: date) -> date:
    """When the claim of a service of this day leaves the office."""
    lag = dice.uniform(60, 420) if dice.chance(practice.late) else 1 + dice.exponential(practice.lag - 1)
    earliest = day + timedelta(days=int(lag) + 1)
    return min(on_weekday(earliest, weekday) for weekday in practice.weekdays)


def _course(dice: Dice, clinician: Clinician, practice: Practice, patient: Patient) -> list[Visit]:
    """The visits of one patient to one clinician."""
    specialty = clinician.specialty
    known = dice.chance(0.6)
    day = max(START - timedelta(days=25), clinician.hired) + timedelta(days=dice.whole(0, SPAN + 20))
    found: list[Visit] = []
    for at in range(min(1 + int(dice.exponential(specialty.visits - 0.5)), 40)):
        day = working_day(day)
        if day >= END:
            break
        years, new = age(patient.birth, day), at == 0 and not known
        service = _service(dice, specialty.services, years, patient.sex, first=new)
        if _fits(service, years, patient.sex, first=new):
            opening = specialty.first if at == 0 else ()
            visit = Visit(
                day,
                send_day(dice, practice, day),
                patient,
                practice,
                clinician,
                service,
                opening,
                new=new,
                seen_here=at > 0,
            )
            found.append(visit)
            if dice.chance(0.005):
                found.append(replace(visit, sent=send_day(dice, practice, visit.sent), again=True))
        day += timedelta(days=1 + round(dice.exponential(specialty.gap - 1)))
    return [visit for visit in found if START <= visit.sent < END]


def professional_visits(dice: Dice, offices: list[Practice], payers: list[Payer], count: int) -> list[Visit]:
    """So many visits to practices, patient after patient; some patients see a second clinician."""
    teams = [
        (practice, Weighted((someone, someone.specialty.share) for someone in practice.clinicians))
        for practice in offices
    ]
    sizes = Weighted((team, len(team[0].clinicians)) for team in teams)
    found: list[Visit] = []
    number = 0
    while len(found) < count:
        number += 1
        practice, staff = dice.pick(sizes)
        clinician = dice.pick(staff)
        service = dice.pick(clinician.specialty.services)
        years = min(service.ages[1], max(service.ages[0], round(dice.normal(52, 23))))
        patient = person(dice, number, years, service.sex, payers)
        found += _course(dice, clinician, practice, patient)
        second = dice.pick(staff)
        if second.specialty is not clinician.specialty and dice.chance(0.3):
            found += _course(dice, second, practice, patient)
    return found[:count]

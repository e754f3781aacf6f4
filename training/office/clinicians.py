"""Who treats and who bills: practices with a few specialties each, a small hospital, careful and sloppy people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from claims.claim import Provider
from training.office import identity
from training.office.calendar import SPAN, START
from training.office.draw import Dice, Weighted
from training.office.specialties import Specialty, specialties

HOSPITAL = "282N00000X"
SURGERY_CENTER = "261QA1903X"
_GROUPS = ("207Q00000X", "261QM1300X", "193200000X")
_STYLES = (
    ("*", ":", "^", "~", "\n"),
    ("*", ":", "^", "~", ""),
    ("|", ">", "^", "~", "\r\n"),
    ("*", ">", "!", "~", "\n"),
)


@dataclass(frozen=True)
class Clinician:
    """Somebody who renders services."""

    provider: Provider
    specialty: Specialty
    care: float
    """How well the paperwork is done, 0 to 1."""
    hired: date
    credentialed_after: dict[str, int]
    """Days after hiring until each payer has this clinician on its list; empty for those who were always there."""


@dataclass(frozen=True)
class Practice:
    """A billing provider, with its biller's habits."""

    provider: Provider
    clinicians: tuple[Clinician, ...]
    facility: Provider
    """Where its patients are operated on: a hospital."""
    surgery_center: Provider
    style: tuple[str, str, str, str, str]
    """Element, component and repetition separators, segment terminator, line end."""
    weekdays: tuple[int, ...]
    """On which days it sends."""
    lag: float
    """Mean days between service and sending."""
    late: float
    """Share of claims that stay in a drawer for months."""
    tag: str
    """How its control numbers begin."""
    hospital: bool = False
    referrers: tuple[Provider, ...] = field(default=())


def _place(dice: Dice) -> tuple[str, str, str, str]:
    state, city, code = dice.one_of(identity.TOWNS)
    return (
        f"{dice.whole(10, 980)} {dice.one_of(('MILL RD', 'HARBOR AVE', 'COLLEGE ST', 'DEPOT ST'))}",
        city,
        state,
        code + dice.digits(4),
    )


def person(dice: Dice, taxonomy: str) -> Provider:
    """A made-up clinician."""
    return Provider(
        npi=identity.npi(dice),
        taxonomy=taxonomy,
        name=dice.one_of(identity.FAMILY),
        first_name=dice.one_of(identity.GIVEN[dice.one_of("FM")]),
    )


def organization(dice: Dice, name: str, taxonomy: str = "", *, tax_id: bool = False) -> Provider:
    """A made-up organization with an address."""
    street, city, state, code = _place(dice)
    return Provider(
        npi=identity.npi(dice),
        taxonomy=taxonomy,
        tax_id=dice.digits(9) if tax_id else "",
        name=name,
        address=street,
        city=city,
        state=state,
        zip=code,
    )


def _clinician(dice: Dice, specialty: Specialty, payers: tuple[str, ...]) -> Clinician:
    hired, waits = START, {}
    if dice.chance(0.15):  # new to the practice within the window: payers list newcomers late
        hired = date.fromordinal(START.toordinal() + dice.whole(20, SPAN - 90))
        waits = {payer: dice.whole(25, 100) for payer in payers if dice.chance(0.45)}
    care = min(0.99, max(0.55, dice.normal(0.88, 0.09)))
    return Clinician(person(dice, dice.one_of(specialty.taxonomies)), specialty, care, hired, waits)


def practices(dice: Dice, claims: int, payers: tuple[str, ...]) -> list[Practice]:
    """As many practices as so many claims need, the last of them a hospital; every specialty has somebody."""
    count = max(2, min(12, 2 + claims // 9_000))
    left = dice.sample(specialties(), len(specialties()))
    weights = Weighted((specialty, specialty.share) for specialty in specialties())
    found = []
    hospital = organization(dice, f"{dice.one_of(identity.FAMILY)} MEMORIAL HOSPITAL", HOSPITAL, tax_id=True)
    center = organization(dice, f"{dice.one_of(identity.FAMILY)} SURGERY CENTER", SURGERY_CENTER)
    for at in range(count):
        kinds = [left.pop() for _ in range(-(-len(left) // (count - at)))]
        kinds += [dice.pick(weights) for _ in range(1 + claims // 12_000)]
        staff = [_clinician(dice, kind, payers) for kind in kinds for _ in range(dice.whole(1, 2 + claims // 15_000))]
        staff += [Clinician(person(dice, kind.taxonomies[0]), kind, 0.9, START, {}) for kind in kinds]
        name = f"{dice.one_of(identity.FAMILY)} {dice.one_of(('CLINIC', 'PARTNERS', 'ASSOCIATES', 'HEALTH GROUP'))}"
        found.append(
            _practice(
                dice,
                organization(dice, name, dice.one_of(_GROUPS), tax_id=True),
                tuple(staff),
                facility=hospital,
                center=center,
                at=at,
            )
        )
    wards = [
        _clinician(dice, kind, ())
        for kind in specialties()
        if kind.name in ("primary_care", "orthopaedics", "cardiology", "gastroenterology")
    ]
    found.append(_practice(dice, hospital, tuple(wards), facility=hospital, center=center, at=count, hospital=True))
    return found


def _practice(
    dice: Dice,
    provider: Provider,
    staff: tuple[Clinician, ...],
    *,
    facility: Provider,
    center: Provider,
    at: int,
    hospital: bool = False,
) -> Practice:
    return Practice(
        provider=provider,
        clinicians=staff,
        facility=replace(facility, taxonomy="", tax_id=""),
        surgery_center=replace(center, taxonomy=""),
        style=dice.one_of(_STYLES),
        weekdays=tuple(sorted(dice.sample(range(5), dice.whole(1, 2)))),
        lag=dice.uniform(3, 10),
        late=dice.uniform(0.006, 0.02),
        tag=f"{chr(65 + at)}{dice.digits(2)}",
        hospital=hospital,
        referrers=tuple(person(dice, "") for _ in range(6)),
    )

"""A learnt policy as an entry of a payer file, with the cases that prove it; for a person to approve.

What no rule can say, as yet, gives nothing: it is told, and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from training.policies.policy import LearntPolicy

DAY = timedelta(days=1)
OTHER_DIAGNOSES = ("R69", "Z0000", "M9901")
"""Codes for a case in which no diagnosis suits: the first that the policy does not name."""


class Entry(Struct, frozen=True):
    """One entry of a payer's file."""

    rule: str
    says: dict[str, Any]
    """The entry's own words, without dates and source."""
    fails: dict[str, Any]
    """What makes a clean claim go against it, by JSON pointer."""
    holds: dict[str, Any] | None
    """What must be changed beside that for the claim to pass; ``None``: nothing helps."""
    value: str = ""
    """Of a policy that is a value of the rule: which."""
    times: int = 0
    """Of a limit of times a year: how many."""
    days: int = 0
    """Of a limit of days until filing: how many."""


def entry(policy: LearntPolicy) -> Entry | None:
    """The entry of a policy; ``None`` where no rule can say it."""
    make = _ENTRIES.get(policy.kind)
    if make is None or not all(len(place) == len("11") for place in policy.places):
        return None
    if policy.about not in ("procedure", "specialty", "payer") or policy.after_services is not None:
        return None
    return make(policy)


def _codes(policy: LearntPolicy) -> list[str]:
    return [
        code for code in (policy.services if policy.about == "specialty" else policy.codes) if len(code) == len("99213")
    ]


def _listed(
    rule: str, policy: LearntPolicy, more: dict[str, Any], fails: dict[str, Any], holds: dict[str, Any] | None
) -> Entry | None:
    """An entry of a list of codes, narrowed as the policy is."""
    codes = _codes(policy)
    if not codes:
        return None
    says: dict[str, Any] = {"codes": codes, **more}
    change: dict[str, Any] = {"/lines/0/procedure": codes[0], **fails}
    specialties = policy.codes if policy.about == "specialty" else policy.specialties
    if specialties:
        says["specialties"] = sorted(specialties)
        change["/rendering_provider/taxonomy"] = min(specialties)
    if policy.places:
        says["places"] = list(policy.places)
        change["/place_of_service"] = policy.places[0]
    if policy.not_for:
        says["diagnoses"] = list(policy.not_for)
        change["/diagnoses/0/code"] = policy.not_for[0]
    if policy.over_units is not None:
        says["over_units"] = policy.over_units
        change["/lines/0/units"] = str(policy.over_units + 1)
    if policy.beside:
        says["beside"] = [code for code in policy.beside if len(code) == len("99213")]
        change["/lines/1/procedure"] = policy.beside[0]
    return Entry(rule, says, change, holds)


def _authorization(policy: LearntPolicy) -> Entry | None:
    return _listed("prior-authorization", policy, {}, {}, {"/prior_authorization": "A123456"})


def _referral(policy: LearntPolicy) -> Entry | None:
    return _listed("referral-required", policy, {}, {}, {"/referral": "R123456"})


def _modifier(policy: LearntPolicy) -> Entry | None:
    if not policy.modifiers:
        return None
    wanted = {"modifiers": list(policy.modifiers)}
    return _listed("modifier-required", policy, wanted, {}, {"/lines/0/modifiers": [policy.modifiers[0]]})


def _necessity(policy: LearntPolicy) -> Entry | None:
    if not policy.only_for:
        return None
    other = next((code for code in OTHER_DIAGNOSES if not code.startswith(policy.only_for)), None)
    if other is None:
        return None
    fails = {"/diagnoses/0/code": other, "/diagnoses/1/code": other, "/lines/0/diagnosis_pointers": [1]}
    wanted = {"diagnoses": list(policy.only_for)}
    return _listed("diagnosis-required", policy, wanted, fails, {"/diagnoses/0/code": policy.only_for[0]})


def _excluded(policy: LearntPolicy) -> Entry | None:
    return _listed("non-covered-service", policy, {}, {}, None)


def _units(policy: LearntPolicy) -> Entry | None:
    if not policy.limit:
        return None
    fails, holds = {"/lines/0/units": str(policy.limit + 1)}, {"/lines/0/units": str(policy.limit)}
    return _listed("unit-limit", policy, {"max_units": policy.limit}, fails, holds)


def _frequency(policy: LearntPolicy) -> Entry | None:
    """Its cases send the service on the days before: they must lie in the same year."""
    times = (policy.limit or 0) + 1
    if policy.last_service.timetuple().tm_yday <= times:
        return None
    found = _listed("frequency-limit", policy, {"max_times": times, "within": "calendar year"}, {}, {})
    return replace(found, times=times) if found else None


def _age(policy: LearntPolicy) -> Entry | None:
    youngest, oldest = policy.ages or (None, None)
    day = policy.last_service
    if youngest is not None:
        says, wrong, right = {"min_age": youngest}, youngest - 1, youngest
    elif oldest is not None:
        says, wrong, right = {"max_age": oldest}, oldest + 1, oldest
    else:
        return None
    if youngest is not None and oldest is not None:
        says["max_age"] = oldest
    return _listed("age-limit", policy, says, {"/patient/birth_date": _born(day, wrong)},
                   {"/patient/birth_date": _born(day, right)})  # fmt: skip


def _born(day: date, age: int) -> str:
    """A birth date that makes somebody so many years old, and half a year more, on a day."""
    return (date(day.year - age, day.month, 1) - 180 * DAY).isoformat()


def _records(policy: LearntPolicy) -> Entry | None:
    announced = [{"type": "OZ", "transmission": "EL", "control_number": "A1"}]
    return _listed("attachment-required", policy, {}, {}, {"/attachments": announced})


def _filing(policy: LearntPolicy) -> Entry | None:
    if not policy.limit or policy.until:  # a limit that ended keeps nothing from being late today
        return None
    return Entry("timely-filing", {"value": f"{policy.limit} days"}, {}, {}, "limit", days=policy.limit)


_ENTRIES: Mapping[str, Callable[[LearntPolicy], Entry | None]] = {
    "authorization": _authorization,
    "referral": _referral,
    "modifier": _modifier,
    "bundling": _modifier,
    "necessity": _necessity,
    "not covered": _excluded,
    "place": _excluded,
    "units": _units,
    "frequency": _frequency,
    "age": _age,
    "records": _records,
    "filing limit": _filing,
}

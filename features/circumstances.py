"""The circumstances whose plain counts stand behind the reasons: what a biller can look at, contrast and change.

Each tells of a line a *base* and a *value* under it: the payer and procedure, and the place of service. Values under
one base are siblings, which a sentence may hold against each other: in place 11, in place 22. A line may have several
values of one kind (each diagnosis that it points to); it counts under each.

Some policies look at a line, others at the whole claim (whether coverage had ended, whether it was sent in time): its
lines share one fate, and are counted as one answer.

A *limit* parts those that reach it (``>90``) from those that do not (``<90``). A *tag* is a value that a line has or
lacks: a modifier, an authorization number. Under a base, ``+GP`` counts the lines with it, ``-GP`` those without, and
the empty value all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from features.families import FAMILIES
from features.keys import ANY
from features.situation import DELAY_BANDS, Situation

APART = frozenset({"24", "25", "57", "58", "59", "78", "79", "91", "XE", "XP", "XS", "XU"})
"""Modifiers that set a service apart from others of its day, or from surgery before it (NCCI-associated modifiers)."""

OF_SERVICES = (
    *("authorization", "referral", "bundling", "modifier", "place", "diagnosis", "necessity", "units", "records"),
    *("information", "benefit", "person"),
)
"""The kinds of refusal that may depend on what was done."""

CHARGES = (250, 500, 1000, 2500, 5000, 10_000, 25_000)
"""Dollars of a claim at which payers may begin to ask for records."""

AWAY = (45, 120, 365)
"""Days since the patient's last visit after which coverage may have ended unseen."""

UNITS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30, 50, 100)
"""Units of a line at which payers' limits may lie."""

TIMES = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 30)
"""Earlier days of the calendar year with a procedure at which payers' limits may lie."""

ALONE, ANOTHER = "", "*"
"""In the place of a partner's code: no other procedure on the claim, and any other."""

EVERY = "*"
"""In the place of a payer: all of them."""

Values = tuple[str, tuple[str, ...]]
"""A base and the values under it; an empty base where the circumstance does not apply."""


class Circumstance(Struct, frozen=True):
    """One way to part an office's answers."""

    name: str
    kinds: tuple[str, ...]
    """The kinds of refusal that are counted."""
    of: Callable[[Situation, str], Values]
    """The base and values of a line, at its own payer or at all of them (``EVERY``)."""
    tagged: bool = False
    """Whether values are tags, which a line has or lacks."""
    unit: Literal["line", "claim"] = "line"
    """What is counted: lines, or claims, refused where one of their lines is."""
    anywhere: bool = False
    """Whether the same is counted for all payers together."""


TAGS: dict[str, tuple[str, ...]] = {
    "authorization": ("authorization",),
    "referral": ("referral", "information"),
    "referrer": ("referral", "information"),
    "drug": ("information",),
    "clia": ("information",),
    "facility": ("information",),
    "attachment": ("records", "information"),
}
"""What a line may have beside modifiers, and the kinds of refusal that the want of it can cause."""

OF_MODIFIERS = ("modifier", "bundling")


def kinds_of(circumstance: Circumstance, value: str) -> tuple[str, ...]:
    """The kinds of refusal that are counted under a value."""
    if not circumstance.tagged or not value:
        return circumstance.kinds
    return tuple([kind for kind in TAGS.get(value[1:], OF_MODIFIERS) if kind in circumstance.kinds])


def _tags(s: Situation) -> tuple[str, ...]:
    claim, line = s.claim, s.line
    given = (
        ("authorization", line.prior_authorization or claim.prior_authorization),
        ("referral", line.referral or claim.referral),
        ("referrer", line.referring_provider or claim.referring_provider),
        ("drug", line.ndc),
        ("clia", line.clia or claim.clia),
        ("facility", line.service_facility or claim.service_facility),
        ("attachment", line.attachments or claim.attachments),
    )
    return (*(name for name, there in given if there), *sorted(set(line.modifiers)))


def _procedure(s: Situation, payer: str) -> Values:
    return (f"{payer}|{s.procedure}" if s.procedure else ""), _tags(s)


def _specialty(s: Situation, payer: str) -> Values:
    given = tuple([tag for tag in _tags(s) if tag in {"referral", "referrer"}])
    return (f"{payer}|{s.specialty}" if s.specialty else ""), given


def _under_procedure(values: Callable[[Situation], tuple[str, ...]]) -> Callable[[Situation, str], Values]:
    def of(s: Situation, payer: str) -> Values:
        found = tuple([value for value in values(s) if value]) if s.procedure else ()
        return (f"{payer}|{s.procedure}" if found else ""), found

    return of


def _of_payer(values: Callable[[Situation], tuple[str, ...]]) -> Callable[[Situation, str], Values]:
    def of(s: Situation, payer: str) -> Values:
        found = values(s)
        return (payer if found else ""), found

    return of


def categories(s: Situation) -> tuple[str, ...]:
    """The categories of the diagnoses that the line points to: the first three characters."""
    return tuple(dict.fromkeys(code[:3] for code in s.diagnoses))


def apart(s: Situation) -> str:
    """The line's modifiers that set it apart from other services."""
    return "+".join(sorted(APART.intersection(s.line.modifiers)))


def _beside(s: Situation) -> tuple[str, ...]:
    """Partners with the line's modifiers that set it apart, such as ``97140/59``."""
    partners = (*s.partners, ANOTHER) if s.partners else (ALONE,)
    setting = apart(s)
    return tuple([f"{partner}/{setting}" for partner in partners])


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _delay(s: Situation) -> tuple[str, ...]:
    return limits(-1.0 if s.delay == "<" else float(s.delay), DELAY_BANDS) if s.delay else ()


def limits(value: float, of: tuple[int, ...]) -> tuple[str, ...]:
    """For each limit whether a value reaches it: ``>90`` or ``<90``."""
    return tuple([f">{limit}" if value >= limit else f"<{limit}" for limit in of])


def _away(s: Situation) -> tuple[str, ...]:
    return limits(float(s.away), AWAY) if s.away is not None else ()


def _times(s: Situation) -> tuple[str, ...]:
    return limits(float(s.times), TIMES) if s.times is not None else ()


def _relationship(s: Situation) -> tuple[str, ...]:
    relationship = s.claim.patient.relationship
    return _one("self" if relationship == "18" else "dependent" if relationship else "")


def _aftercare(s: Situation, payer: str) -> Values:
    """How long after which surgery a visit follows, and its modifiers that set it apart, such as ``66984/16/24``."""
    if not s.surgeries or s.procedure[:1] in "123456":
        return "", ()
    setting = apart(s)
    return payer, tuple(dict.fromkeys(f"{code}/{since}/{setting}" for code, since in s.surgeries))


_OF_CLINICIANS = (ANY, "provider", "information", "bundling", "modifier", "records")
_OF_BILLERS = (ANY, "eligibility", "information", "provider", "coordination", "records")
_OF_CORRECTED = ("duplicate", "information", "filing")
_ALL = (ANY, *FAMILIES)

CIRCUMSTANCES: tuple[Circumstance, ...] = (
    Circumstance("procedure", (ANY, *OF_SERVICES), _procedure, tagged=True, anywhere=True),
    Circumstance("diagnosis", ("diagnosis", "necessity", "benefit"), _under_procedure(categories), anywhere=True),
    Circumstance("place", ("place",), _under_procedure(lambda s: (s.place,)), anywhere=True),
    Circumstance("units", ("units",), _under_procedure(lambda s: limits(float(s.units or 0), UNITS))),
    Circumstance("times", ("units",), _under_procedure(_times)),
    Circumstance("age", ("person", "benefit"), _under_procedure(lambda s: (s.age,))),
    Circumstance("beside", ("bundling", "modifier"), _under_procedure(_beside), anywhere=True),
    Circumstance("aftercare", ("bundling",), _aftercare, anywhere=True),
    Circumstance("payer", _ALL, lambda s, payer: ("*" if s.payer else "", (payer,)), unit="claim", anywhere=True),
    Circumstance("specialty", ("referral", "provider"), _specialty, tagged=True, unit="claim"),
    Circumstance("delay", ("filing",), _of_payer(_delay), unit="claim"),
    Circumstance(
        "charge", ("records",), _of_payer(lambda s: limits(float(s.claim.total_charge), CHARGES)), unit="claim"
    ),
    Circumstance("visits", ("eligibility",), _of_payer(_away), unit="claim"),
    Circumstance("relationship", ("coordination", "eligibility"), _of_payer(_relationship), unit="claim"),
    Circumstance("clinician", _OF_CLINICIANS, _of_payer(lambda s: _one(s.clinician)), unit="claim"),
    Circumstance("biller", _OF_BILLERS, _of_payer(lambda s: _one(s.biller)), unit="claim"),
    Circumstance("frequency", _OF_CORRECTED, _of_payer(lambda s: _one(s.frequency)), unit="claim"),
)
"""All of them; what is not counted here has no sentence with numbers."""

BY_NAME = {one.name: one for one in CIRCUMSTANCES}
OF_LINES = tuple([one for one in CIRCUMSTANCES if one.unit == "line"])
OF_CLAIMS = tuple([one for one in CIRCUMSTANCES if one.unit == "claim"])

"""The circumstances under which a line is billed, as payers' policies see them: computed once, read by many keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from claims.claim import Claim, ServiceLine
from claims.sent import Services, Visits
from claims.sent.keys import kind_of_service

DELAY_BANDS = (7, 14, 30, 45, 60, 75, 90, 105, 120, 150, 180, 270, 365)
"""Days from service to submission at which payers' filing limits, and offices' habits, part."""

AGE_BANDS = (1, 3, 6, 12, 18, 21, 26, 40, 50, 65, 75)
"""Years of age at which benefits and codes part."""


AFTERCARE_BANDS = (2, 11, 16, 31, 46, 61, 76, 91)
"""Days since surgery at which payers stop to count a visit as part of it: 0, 10 or 90, and some of their own."""


TIMES_BANDS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 26, 30, 36, 40, 50, 60, 80, 100)
"""Services of a calendar year at which benefits may end."""


def band(value: float, limits: tuple[int, ...]) -> str:
    """The name of the band that a value falls in: the largest limit that it reaches, ``<`` below the first."""
    reached = "<"
    for limit in limits:
        if value < limit:
            break
        reached = str(limit)
    return reached


def years_between(born: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Situation:
    """One line's circumstances, as short texts that can be joined into keys."""

    __slots__ = (
        "age",
        "authorized",
        "away",
        "biller",
        "claim",
        "clinician",
        "delay",
        "dependent",
        "diagnoses",
        "first_of_year",
        "frequency",
        "given",
        "kind",
        "kinds_beside",
        "line",
        "modifiers",
        "partners",
        "payer",
        "place",
        "plan",
        "procedure",
        "referred",
        "specialty",
        "surgeries",
        "times",
        "times_of_kind",
        "units",
    )

    def __init__(
        self,
        claim: Claim,
        line: ServiceLine,
        today: date | None,
        visits: Visits | None = None,
        services: Services | None = None,
    ) -> None:
        self.claim = claim
        self.line = line
        self.payer = claim.payer.id or claim.payer.name
        self.frequency = claim.frequency_code
        self.plan = claim.payer.filing_indicator
        self.procedure = line.procedure or line.revenue_code
        self.modifiers = "+".join(sorted(line.modifiers)) if line.modifiers else ""
        self.authorized = "authorized" if line.prior_authorization or claim.prior_authorization else ""
        referrer = line.referring_provider or claim.referring_provider or line.referral or claim.referral
        self.referred = "referred" if referrer else ""
        self.diagnoses = claim.pointed_diagnoses(line)
        self.partners = tuple(
            sorted({other.procedure for other in claim.lines if other is not line and other.procedure})
        )
        self.kinds_beside = tuple(sorted({code[:3] for code in self.partners})) if self.partners else ()
        self.given = "".join(
            mark
            for mark, there in (
                ("r", line.referring_provider or claim.referring_provider),
                ("f", line.service_facility or claim.service_facility),
                ("c", line.clia or claim.clia),
                ("d", line.ndc),
                ("t", claim.billing_provider.taxonomy),
            )
            if there
        )
        self.dependent = "dependent" if claim.patient.relationship not in ("", "18") else ""
        self.place = line.place_of_service or claim.place_of_service or claim.type_of_bill
        self.units = str(int(line.units)) if line.units.is_finite() else ""
        renders = claim.renders(line)
        self.clinician = renders.npi
        self.specialty = renders.taxonomy
        self.biller = claim.billing_provider.npi
        served = line.service_date or claim.first_service_date
        self.delay = band((today - served).days, DELAY_BANDS) if today and served else ""
        born = claim.patient.birth_date
        self.age = band(years_between(born, served), AGE_BANDS) if born and served else ""
        seen = visits.office if visits else None
        self.away = (served - seen).days if served and seen else None
        self.first_of_year = "" if not visits or not served or (seen and seen.year == served.year) else "first"
        self.times = services.this_year if services else None
        self.kind = kind_of_service(line)
        self.times_of_kind = services.of_kind if services else None
        earlier = visits.surgeries if visits else ()
        self.surgeries = tuple([(code, band(days, AFTERCARE_BANDS)) for code, days in earlier])


told = attrgetter(*(name for name in Situation.__slots__ if name not in {"claim", "line"}))
"""All circumstances of a line in a row: two lines that have the same count under the same keys."""


def situations(
    claim: Claim,
    today: date | None,
    visits: Sequence[Visits | None] = (),
    services: Sequence[Services | None] = (),
) -> list[Situation]:
    """The circumstances of each line of a claim; the patient's earlier visits and services are given line by line."""
    none: list[None] = [None] * len(claim.lines)
    told = zip(claim.lines, visits or none, services or none, strict=True)
    return [Situation(claim, line, today, seen, had) for line, seen, had in told]

"""The circumstances under which a line is billed, as payers' policies see them: computed once, read by many keys."""

from __future__ import annotations

from datetime import date

from claims.claim import Claim, ServiceLine

DELAY_BANDS = (7, 14, 30, 45, 60, 75, 90, 105, 120, 150, 180, 270, 365)
"""Days from service to submission at which payers' filing limits, and offices' habits, part."""

AGE_BANDS = (1, 3, 6, 12, 18, 21, 26, 40, 50, 65, 75)
"""Years of age at which benefits and codes part."""


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
        "biller",
        "claim",
        "clinician",
        "delay",
        "diagnoses",
        "line",
        "modifiers",
        "partners",
        "payer",
        "place",
        "plan",
        "procedure",
        "referred",
        "specialty",
        "units",
    )

    def __init__(self, claim: Claim, line: ServiceLine, today: date | None) -> None:
        self.claim = claim
        self.line = line
        self.payer = claim.payer.id or claim.payer.name
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


def situations(claim: Claim, today: date | None) -> list[Situation]:
    """The circumstances of each line of a claim."""
    return [Situation(claim, line, today) for line in claim.lines]

"""What stands on the claim itself."""

from __future__ import annotations

from datetime import date

from claims.claim import Claim, ServiceLine
from features.registry import MISSING, feature


@feature(says="{value:,.0f} dollars billed on the claim", field="/total_charge")
def total_charge(claim: Claim) -> float:
    """Billed amount over all service lines, in dollars. Source: CLM02."""
    return float(claim.total_charge)


@feature(says="{value:,.0f} lines on the claim", field="/lines")
def line_count(claim: Claim) -> float:
    """How many service lines the claim has."""
    return float(len(claim.lines))


@feature(says="{value:,.0f} diagnoses on the claim", field="/diagnoses")
def diagnosis_count(claim: Claim) -> float:
    """How many diagnosis codes the claim has. Source: HI."""
    return float(len(claim.diagnoses))


@feature(says="a patient of {value:,.0f} years", field="/patient/birth_date")
def age(claim: Claim) -> float:
    """The patient's age in years on the first day of service; missing where either day is."""
    born, served = claim.patient.birth_date, claim.first_service_date
    return MISSING if born is None or served is None else (served - born).days / 365.2425


@feature(says="{value:,.0f} dollars billed on the line", field="/lines/{line}/charge")
def line_charge(line: ServiceLine) -> float:
    """Billed amount of the line, in dollars. Source: SV102, SV203."""
    return float(line.charge)


@feature(says="{value:,.0f} units", field="/lines/{line}/units")
def units(line: ServiceLine) -> float:
    """Billed units. Source: SV104, SV205."""
    return float(line.units)


@feature(says="{value:,.0f} modifiers", field="/lines/{line}/modifiers")
def modifier_count(line: ServiceLine) -> float:
    """How many modifiers the line has. Source: SV101-3 to -6."""
    return float(len(line.modifiers))


@feature(says="sent {value:,.0f} days after the service", field="/lines/{line}/service_date")
def delay(claim: Claim, line: ServiceLine, today: date) -> float:
    """Days from the line's first day of service to submission; missing where the line has no date."""
    served = line.service_date or claim.first_service_date
    return MISSING if served is None else float((today - served).days)


@feature(says="authorization number given: {value:.0f}", field="/lines/{line}/prior_authorization", monotone=-1)
def authorized(claim: Claim, line: ServiceLine) -> float:
    """1 where the line or the claim carries a prior authorization number (REF G1), else 0."""
    return float(bool(line.prior_authorization or claim.prior_authorization))

"""What payers and the office remember of a patient: services, visits, deductibles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from claims.claim import Claim
from training.office.patients import Patient


@dataclass
class Memory:
    """Everything sent so far, by patient number and payer."""

    services: dict[tuple[int, str, str, int], int] = field(default_factory=dict)
    """Times that a procedure was sent, by patient, payer, procedure and year of service."""
    sent: set[tuple[int, str, str, date, tuple[str, ...]]] = field(default_factory=set)
    """Patient, payer, procedure, day and modifiers of every line sent."""
    visits: dict[tuple[int, str, str], date] = field(default_factory=dict)
    """Latest service by patient, billing provider and taxonomy, over all payers."""
    latest: dict[tuple[int, str], date] = field(default_factory=dict)
    """Latest service by patient and payer."""
    years: set[tuple[int, str, int]] = field(default_factory=set)
    """Patient, payer and year of every claim sent."""
    deductible: dict[tuple[int, str, int], Decimal] = field(default_factory=dict)
    """What is met of the deductible, in dollars, by patient, payer and year."""

    def add(self, claim: Claim, patient: Patient) -> None:
        """Take in a claim that was sent for the first time."""
        number, payer = patient.number, claim.payer.id
        day = claim.first_service_date
        assert day is not None
        for line in claim.lines:
            key = (number, payer, line.procedure, day.year)
            self.services[key] = self.services.get(key, 0) + 1
            self.sent.add((number, payer, line.procedure, line.service_date or day, line.modifiers))
        if claim.rendering_provider:
            visit = (number, claim.billing_provider.npi, claim.rendering_provider.taxonomy)
            self.visits[visit] = max(day, self.visits.get(visit, day))
        self.latest[number, payer] = max(day, self.latest.get((number, payer), day))
        self.years.add((number, payer, day.year))

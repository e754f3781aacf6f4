"""A submission as the payer sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.claim import Claim
from training.office.memory import Memory
from training.office.patients import Patient

Lines = tuple[int, ...]
"""Positions in ``claim.lines``."""


@dataclass(frozen=True)
class Case:
    """A submission as the payer sees it."""

    claim: Claim
    patient: Patient
    memory: Memory
    day: date
    """First day of service."""
    lag: int
    """Days from the last service to submission."""
    charged: Lines
    """The lines with a charge."""
    corrected: bool = False
    """Whether it replaces an earlier submission, whatever its frequency code says."""


def case_of(claim: Claim, patient: Patient, memory: Memory, *, corrected: bool = False) -> Case:
    """What the payer has before it."""
    day, last = claim.first_service_date, claim.last_service_date
    assert day is not None
    assert last is not None
    assert claim.submission_date is not None
    charged = tuple(at for at, line in enumerate(claim.lines) if line.charge > 0)
    return Case(claim, patient, memory, day, (claim.submission_date - last).days, charged, corrected)

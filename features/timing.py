"""Features of when: service, submission, the calendar."""

from __future__ import annotations

from datetime import date

from claims.claim import Claim, ServiceLine
from features.registry import MISSING, feature


@feature(says="It is sent {value:.0f} days after the service.", field="/lines/{line}/service_date")
def delay(claim: Claim, line: ServiceLine, today: date) -> float:
    """Days from the line's first day of service to today. Missing without a day of service."""
    served = line.service_date or claim.statement_from
    return float((today - served).days) if served else MISSING


@feature(says="It is sent {value:.0f} days after the earliest service.", field="/lines")
def longest_delay(claim: Claim, today: date) -> float:
    """Days from the earliest day of service on the claim to today. Missing without a day of service."""
    served = claim.first_service_date
    return float((today - served).days) if served else MISSING


@feature(says="The service lasts {value:.0f} days.", field="/lines/{line}/service_date_end")
def days_served(line: ServiceLine) -> float:
    """Days from the first to the last day of the line's service, 1 for a single day. Missing without a day."""
    first, last = line.service_date, line.service_date_end
    if first is None:
        return MISSING
    return float((last - first).days + 1) if last else 1.0


@feature(says="The service is of month {value:.0f} (1 is January).", field="/lines/{line}/service_date")
def service_month(line: ServiceLine) -> float:
    """Month of the first day of service (1 to 12): deductibles and coverage start anew in January. Missing without."""
    return float(line.service_date.month) if line.service_date else MISSING


@feature(says="The service is on weekday {value:.0f} (0 is Monday).", field="/lines/{line}/service_date")
def service_weekday(line: ServiceLine) -> float:
    """Weekday of the first day of service (0 Monday to 6 Sunday). Missing without."""
    return float(line.service_date.weekday()) if line.service_date else MISSING

"""Features of what is billed."""

from __future__ import annotations

from claims.claim import Claim, ServiceLine
from features.registry import MISSING, feature


@feature(says="The claim bills ${value:,.2f}.", field="/total_charge")
def total_charge(claim: Claim) -> float:
    """Billed amount of the claim, in dollars. Source: CLM02."""
    return float(claim.total_charge)


@feature(says="The line bills ${value:,.2f}.", field="/lines/{line}/charge")
def line_charge(line: ServiceLine) -> float:
    """Billed amount of the line, in dollars. Source: SV102, SV203, SV302."""
    return float(line.charge)


@feature(says="The line bills ${value:,.2f} a unit.", field="/lines/{line}/charge")
def unit_charge(line: ServiceLine) -> float:
    """Billed amount of a unit, in dollars. Missing where units are zero."""
    return float(line.charge) / float(line.units) if line.units > 0 else MISSING


@feature(says="The line bills {value:.0%} of the claim's charge.", field="/lines/{line}/charge")
def charge_share(claim: Claim, line: ServiceLine) -> float:
    """The line's share of the claim's charge (0 to 1). Missing where nothing is billed."""
    total = float(claim.total_charge)
    return float(line.charge) / total if total > 0 else MISSING

"""What a payer pays for a line that it does not refuse: the price it allows, and its part of that price."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, field

from claims.claim import ZERO, Claim, ServiceLine
from models.rhythm import Rhythm

MOST = Decimal(10**12)
"""A charge beyond a trillion dollars is a fault of the claim, and counts as none."""

VOID = "8"
"""The frequency code of a claim that takes an earlier one back: it brings nothing."""

LIMITS = (50.0, 100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0)
"""Dollars allowed at which claims part into bands."""

PRICED = frozenset(
    {
        *("26", "TC", "22", "50", "51", "52", "53", "54", "55", "56", "62", "66", "73", "74", "78", "80", "81", "82"),
        *("AS", "AA", "AD", "QK", "QX", "QY", "QZ", "CO", "CQ", "NU", "RR", "UE", "SA", "SB", "AH", "AJ", "FX", "FY"),
    }
)
"""Modifiers by which a price may differ: parts of a service, several at once, helpers, rented or bought equipment."""

IN_A_FACILITY = frozenset({"02", *"19 21 22 23 24 26 31 34 41 42 51 52 53 56 61".split()})  # noqa: SIM905  as in the list
"""Places of service that fee schedules price as a facility's (CMS, place of service code set)."""


def price_keys(claim: Claim, line: ServiceLine) -> tuple[str, ...]:
    """The keys under which a line's price stands, the narrowest first: ``76830-26@F``, ``76830-26``, ``76830``."""
    return _price_keys(claim, line, modifiers_of(line))


def _price_keys(claim: Claim, line: ServiceLine, priced: str) -> tuple[str, ...]:
    """The same, where the modifiers that may change the price are known."""
    procedure = line.procedure or line.revenue_code
    plain = f"{procedure}-{priced}" if priced else procedure
    place = line.place_of_service or claim.place_of_service
    narrow = (f"{plain}@F", plain) if place in IN_A_FACILITY else (plain,)
    return (*narrow, procedure) if priced else narrow


def modifiers_of(line: ServiceLine) -> str:
    """The modifiers that may change a line's price, in one text."""
    return "+".join(sorted(PRICED.intersection(line.modifiers))) if line.modifiers else ""


def charge_of(line: ServiceLine) -> float:
    """Dollars billed; 0 for what cannot be money."""
    charge = line.charge
    return float(charge) if charge.is_finite() and ZERO < charge < MOST else 0.0


def units_of(line: ServiceLine) -> float:
    """Units billed; 1 where none or nonsense is said."""
    units = line.units
    return float(units) if units.is_finite() and ZERO < units < MOST else 1.0


class Prices(Struct, frozen=True):
    """What one payer allows."""

    rate: float
    """Dollars allowed over dollars charged, over all lines: for a procedure without a price of its own."""
    fees: dict[str, float] = field(default_factory=dict)
    """Key of :func:`price_keys` -> dollars a unit, where the price does not follow the charge."""
    rates: dict[str, float] = field(default_factory=dict)
    """Key -> dollars allowed over dollars charged, where it does."""
    cuts: float = 0.0
    """How likely it is that units beyond a procedure's cap are cut, and the rest paid."""


Left = tuple[float, float]
"""Of a dollar allowed: what is paid, and what a deductible takes that takes the whole line."""


class PatientShare(Struct, frozen=True):
    """Which part of the price one payer leaves to its patients."""

    bands: tuple[Left, ...]
    """By what the whole claim is allowed: below the first of ``LIMITS``, below the second, and so on. A deductible
    takes small claims whole, and of large ones a part."""
    procedures: dict[str, Left] = field(default_factory=dict)
    """By procedure, where it differs from what is usual on claims of that size: the factors of both."""
    seasons: tuple[float, ...] = (1.0,) * 12
    """By month of service, January first: how much oftener than in the year as a whole a deductible takes a line."""

    def paid(self, procedure: str, together: float, month: int) -> float:
        """Dollars paid for a dollar allowed.

        Args:
            procedure: of the line.
            together: dollars allowed on the whole claim.
            month: of service, from 1; 0 is any.
        """
        paid, taken = self.bands[bisect_right(LIMITS, together)]
        own = self.procedures.get(procedure)
        if own is not None:
            paid, taken = min(1.0, paid * own[0]), min(1.0, taken * own[1])
        if not month or taken >= 1.0:
            return paid
        return paid * (1.0 - min(1.0, taken * self.seasons[month - 1])) / (1.0 - taken)


class Payments(Struct, frozen=True):
    """What payers pay for lines that they do not refuse, and when they answer."""

    overall: float = 1.0
    """Dollars paid over dollars charged, in bundles made before prices were learnt, as the next two are."""
    payers: dict[str, float] = field(default_factory=dict)
    """By payer id."""
    procedures: dict[str, dict[str, float]] = field(default_factory=dict)
    """By payer id, then procedure."""
    prices: dict[str, Prices] = field(default_factory=dict)
    """By payer id; ``""`` is any payer. Empty in bundles made before."""
    modifiers: dict[str, float] = field(default_factory=dict)
    """What a priced modifier does to the price without it, as a factor, over all payers."""
    caps: dict[str, float] = field(default_factory=dict)
    """By procedure: the units to which payers were seen to cut."""
    patients: dict[str, PatientShare] = field(default_factory=dict)
    """By payer id; ``""`` is any payer."""
    second: float = 1.0
    """Dollars a second payer pays for a dollar that the first left to the patient."""
    rhythms: dict[str, Rhythm] = field(default_factory=dict)
    """By payer id; ``""`` is any payer. Empty in bundles made before: they tell no day."""

    def share(self, payer_id: str, procedure: str) -> float:
        """Dollars paid for a dollar charged, as older bundles know it."""
        narrow = self.procedures.get(payer_id, {}).get(procedure)
        return narrow if narrow is not None else self.payers.get(payer_id, self.overall)

    def lines(self, claim: Claim, allowed: Sequence[float | None] = ()) -> list[float]:
        """Dollars that each line would bring, if it is not refused.

        Args:
            claim: as it is about to be sent.
            allowed: line by line, what a contract allows; ``None`` where it says nothing.
        """
        if claim.frequency_code == VOID:
            return [0.0] * len(claim.lines)
        payer = claim.payer.id
        if not self.prices:
            shares = [charge_of(line) * self.share(payer, line.procedure) for line in claim.lines]
            return [
                own if fee is None else fee for own, fee in zip(shares, allowed or (None,) * len(shares), strict=True)
            ]
        prices = self.prices.get(payer) or self.prices[""]
        patient = self.patients.get(payer) or self.patients[""]
        first = claim.first_service_date
        second = claim.payer.responsibility not in ("", "P")
        if allowed:
            agreed = zip(claim.lines, allowed, strict=True)
            lines = [self.price(prices, claim, line) if fee is None else fee for line, fee in agreed]
        else:
            lines = [self.price(prices, claim, line) for line in claim.lines]
        together = sum(lines)
        worth = []
        for line, price in zip(claim.lines, lines, strict=True):
            left = left_to_patient(line) if second else None
            if left is None:
                served = line.service_date or first
                procedure = line.procedure or line.revenue_code
                worth.append(price * patient.paid(procedure, together, served.month if served else 0))
            else:
                worth.append(min(left * self.second, charge_of(line)))
        return worth

    def price(self, prices: Prices, claim: Claim, line: ServiceLine) -> float:
        """Dollars that a payer is expected to allow for a line: never more than its charge."""
        charge, units = charge_of(line), units_of(line)
        if not charge:
            return 0.0
        priced = modifiers_of(line)
        keys = _price_keys(claim, line, priced)
        found = None
        for key in keys:
            if (fee := prices.fees.get(key)) is not None:
                found = fee * units
                break
            if (rate := prices.rates.get(key)) is not None:
                found = rate * charge
                break
        else:
            key, found = "", prices.rate * charge
        if priced and key == keys[-1]:  # known without its modifiers alone
            found *= self.modifiers.get(priced, 1.0)
        cap = self.caps.get(line.procedure, units)
        if units > cap:
            found *= 1.0 - prices.cuts * (1.0 - cap / units)
        return min(found, charge)

    def worth(self, claim: Claim, weights: Sequence[float]) -> float:
        """Dollars that a claim's lines would bring, each weighted: with P(refused) as weights, the dollars at risk."""
        return sum(weight * worth for weight, worth in zip(weights, self.lines(claim), strict=True))


def left_to_patient(line: ServiceLine) -> float | None:
    """Dollars that the payers before left to the patient; ``None`` where the claim does not say what they decided."""
    if not line.adjudications:
        return None
    return float(
        sum(one.amount for other in line.adjudications for one in other.adjustments if one.group == "PR")
        if any(other.adjustments for other in line.adjudications)
        else sum(other.remaining or 0 for other in line.adjudications)
    )

"""What payers allow: by procedure, either a price of its own (a fee schedule) or a share of the charge (a discount)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median, median_low

from msgspec import Struct, structs

from models.payments import Prices
from training.payments_lines import AllowedLine

LATEST = 9
"""Answered lines that say what a steady fee is today: schedules change in a day, and a median of nine soon sees it."""
STEADY = 0.02
"""Mean deviation from the median below which a fee is steady."""
PAYERS_WEIGHT = 5.0
"""Lines that the payer's own manner is worth where a procedure's lines do not tell whether a fee or a share is paid."""
FACILITY_DIFFERS = 0.01
FEWEST_IN_A_FACILITY = 5
MODIFIERS_PRIOR = 3.0
"""Pairs of prices that say nothing (a factor of 1) with which each modifier's factor begins."""
CUTS_PRIOR = 1.0
"""Lines with units beyond a cap that the experience with all payers is worth for one of them."""
NEARLY_WHOLE = 0.15
"""How far from a whole number the units may lie that were left: prices are not known to the cent."""


class Cell(Struct, frozen=True):
    """The lines of one payer and one key."""

    lines: tuple[AllowedLine, ...]
    fees: tuple[float, ...]
    rates: tuple[float, ...]

    @classmethod
    def of(cls, lines: Sequence[AllowedLine]) -> Cell:
        """Of lines whose units were not cut."""
        return cls(
            tuple(lines),
            tuple(line.allowed / line.units for line in lines),
            tuple(line.allowed / line.charge for line in lines),
        )


def spread(values: Sequence[float]) -> float:
    """Sum of the relative deviations from the median."""
    middle = median(values)
    return sum(abs(value / middle - 1.0) for value in values)


def learn_prices(lines: Sequence[AllowedLine]) -> tuple[dict[str, Prices], dict[tuple[str, str], Cell]]:
    """Each payer's prices, ``""`` for any; and the cells that they were learnt from."""
    by_payer: dict[str, list[AllowedLine]] = defaultdict(list)
    for line in lines:
        by_payer[line.payer].append(line)
    everyone = _rate(lines, 1.0)
    prices = {"": Prices(round(everyone, 4))}
    cells: dict[tuple[str, str], Cell] = {}
    for payer, own in sorted(by_payer.items()):
        found = _cells(own)
        cells.update({(payer, key): cell for key, cell in found.items()})
        prices[payer] = _of_payer(own, found, everyone)
    return prices, cells


def _rate(lines: Iterable[AllowedLine], broader: float, prior: float = 5.0) -> float:
    rates = [min(line.allowed / line.charge, 1.0) for line in lines]
    return (sum(rates) + prior * broader) / (len(rates) + prior) if rates else broader


def _cells(lines: Sequence[AllowedLine]) -> dict[str, Cell]:
    by_key: dict[str, list[AllowedLine]] = defaultdict(list)
    for line in lines:
        if not line.reduced:
            for key in line.keys:
                by_key[key].append(line)
    return {key: Cell.of(own) for key, own in sorted(by_key.items())}


def _of_payer(lines: Sequence[AllowedLine], cells: Mapping[str, Cell], everyone: float) -> Prices:
    rate = _rate(lines, everyone)
    seen = max(1, sum(len(cell.fees) for cell in cells.values()))
    manner = tuple(sum(spread(values(cell)) for cell in cells.values()) / seen for values in (_fees, _rates))
    fees, rates = {}, {}
    for key, cell in cells.items():
        of_fee, of_rate = spread(cell.fees), spread(cell.rates)
        if of_fee + PAYERS_WEIGHT * manner[0] <= of_rate + PAYERS_WEIGHT * manner[1]:
            steady = of_fee / len(cell.fees) < STEADY
            fees[key] = median(cell.fees[-LATEST:]) if steady else fmean(cell.fees)
        else:
            prior = manner[1]  # few lines of an unsteady share say little
            rates[key] = (sum(cell.rates) + prior * rate) / (len(cell.rates) + prior)
    for table in (fees, rates):
        for key in [key for key in table if key.endswith("@F")]:
            plain = key.removesuffix("@F")
            few = len(cells[key].fees) < FEWEST_IN_A_FACILITY
            if few or (plain in table and abs(table[key] / table[plain] - 1.0) < FACILITY_DIFFERS):
                del table[key]
    return Prices(
        rate=round(rate, 4),
        fees={key: round(value, 4) for key, value in fees.items()},
        rates={key: round(value, 4) for key, value in rates.items()},
    )


def _fees(cell: Cell) -> tuple[float, ...]:
    return cell.fees


def _rates(cell: Cell) -> tuple[float, ...]:
    return cell.rates


def learn_caps(lines: Sequence[AllowedLine], prices: Mapping[str, Prices]) -> dict[str, float]:
    """The units that were left where some were cut, by procedure; payers take them from one list, mostly."""
    left: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        price = _price(line, prices[line.payer]) if line.reduced else None
        if price:
            units = line.units * line.allowed / price
            if round(units) >= 1 and abs(units - round(units)) < NEARLY_WHOLE:
                left[line.procedure].append(round(units))
    return {procedure: float(median_low(units)) for procedure, units in sorted(left.items())}


def with_cuts(
    prices: Mapping[str, Prices], lines: Sequence[AllowedLine], caps: Mapping[str, float]
) -> dict[str, Prices]:
    """The same prices, with how likely each payer cuts units beyond the caps."""
    beyond = [line for line in lines if line.units > caps.get(line.procedure, line.units)]
    everyone = (sum(line.reduced for line in beyond) + 1.0) / (len(beyond) + 2.0) if caps else 0.0
    found = {}
    for payer, own in prices.items():
        of_payer = [line.reduced for line in beyond if line.payer == payer]
        cut = (sum(of_payer) + CUTS_PRIOR * everyone) / (len(of_payer) + CUTS_PRIOR)
        found[payer] = structs.replace(own, cuts=round(cut, 4))
    return found


def _price(line: AllowedLine, prices: Prices) -> float | None:
    for key in line.keys:
        if key in prices.fees:
            return prices.fees[key] * line.units
        if key in prices.rates:
            return prices.rates[key] * line.charge
    return None


def learn_modifiers(cells: Mapping[tuple[str, str], Cell]) -> dict[str, float]:
    """What each priced modifier does to the price of the bare procedure, over all payers."""
    factors: dict[str, list[float]] = defaultdict(list)
    for (payer, _), cell in cells.items():
        line = cell.lines[0]
        bare = cells.get((payer, line.procedure))
        if line.modifiers and bare is not None:
            factors[line.modifiers].append(median(cell.fees) / median(bare.fees))
    return {
        modifiers: round((sum(found) + MODIFIERS_PRIOR) / (len(found) + MODIFIERS_PRIOR), 4)
        for modifiers, found in sorted(factors.items())
    }

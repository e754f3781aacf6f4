"""What payers leave to their patients: deductibles, which bite early in the year, coinsurance and copayments."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from claims.answer import Outcome
from claims.claim import Claim
from models.payments import LIMITS, Left, PatientShare, left_to_patient
from training.payments_lines import AllowedLine

PAYERS_PRIOR = 30.0
"""Lines that the experience with all payers is worth for one of them."""
BANDS_PRIOR = 30.0
"""Lines that the payer is worth for a band of claims."""
PROCEDURES_PRIOR = 20.0
"""Lines that what is usual is worth for a procedure."""
MONTHS_PRIOR = 150.0
"""Lines that the whole year is worth for a month: few deductibles make no season."""
DIFFERS = 0.005
"""A procedure whose factors differ from 1 by less has none of its own."""


def learn_patients(lines: Sequence[AllowedLine]) -> dict[str, PatientShare]:
    """Each payer's patients, ``""`` for any."""
    by_payer: dict[str, list[AllowedLine]] = defaultdict(list)
    for line in lines:
        by_payer[line.payer].append(line)
    everyone = _left(lines, (1.0, 0.0), 1.0)
    seasons = _seasons(lines, (1.0,) * 12)
    found = {"": PatientShare(_bands(lines, everyone), seasons=seasons)}
    for payer, own in sorted(by_payer.items()):
        bands = _bands(own, _left(own, everyone, PAYERS_PRIOR))
        found[payer] = PatientShare(bands, _procedures(own, bands), _seasons(own, seasons))
    return found


def _is_taken(line: AllowedLine) -> bool:
    """Whether the patient owes the whole price."""
    return line.paid <= 0


def _left(lines: Sequence[AllowedLine], broader: Left, prior: float) -> Left:
    """Of a dollar allowed, what is paid and what is taken whole; ``broader`` counts as so many lines."""
    if not lines:
        return broader
    allowed = sum(line.allowed for line in lines)
    added = prior * allowed / len(lines)
    paid = sum(line.paid for line in lines)
    taken = sum(line.allowed for line in lines if _is_taken(line))
    found = [(own + added * before) / (allowed + added) for own, before in zip((paid, taken), broader, strict=True)]
    return round(found[0], 4), round(found[1], 4)


def _bands(lines: Sequence[AllowedLine], payer: Left) -> tuple[Left, ...]:
    by_band: dict[int, list[AllowedLine]] = defaultdict(list)
    for line in lines:
        by_band[bisect_right(LIMITS, line.together)].append(line)
    return tuple(_left(by_band[band], payer, BANDS_PRIOR) for band in range(len(LIMITS) + 1))


def _procedures(lines: Sequence[AllowedLine], bands: Sequence[Left]) -> dict[str, Left]:
    """How procedures differ from what is usual on claims of their size, which counts as so many lines."""
    by_procedure: dict[str, list[AllowedLine]] = defaultdict(list)
    for line in lines:
        by_procedure[line.procedure].append(line)
    found = {}
    for procedure, own in sorted(by_procedure.items()):
        usual = [bands[bisect_right(LIMITS, line.together)] for line in own]
        paid = _factor(
            [line.paid for line in own], [line.allowed * left[0] for line, left in zip(own, usual, strict=True)]
        )
        taken = _factor(
            [line.allowed * _is_taken(line) for line in own],
            [line.allowed * left[1] for line, left in zip(own, usual, strict=True)],
        )
        if max(abs(paid - 1.0), abs(taken - 1.0)) > DIFFERS:
            found[procedure] = (round(paid, 4), round(taken, 3))
    return found


def _factor(found: Sequence[float], usual: Sequence[float]) -> float:
    """How much more was found than usual."""
    expected = sum(usual)
    added = PROCEDURES_PRIOR * expected / len(usual)
    return (sum(found) + added) / (expected + added) if expected else 1.0


def _seasons(lines: Sequence[AllowedLine], broader: Sequence[float]) -> tuple[float, ...]:
    """How much oftener than on the whole lines are taken in each month, ``broader`` counted as so many lines."""
    by_month: dict[int, list[bool]] = defaultdict(list)
    for line in lines:
        by_month[line.month].append(_is_taken(line))
    usual = sum(map(sum, by_month.values())) / max(1, len(lines))
    if not usual:
        return tuple(broader)
    return tuple(
        round(
            (sum(by_month[month]) + MONTHS_PRIOR * usual * before) / ((len(by_month[month]) + MONTHS_PRIOR) * usual), 4
        )
        for month, before in enumerate(broader, start=1)
    )


def learn_second(claims: Sequence[Claim], outcomes: Sequence[Outcome | None]) -> float:
    """Dollars that second payers paid for a dollar that the first left to the patient, on lines not refused."""
    paid = left = 1.0
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome is None or claim.payer.responsibility in ("", "P"):
            continue
        fates = {line.number: line for line in outcome.lines}
        for line in claim.lines:
            owed, fate = left_to_patient(line), fates.get(line.number)
            if owed and fate and not fate.denied:
                left += owed
                paid += float(fate.paid)
    return round(paid / left, 4)

"""How many units of a code there are on a day: over the lines of a claim, and those that were sent before."""

from __future__ import annotations

from datetime import date

from claims.claim import Claim, ServiceLine
from claims.sent.lines import SentLine
from rules.coding.correct_coding import clinician_of
from rules.context import Context

PARTS = ("26", "TC")
"""Professional and technical component: two services under one code."""

Of = tuple[str, date, str, str]
"""Code, day, clinician and component: what is summed up."""


class UnitsOfDay:
    """Sums over the lines so far; where no context is given, without earlier claims."""

    def __init__(self, claim: Claim, context: Context | None) -> None:
        self._claim, self._context = claim, context
        self._alone = len({line.procedure for line in claim.lines}) == len(claim.lines)
        self._so_far: dict[Of, float] = {}
        self._sent: dict[date, list[SentLine]] = {}

    def is_alone(self, day: date) -> bool:
        """Whether no code of the claim has other units on a day, here or on earlier claims."""
        return self._alone and not self._earlier_lines(day)

    def _earlier_lines(self, day: date) -> list[SentLine]:
        sent = self._sent.get(day)
        if sent is None:
            index = self._context.sent if self._context else None
            sent = index.on_day(self._claim, day, self._context.today) if self._context and index else []
            self._sent[day] = sent
        return sent

    def before(self, line: ServiceLine, day: date) -> tuple[float, str]:
        """The units before those of a line, and the earlier claim that holds some, where one does."""
        sent = self._earlier_lines(day)
        if self._alone and not sent:
            return 0.0, ""
        of = (line.procedure, day, clinician_of(self._claim, line), _part(line.modifiers))
        units, earlier = (self._so_far[of], "") if of in self._so_far else _earlier(sent, of)
        self._so_far[of] = units + share(line)
        return units, earlier


def share(line: ServiceLine) -> float:
    """The units of a day: of a line over several days the equal share, rounded down."""
    first, last = line.service_date, line.service_date_end
    days = (last - first).days + 1 if first and last and last > first else 1
    return float(line.units) if days == 1 else float(line.units // days)


def _part(modifiers: tuple[str, ...]) -> str:
    return next((one for one in PARTS if one in modifiers), "")


def _earlier(sent: list[SentLine], of: Of) -> tuple[float, str]:
    """The units of a code on earlier claims of the day and clinician that were not denied; the last one's number."""
    code, _, clinician, part = of
    mine = [line for line in sent if line.procedure == code and _part(line.modifiers) == part and not line.denied]
    mine = [line for line in mine if clinician in ("", line.clinician)]
    return sum(line.units for line in mine), mine[-1].claim_id if mine else ""

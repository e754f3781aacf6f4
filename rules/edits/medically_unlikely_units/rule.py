"""Units against the medically unlikely edits: of a line, or of a day over all lines and earlier claims."""

from datetime import date

from claims.claim import Claim
from rules.coding.correct_coding import BINDING, units_of
from rules.coding.units_of_day import UnitsOfDay, share
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.report import printable

OF_LINE = "1"
KINDS = {OF_LINE: "line", "2": "day_by_policy", "3": "day"}
MINUTES = "MJ"
AFTERCARE = "55"


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Anesthesia's minutes are no units; a line over several days is held to its share of a day."""
    kind, binding = units_of(claim, values.kind), values.kind in BINDING
    if kind is None:
        yield NOT_APPLICABLE
        return
    sums = UnitsOfDay(claim, context if binding else None)
    untold: date | None = None
    for at, line in enumerate(claim.lines):
        day = line.service_date or claim.statement_from
        if not line.procedure or day is None or line.unit == MINUTES or AFTERCARE in line.modifiers:
            continue
        rows = context.shelf.find(kind, line.procedure, day)
        if rows is None:
            untold = day
            continue
        for row in rows:
            if not row.units and not binding:
                continue  # zero is Medicare's coverage, not a number of units
            if line.units <= row.units and (row.mai == OF_LINE or sums.is_alone(day)):
                continue
            before, earlier = sums.before(line, day) if row.mai != OF_LINE else (0.0, "")
            units = before + share(line)
            if units > row.units and (before <= row.units or earlier):
                problem = KINDS[row.mai] if row.units else "none"
                facts = {"most": row.units, "units": f"{units:g}", "earlier": printable(earlier)}
                because = context.shelf.because(kind, line.procedure, day, row)
                yield Problem(
                    f"{problem}_commonly" if not binding else "with_earlier" if earlier else problem,
                    f"/lines/{at}/units", printable(line.procedure), facts, because,
                )  # fmt: skip
    if untold:
        yield context.shelf.lacks(kind, untold) if binding else NOT_APPLICABLE

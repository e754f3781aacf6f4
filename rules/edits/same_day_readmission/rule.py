"""An admission on the day on which the same hospital discharged the patient, without condition code B4."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NO_INDEX, NOT_APPLICABLE, Problem, Said, Values
from rules.report import printable

UNRELATED = "B4"
OTHER_CARE = frozenset(f"01{beds}{kind}" for beds in "1235" for kind in "48")
"""Psychiatric and rehabilitation rooms: a hospital's own unit is paid apart from its acute beds."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Interim and corrected bills are no new admissions."""
    if (
        claim.frequency_code not in ("1", "2")
        or claim.admission_date is None
        or UNRELATED in claim.condition_codes
        or any(line.revenue_code in OTHER_CARE for line in claim.lines)
    ):
        yield NOT_APPLICABLE
    elif context.sent is None:
        yield NO_INDEX
    else:
        for stay in context.sent.stays(claim, context.today):
            if stay.here and stay.first < stay.last == claim.admission_date:
                facts = {"earlier": printable(stay.claim_id)}
                yield Problem("again", "/admission_date", claim.admission_date.isoformat(), facts)
                return

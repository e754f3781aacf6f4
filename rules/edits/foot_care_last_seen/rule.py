"""DTP 304 with routine foot care."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

FOOT_CARE = frozenset(("11055", "11056", "11057", "11719", "11720", "11721", "G0127"))
CLASS_FINDINGS = frozenset(("Q7", "Q8", "Q9"))
HALF_A_YEAR = 184
"""The longest six months, in days."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Which illness needs a treating physician, the contractor's list says."""
    seen, last = claim.last_seen_date, claim.last_service_date
    for at, line in enumerate(claim.lines):
        if line.procedure in FOOT_CARE and not CLASS_FINDINGS.isdisjoint(line.modifiers):
            if seen is None:
                yield Problem("missing", "/last_seen_date", line.procedure, {"line": line.number or at + 1})
            elif last is not None and (last - seen).days > HALF_A_YEAR:
                yield Problem("long_ago", "/last_seen_date", seen.isoformat(), {"service": last})
            return
    yield NOT_APPLICABLE

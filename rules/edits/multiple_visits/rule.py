"""Two visits of one day under one revenue code, without condition code G0 (IOCE edit 42)."""

from decimal import Decimal

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values

DISTINCT = "G0"


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Clinic and emergency visits; critical care is none."""
    if DISTINCT in claim.condition_codes:
        return
    seen: dict[tuple[str, object], Decimal] = {}
    for at, line in enumerate(claim.lines):
        if _is_visit(line.procedure):
            key = line.revenue_code, line.service_date or claim.statement_from
            seen[key] = seen.get(key, Decimal(0)) + max(line.units, Decimal(1))
            if seen[key] > 1:
                yield Problem("again", f"/lines/{at}/procedure", line.procedure, {"room": line.revenue_code})
                return


def _is_visit(code: str) -> bool:
    return "99202" <= code <= "99215" or "99281" <= code <= "99285" or "G0380" <= code <= "G0384" or code == "G0463"

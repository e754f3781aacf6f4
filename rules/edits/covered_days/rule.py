"""Value codes 80 to 83 (covered, non-covered, coinsurance, reserve days) against the statement and the rooms."""

from collections.abc import Iterator
from decimal import Decimal

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

STILL_PATIENT = "30"
PART_A = "MA"
RESERVE = 60
"""Lifetime reserve days of a beneficiary, 42 CFR 409.61(a)(2)."""


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Outside a statement nothing can be counted."""
    days = _days(claim)
    if days is None:
        yield NOT_APPLICABLE
        return
    counts = {value.code: (at, value.amount) for at, value in enumerate(claim.value_codes)}
    covered, uncovered, coinsured, reserve = (counts.get(code, (0, Decimal(0))) for code in ("80", "81", "82", "83"))
    counted = covered[1] + uncovered[1]
    if "80" not in counts and claim.payer.filing_indicator == PART_A:
        yield Problem("missing", "/value_codes")
    elif "80" in counts and counted != days:
        yield Problem("statement", f"/value_codes/{covered[0]}/amount", str(counted), {"days": days})
    if "80" in counts and coinsured[1] + reserve[1] > covered[1]:
        field = f"/value_codes/{(coinsured if coinsured[1] else reserve)[0]}/amount"
        yield Problem("part", field, str(coinsured[1] + reserve[1]), {"covered": covered[1]})
    if reserve[1] > RESERVE:
        yield Problem("reserve", f"/value_codes/{reserve[0]}/amount", str(reserve[1]))
    yield from _rooms(claim, days, covered[1] if "80" in counts else None, counted)


def _days(claim: Claim) -> int | None:
    """Days of the statement since admission: the last one counts where the patient stays, or is the only one."""
    if claim.statement_from is None or claim.statement_through is None:
        return None
    first = claim.statement_from
    if claim.admission_date and first < claim.admission_date <= claim.statement_through:
        first = claim.admission_date
    days = (claim.statement_through - first).days
    return days + 1 if claim.discharge_status == STILL_PATIENT else max(days, 1)


def _rooms(claim: Claim, days: int, covered: Decimal | None, counted: Decimal) -> Iterator[Problem]:
    """Days in rooms (010x to 016x, 019x to 021x): a newborn's nursery and leave of absence are apart."""
    rooms = [at for at, line in enumerate(claim.lines) if _is_room(line)]
    units = sum((claim.lines[at].units for at in rooms), Decimal(0))
    if not rooms:
        return
    field = f"/lines/{rooms[0]}/units"
    if units > days:
        yield Problem("rooms", field, str(units), {"days": days})
    elif covered is not None and not covered <= units <= counted:
        yield Problem("covered_rooms", field, str(units), {"covered": covered})


def _is_room(line: ServiceLine) -> bool:
    code = line.revenue_code
    return "0100" <= code <= "0219" and code[:3] not in ("017", "018")

"""Observation: its hours, its revenue code, its bills, and a referral without it (IOCE edits 44, 53 and 58)."""

from collections.abc import Iterator
from decimal import Decimal

from claims.claim import Claim
from rules.bills import kind_of
from rules.context import Context
from rules.problem import Problem, Said, Values

HOURS, REFERRAL = "G0378", "G0379"
ROOM = "0762"
BILLS = ("013x", "085x")
OBSERVATION = (
    HOURS,
    REFERRAL,
    "99217",
    "99218",
    "99219",
    "99220",
    "99224",
    "99225",
    "99226",
    "99234",
    "99235",
    "99236",
)


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Each hour is one unit of G0378."""
    observed = any(line.procedure == HOURS for line in claim.lines)
    allowed = kind_of(claim) in BILLS
    for at, line in enumerate(claim.lines):
        if line.procedure in (HOURS, REFERRAL) and not allowed:
            yield Problem("bill", f"/lines/{at}/procedure", line.procedure, {"bill": claim.type_of_bill})
        if line.procedure == REFERRAL and not observed:
            yield Problem("referral", f"/lines/{at}/procedure", line.procedure)
        if line.revenue_code == ROOM and line.procedure and line.procedure not in OBSERVATION:
            yield Problem("room", f"/lines/{at}/procedure", line.procedure)
    yield from _too_long(claim)


def _too_long(claim: Claim) -> Iterator[Problem]:
    """More hours than the statement's days have."""
    if claim.statement_from is None or claim.statement_through is None:
        return
    most = 24 * ((claim.statement_through - claim.statement_from).days + 1)
    lines = [at for at, line in enumerate(claim.lines) if line.procedure == HOURS]
    if not lines:
        return
    hours = sum((claim.lines[at].units for at in lines), Decimal(0))
    if hours > most:
        yield Problem("hours", f"/lines/{lines[0]}/units", f"{hours:f}", {"most": most})

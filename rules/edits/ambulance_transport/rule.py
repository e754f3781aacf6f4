"""CR1, loops 2310E and 2310F, and the modifiers of an ambulance transport."""

from claims.claim import Ambulance, Claim, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

DIED = "QL"
"""Modifier: the patient died before the transport, which then goes nowhere."""

ENDS = frozenset("DEGHIJNPRSX")
"""Letters of origins and destinations."""

MILEAGE = {
    "A0425": ("A0225", "A0426", "A0427", "A0428", "A0429", "A0432", "A0433", "A0434"),
    "A0435": ("A0430",),
    "A0436": ("A0431",),
}
"""Mileage by ground, fixed and rotary wing, and the transports that it goes with."""


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """What is said of the claim is asked once, of its first transport."""
    transports = [at for at, line in enumerate(claim.lines) if _is_transport(line.procedure)]
    medicare = values.kind == "medicare"
    if not transports:
        yield from _ride(claim)
    elif claim.claim_type == "professional":
        yield from _places(claim.ambulance, claim.lines[transports[0]])
    elif medicare and not any(value.code == "A0" for value in claim.value_codes):
        yield _of_first("value_code", "/value_codes", claim.lines[transports[0]])
    codes = {line.procedure for line in claim.lines}
    for at in transports:
        line = claim.lines[at]
        if medicare and DIED not in line.modifiers and not any(map(_is_way, line.modifiers)):
            yield Problem("way", f"/lines/{at}/modifiers", line.procedure)
        if line.procedure in MILEAGE and codes.isdisjoint(MILEAGE[line.procedure]):
            yield Problem("mileage_alone", f"/lines/{at}/procedure", line.procedure)


def _is_transport(code: str) -> bool:
    return code == "A0225" or "A0425" <= code <= "A0436"


def _is_way(modifier: str) -> bool:
    return len(modifier) == len("RH") and ENDS.issuperset(modifier)


def _of_first(kind: str, field: str, line: ServiceLine) -> Problem:
    return Problem(kind, field, line.procedure, {"line": line.number or 1})


def _places(trip: Ambulance | None, line: ServiceLine) -> Said:
    at = "/ambulance" if trip is None else "/ambulance/{}"  # what is not there has no fields to point at
    if trip is None or (not trip.reason and trip.miles is None):
        yield _of_first("facts", "/ambulance", line)
    if trip is None or not trip.pick_up_zip:
        yield _of_first("pick_up", at.format("pick_up_zip"), line)
    if (trip is None or not trip.drop_off_zip) and DIED not in line.modifiers:
        yield _of_first("drop_off", at.format("drop_off_zip"), line)


def _ride(claim: Claim) -> Said:
    rides = [line for line in claim.lines if "A0080" <= line.procedure <= "A0210"]
    if not rides or claim.claim_type != "professional":
        yield NOT_APPLICABLE
    elif claim.ambulance is None or not claim.ambulance.pick_up_zip:
        yield _of_first("ride", "/ambulance", rides[0])

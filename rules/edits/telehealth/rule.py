"""Telehealth places against what cannot be done from afar, by date."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.scope import When

APART = ("02", "10")
HELD_TO_IT = ("medicare", "medicare advantage", "medicaid")
"""Kinds of payers that take as telehealth what CMS lists; others may list what they like."""
BY_HAND = When(
    procedures=("00100-01999", "10004-59414", "59510-69990", "70010-76499", "77371-77425", "78000-79999", "98925-98943")
)
"""Anesthesia, surgery, imaging, radiation, manipulation of spine and joints; visits before and after birth, and the
planning and weekly management of radiation, may be held from afar."""
OWN_CODES = When(procedures=("98000-98015",))
NOT_TAKEN_FROM = date(2025, 1, 1)
"""CMS, physician fee schedule final rule for 2025 (89 FR 97710): status I."""


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """Reading a picture (26) can be done from anywhere."""
    met = False
    for at, line in enumerate(claim.lines):
        place, day = claim.place_of(line), line.service_date
        if OWN_CODES.is_of(line.procedure) and day and day >= NOT_TAKEN_FROM:
            met = True
            if values.kind == "medicare":
                yield Problem("not_medicare", f"/lines/{at}/procedure", line.procedure)
        if place in APART:
            met = True
            if BY_HAND.is_of(line.procedure) and "26" not in line.modifiers:
                kind = "by_hand" if values.kind in HELD_TO_IT else "commonly_by_hand"
                yield Problem(kind, f"/lines/{at}/procedure", line.procedure, {"place": place})
        elif "93" in line.modifiers:
            met = True
            yield Problem("in_person", f"/lines/{at}/modifiers", "93", {"place": place})
    if not met:
        yield NOT_APPLICABLE

"""Each modifier against the list; of ambulance lines, a pair of letters is origin and destination."""

import re

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import modifier

ROUTE = re.compile("[DEGHIJNPRS][DEGHIJNPRSX]")
"""Origin and destination of an ambulance (Medicare Claims Processing Manual, chapter 15, section 30)."""
AMBULANCE = "A0"


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """A modifier that has not two characters is another rule's business."""
    if not any(line.modifiers for line in claim.lines):
        yield NOT_APPLICABLE
    for at, line in enumerate(claim.lines):
        for place, sent in enumerate(line.modifiers):
            rides = line.procedure.startswith(AMBULANCE) and ROUTE.fullmatch(sent)
            if len(sent) == 2 and not rides and not modifier(sent):
                yield Problem("unknown", f"/lines/{at}/modifiers/{place}", sent)

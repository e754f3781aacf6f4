"""Each modifier against the list of the day; of ambulance lines, a pair of letters is origin and destination."""

import re

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference import is_listed, modifier
from rules.reference.lists import MODIFIERS

ROUTE = re.compile("[DEGHIJNPRS][DEGHIJNPRSX]")
"""Origin and destination of an ambulance (Medicare Claims Processing Manual, chapter 15, section 30)."""
AMBULANCE = "A0"
KINDS = {"unknown": "unknown", "ended": "ended", "not yet": "not_yet"}


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A modifier that has not two characters is another rule's business."""
    if not any(line.modifiers for line in claim.lines):
        yield NOT_APPLICABLE
    for at, line in enumerate(claim.lines):
        for place, sent in enumerate(line.modifiers):
            day = line.service_date or claim.statement_from or context.today
            code = modifier(context.shelf, sent, day)
            if (code and code.status == "valid") or len(sent) != 2:
                continue
            if line.procedure.startswith(AMBULANCE) and ROUTE.fullmatch(sent):
                continue
            if code is None and is_listed(context.shelf, MODIFIERS, sent):
                continue
            kind = KINDS[code.status] if code else "unlisted"
            facts = {"day": day, "since": code and code.start, "until": code and code.end}
            because = context.shelf.because(MODIFIERS, sent, day, code) if code else None
            yield Problem(kind, f"/lines/{at}/modifiers/{place}", sent, facts, because)

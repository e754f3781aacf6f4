"""What a code may look like, before any list is asked."""

import re
from functools import lru_cache

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

FORMS = {
    "": re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}"),
    "HC": re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}"),
    "AD": re.compile(r"D[0-9]{4}"),
    "HP": re.compile(r"[0-9A-Z]{5}"),
}
"""By qualifier (SV101-1): HCPCS with CPT, CDT, and the rate codes of prospective payment."""
MODIFIER = re.compile(r"[0-9A-Z]{2}")
REVENUE = re.compile(r"[0-9]{4}")


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Each line; what is empty is another rule's business."""
    if not claim.lines:
        yield NOT_APPLICABLE
    for at, line in enumerate(claim.lines):
        if line.procedure and not _fits(line.procedure_qualifier, line.procedure):
            yield Problem("procedure", f"/lines/{at}/procedure", line.procedure)
        if len(line.modifiers) > 4:
            yield Problem("too_many", f"/lines/{at}/modifiers", str(len(line.modifiers)))
        for place, modifier in enumerate(line.modifiers):
            if not MODIFIER.fullmatch(modifier):
                yield Problem("modifier", f"/lines/{at}/modifiers/{place}", modifier)
        if line.revenue_code and not REVENUE.fullmatch(line.revenue_code):
            yield Problem("revenue_code", f"/lines/{at}/revenue_code", line.revenue_code)


@lru_cache(8192)
def _fits(qualifier: str, code: str) -> bool:
    form = FORMS.get(qualifier)
    return form is None or form.fullmatch(code) is not None

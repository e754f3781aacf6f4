"""Unlisted codes without a description on the line."""

from claims.claim import Claim
from rules.context import Context
from rules.dated import codes
from rules.problem import NOT_APPLICABLE, Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """A note on the line tells as well as a description does, and so does the drug's own code, but not to Medicare."""
    met = False
    for at, line in enumerate(claim.lines):
        dated = values.at("unlisted", line.service_date or context.today, context.today)
        if dated is None or line.procedure not in codes(dated):
            continue
        met = True
        named = line.ndc is not None and values.kind != "medicare"
        if not line.description and not line.notes and not named:
            yield Problem("nameless", f"/lines/{at}/description", line.procedure, because=dated)
    if not met:
        yield NOT_APPLICABLE

"""Who rendered each line against the payer's roster."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """An empty roster says that the payer credentials nobody; of days before its first entry it says nothing."""
    roster = values.policies
    if roster is None:
        yield values.missing("list")
        return
    asked = set()
    for at, line in enumerate(claim.lines):
        npi, day = claim.renders(line).npi, line.service_date
        if not npi or day is None or (npi, day) in asked:
            continue
        asked.add((npi, day))
        entries = roster.get(npi, ())
        if any(dated.holds(day, context.today) for _, dated in entries):
            continue
        if not roster:
            yield NOT_APPLICABLE
        elif day < min(dated.start for some in roster.values() for _, dated in some):
            yield NoData("the payer's roster begins after the day of service", f"payers/{values.payer}.yaml")
        else:
            yield Problem("other_day" if entries else "unknown", _field(claim, at), npi, {"day": day})
    if not asked:
        yield NoData("no line carries a day and who rendered it")


def _field(claim: Claim, at: int) -> str:
    if claim.lines[at].rendering_provider:
        return f"/lines/{at}/rendering_provider/npi"
    if claim.rendering_provider:
        return "/rendering_provider/npi"
    return "/attending_provider/npi" if claim.attending_provider else "/billing_provider/npi"

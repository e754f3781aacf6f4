"""Outpatient services of a hospital in the days before it admits the patient: whichever claim comes second is told."""

from datetime import date

from claims.claim import Claim
from claims.hospital import bundled_days, bundled_lines, is_inpatient
from rules.context import Context
from rules.period import earlier
from rules.problem import NO_INDEX, NOT_APPLICABLE, Problem, Said, Values
from rules.report import printable

CRITICAL_ACCESS = "282NC0060X"
ONE_DAY = ("283Q", "283X", "282E", "273R", "273Y", "282NC2000X")
"""Taxonomy of hospitals and units outside the inpatient prospective payment system: psychiatric, rehabilitation,
long-term care, children's."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Replacements and voids are how the two claims are put right."""
    taxonomy = claim.billing_provider.taxonomy
    mine = is_inpatient(claim) or bundled_days(claim)
    if claim.frequency_code in ("7", "8") or taxonomy == CRITICAL_ACCESS or not mine:
        yield NOT_APPLICABLE
    elif context.sent is None:
        yield NO_INDEX
    else:
        window = 1 if taxonomy.startswith(ONE_DAY) else 3
        yield from _before_this(claim, context, window) if is_inpatient(claim) else _before_a(claim, context, window)


def _before_this(claim: Claim, context: Context, window: int) -> Said:
    """An inpatient claim: outpatient days that were billed before."""
    admitted, sent = claim.admission_date, context.sent
    if admitted is None or sent is None or claim.frequency_code not in ("1", "2"):
        yield NOT_APPLICABLE
        return
    for visit in sent.outpatient_days(claim, context.today):
        if earlier(admitted, window) <= visit.first <= admitted:
            facts = {"earlier": printable(visit.claim_id), "served": visit.first, "days": window}
            yield Problem("admitted", "/admission_date", admitted.isoformat(), facts)
            return


def _before_a(claim: Claim, context: Context, window: int) -> Said:
    """An outpatient claim: stays that were billed before."""
    stays = [stay for stay in context.sent.stays(claim, context.today) if stay.here] if context.sent else []
    for line in bundled_lines(claim) if stays else ():
        day = line.service_date or claim.statement_from
        kinds = [(_kind(day, stay.first, stay.last, window), stay) for stay in stays] if day else []
        found = next(((kind, stay) for kind, stay in kinds if kind), None)
        if found and day:
            field = f"/lines/{claim.lines.index(line)}/service_date"
            facts = {"earlier": printable(found[1].claim_id), "first": found[1].first, "days": window}
            yield Problem(found[0], field, day.isoformat(), facts)
            return


def _kind(day: date, first: date, last: date, window: int) -> str:
    if earlier(first, window) <= day <= first:
        return "before"
    return "during" if first < day < last else ""

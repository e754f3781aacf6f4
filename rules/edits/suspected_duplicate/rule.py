"""Each line against those of the same patient, procedure and day, on earlier claims and on this one."""

from datetime import date

from claims.claim import Claim, ServiceLine
from claims.sent import Earlier
from claims.sent.lines import SentLine
from rules.coding.correct_coding import NCCI_MODIFIERS
from rules.context import Context
from rules.period import Period
from rules.problem import NO_INDEX, NoData, Problem, Said, Values
from rules.report import printable

TOLD_APART = NCCI_MODIFIERS | frozenset(
    ("26", "50", "62", "66", "73", "74", "76", "77", "80", "81", "82", "AS", "TC", "JW")
)
"""Modifiers that make another service of the same code: rendered again, in another part, by another of several."""

PERHAPS_CORRECTED = NoData(
    "an earlier claim has the same service, and the payer's answer to it is not known here", "the payer's answer"
)


def check(claim: Claim, context: Context, values: Values) -> Said:
    """What repeats a claim whole is the exact duplicate's; a denied claim may be sent again."""
    asked = [(at, line) for at, line in enumerate(claim.lines) if _is_asked(line)]
    if len({line.procedure for _, line in asked}) < len(asked):
        yield from _again(claim, asked)
    if context.sent is None:
        yield NO_INDEX
        return
    sent: dict[date | None, list[SentLine]] = {
        day: context.sent.on_day(claim, day, context.today) for day in {line.service_date for _, line in asked} if day
    }
    for at, line in asked if any(sent.values()) else ():
        suspects = {one.claim_id for one in sent.get(line.service_date, ()) if _is_same(one, claim, line)}
        found = context.sent.same_service(claim, line, context.today) if suspects else ()
        earlier = [one for one in found if one.claim_id in suspects and not one.denied]
        if not earlier:
            continue
        if context.sent.duplicates(claim, context.today):
            return
        if _perhaps_corrected(earlier, values, context.today):
            yield PERHAPS_CORRECTED
            return
        facts = {"earlier": printable(earlier[0].claim_id), "submitted": earlier[0].submitted}
        yield Problem("before", f"/lines/{at}/procedure", line.procedure, facts)


def _is_same(sent: SentLine, claim: Claim, line: ServiceLine) -> bool:
    """By the same clinician, or one of the same specialty, who counts as the same (manual, chapter 12, 30.6.5)."""
    if sent.procedure != line.procedure or sent.denied or not TOLD_APART.isdisjoint(sent.modifiers):
        return False
    by = claim.renders(line)
    return sent.clinician == by.npi or sent.taxonomy == by.taxonomy != ""


def _again(claim: Claim, asked: list[tuple[int, ServiceLine]]) -> Said:
    """Lines that repeat another of the same claim."""
    seen: dict[tuple[object, ...], int] = {}
    for at, line in asked:
        same = (line.procedure, line.service_date, line.modifiers, line.place_of_service, line.rendering_provider)
        first = seen.setdefault(same, at)
        if first != at:
            facts = {"first": claim.lines[first].number or first + 1}
            yield Problem("again", f"/lines/{at}/procedure", line.procedure, facts)


def _is_asked(line: ServiceLine) -> bool:
    """Trips, goods and drugs are often several of a day; teeth, and words of unlisted services, tell them apart."""
    if not line.procedure or line.service_date is None or line.procedure[0] in "AEKLJ":
        return False
    told_apart = line.ndc or line.description or line.teeth or line.oral_cavity
    return not told_apart and TOLD_APART.isdisjoint(line.modifiers)


def _perhaps_corrected(earlier: list[Earlier], values: Values, today: date) -> bool:
    """Whether the payer takes corrections as first claims, and may have answered by now."""
    dated = values.at("corrects_as_first_after", today, today)
    return bool(dated and isinstance(dated.value, Period) and today >= dated.value.after(earlier[-1].submitted))

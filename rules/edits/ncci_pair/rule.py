"""Each two codes of a day and provider against the pairs of the National Correct Coding Initiative, in both orders."""

from datetime import date

from claims.claim import Claim, ServiceLine
from claims.sent.lines import SentLine
from rules.coding.coded_pairs import pairs_against
from rules.coding.correct_coding import BINDING, clinician_of, day_of, pairs_of
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.report import printable


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Who need not follow the edits is warned where an edition is at hand, and not bothered where none is."""
    kind, binding = pairs_of(claim, values.kind), values.kind in BINDING
    if kind is None:
        yield NOT_APPLICABLE
        return
    untold: date | None = None
    for (day, clinician), lines in _groups(claim).items():
        earlier = _earlier(claim, context, day, clinician) if binding else []
        if len(lines) + len(earlier) > 1:
            find = context.shelf.finder(kind, day)
            for said in pairs_against(lines, earlier, find, day):
                if said is None:
                    untold = day
                    continue
                problem, at, facts, key, pair = said
                where = "modifiers" if pair.indicator == "1" else "procedure"
                yield Problem(
                    problem if binding else f"{problem}_commonly",
                    f"/lines/{at}/{where}",
                    printable(claim.lines[at].procedure),
                    {"why": f" ({pair.rationale.lower()})" if pair.rationale else "", **facts},
                    context.shelf.because(kind, key, day, pair),
                )
    if untold:
        yield context.shelf.lacks(kind, untold) if binding else NOT_APPLICABLE


def _groups(claim: Claim) -> dict[tuple[date, str], list[tuple[int, ServiceLine]]]:
    found: dict[tuple[date, str], list[tuple[int, ServiceLine]]] = {}
    for at, line in enumerate(claim.lines):
        if line.procedure and (day := day_of(claim, line)):
            found.setdefault((day, clinician_of(claim, line)), []).append((at, line))
    return found


def _earlier(claim: Claim, context: Context, day: date, clinician: str) -> list[SentLine]:
    sent = context.sent.on_day(claim, day, context.today) if context.sent else []
    return [line for line in sent if line.procedure and not line.denied and clinician in ("", line.clinician)]

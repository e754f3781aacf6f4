"""A fact in a sentence, with the counts that prove it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from claims.claim import Claim
from features.circumstances import BY_NAME, EVERY
from features.record import Record
from serving.reasons.counts import Alone, Counted, Pair
from serving.reasons.words import WHY, circumstance, contrast, who
from serving.score import Contrast, Experience

ONE_PERIOD = 31
"""Days by which the beginnings of two counts may differ that are read as of one period."""


def told(pair: Pair | Alone, claim: Claim, at: int, record: Record) -> tuple[str, str, Experience]:
    """The sentence, a short form of it, and the counts that it names.

    Args:
        pair: what was counted.
        claim: the claim.
        at: which of its lines, counted from 0.
        record: where it was counted, which knows the codes.
    """
    own, against = pair.own, pair.against if isinstance(pair, Pair) else None
    count = own.count
    payer = EVERY if everywhere(own) else claim.payer.id or claim.payer.name
    code = record.code(payer, pair.kind) if count.refused else ""
    notes = [f"usually {code}"] * bool(code) + [f"since {month(count.since)}"] * count.changed
    note = f" ({', '.join(notes)})" if notes else ""
    why = f" {WHY[pair.kind]}" if WHY[pair.kind] else ""
    subject = "All payers" if everywhere(own) else who(claim)
    what = described(own, claim, at)
    text = f"{subject} refused {_share(own)} {what}{why}{note}"
    label = _label(own, claim, at)
    many = f"{count.refused:,} of {count.answers:,}"
    by = " by all payers" if everywhere(own) else ""
    head = f"{label}: {many}" if label else f"{many} {BY_NAME[own.circumstance].unit}s"
    short = f"{head} refused{by}{why}"
    if against:
        other = against.count
        named = _against(own, against, claim, at)
        text += f"; {named} {other.refused} of {other.answers:,}{_of_its_own(own, against)}"
        short += f", {named} {other.refused} of {other.answers:,}"
    experience = Experience(
        kind=pair.kind,
        unit=BY_NAME[own.circumstance].unit,
        circumstance=own.circumstance,
        under=own.base,
        value=own.value,
        answers=count.answers,
        refused=count.refused,
        since=count.since,
        changed=count.changed,
        code=code,
        before_answers=(count.before or (0, 0))[0],
        before_refused=(count.before or (0, 0))[1],
        against=_contrast(against) if against else None,
    )
    return f"{text}.", short, experience


def described(counted: Counted, claim: Claim, at: int) -> str:
    """What was counted: ``lines with 97110 without GP``, ``claims sent 90 to 104 days after the service``."""
    words = circumstance(counted.circumstance, counted.value, claim, at)
    unit = BY_NAME[counted.circumstance].unit
    if unit == "line":
        head = f"lines with {_procedure(counted)}" if _procedure(counted) else "lines"
    elif counted.circumstance == "specialty":
        head = f"claims of specialty {counted.base.rpartition('|')[2]}"
    else:
        head = "claims"
    return f"{head} {words}".strip()


@lru_cache(1024)
def month(day: date) -> str:
    """Such as ``March 2026``."""
    return f"{day:%B} {day.year}"


def _share(counted: Counted) -> str:
    refused, answers = counted.count.refused, counted.count.answers
    many = {0: "none", answers: "all"}.get(refused, f"{refused:,}")
    return f"{many} of the last {answers:,}"


def _procedure(counted: Counted) -> str:
    return counted.base.rpartition("|")[2] if "|" in counted.base else ""


def _label(counted: Counted, claim: Claim, at: int) -> str:
    """The circumstance without its noun."""
    words = circumstance(counted.circumstance, counted.value, claim, at)
    head = _procedure(counted) if BY_NAME[counted.circumstance].unit == "line" else "claims" * bool(words)
    return f"{head} {words}".strip()


def everywhere(counted: Counted) -> bool:
    """Whether all payers' answers were counted."""
    return (counted.value if counted.circumstance == "payer" else counted.base.partition("|")[0]) == EVERY


def _against(own: Counted, against: Counted, claim: Claim, at: int) -> str:
    """What the own circumstance is held against, said as shortly as it can be beside it."""
    if against.circumstance == own.circumstance and (short := contrast(own.circumstance, against.value, own.value)):
        return short
    if against.circumstance == "procedure":
        return f"of all lines with {_procedure(against)}"
    if against.circumstance == "payer":
        return "all payers" if everywhere(against) and not everywhere(own) else "of all claims"
    return circumstance(against.circumstance, against.value, claim, at)


def _of_its_own(own: Counted, against: Counted) -> str:
    """Since when the second count is, where one of the two is of a change and their periods are not the same."""
    one, other = own.count, against.count
    if not (one.changed or other.changed) or abs((one.since - other.since).days) <= ONE_PERIOD:
        return ""
    return f" (since {month(other.since)})"


def _contrast(counted: Counted) -> Contrast:
    count = counted.count
    return Contrast(
        circumstance=counted.circumstance,
        under=counted.base,
        value=counted.value,
        answers=count.answers,
        refused=count.refused,
        since=count.since,
    )

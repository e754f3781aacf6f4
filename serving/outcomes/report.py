"""What the advice was worth: counts and dollars of the claims of a period, in all and by payer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct, field
from sqlalchemy import distinct, func, select

from serving.outcomes.rows import SentClaim, outcomes
from serving.store import Store
from serving.store.tables import claim_version, score

HELD = ("fix", "review")
"""Verdicts that hold a claim back."""


class Counts(Struct):
    """Of claims that were scored in the period, and of submissions of the period; dollars with two decimals."""

    scored: int = 0
    """Versions of claims that were scored for a day of the period."""
    held: int = 0
    """Of those, versions that were to be fixed or reviewed."""
    sent: int = 0
    """Submissions; all that follows is of them, whenever it happened."""
    advised: int = 0
    """Those that were scored before they were sent."""
    changed: int = 0
    """Those that are another claim than the one that was scored first."""
    received: int = 0
    """Those that the front door said it took, and did not turn away later."""
    rejected: int = 0
    """Those that the front door turned away."""
    answered: int = 0
    """Those on which the payer decided; the others are no payments."""
    denied: int = 0
    """Of those, the ones of which a line or more was refused."""
    caught: int = 0
    """Denied, and held by the verdict told last: the claim was sent all the same."""
    missed: int = 0
    """Denied, and told to be ready."""
    dollars_denied: Decimal = Decimal("0.00")
    """Charged on refused lines."""
    dollars_caught: Decimal = Decimal("0.00")
    """Of those, on claims that were held."""
    dollars_paid: Decimal = Decimal("0.00")
    foreseen: int = 0
    """Answered submissions for which a probability was told: for them, what was expected and what came."""
    expected_denials: float = 0.0
    actual_denials: int = 0
    feedback: dict[str, int] = field(default_factory=dict)
    """What billers did with the results: accepted, overridden, corrected."""


class Report(Struct):
    """What the advice was worth."""

    since: date | None
    until: date | None
    overall: Counts
    payers: dict[str, Counts]
    """By payer id."""


def report(store: Store, office: str, since: date | None = None, until: date | None = None) -> Report:
    """Count the claims that were sent in a period, and the versions that were scored for a day of it.

    Denials take longer than payments, so what is counted of young submissions shows too few of both, and of the denials
    more so: a period that ended two months ago is nearly complete.

    Args:
        store: where they stand.
        office: whose.
        since: the first day; else from the beginning.
        until: the last.
    """
    made = Report(since, until, Counts(), {})
    _scored(store, office, made)
    for row in outcomes(store, office, since, until):
        for counts in (made.overall, made.payers.setdefault(row.payer_id, Counts())):
            tally(counts, row)
    for counts in (made.overall, *made.payers.values()):
        counts.expected_denials = round(counts.expected_denials, 3)
    made.payers = dict(sorted(made.payers.items()))
    return made


def _scored(store: Store, office: str, made: Report) -> None:
    version, told = claim_version.c, score.c
    query = (
        select(version.payer_id, told.verdict.in_(HELD).label("held"), func.count(distinct(told.claim_digest)))
        .join(claim_version, (version.office == told.office) & (version.digest == told.claim_digest))
        .where(told.office == office)
        .group_by(version.payer_id, "held")
    )
    query = query if made.since is None else query.where(told.as_of >= made.since)
    query = query if made.until is None else query.where(told.as_of <= made.until)
    with store.reading() as connection:
        for payer, held, number in connection.execute(query):
            for counts in (made.overall, made.payers.setdefault(payer, Counts())):
                counts.scored += number
                counts.held += number if held else 0


def tally(counts: Counts, row: SentClaim) -> None:
    """Add what became of one claim."""
    counts.sent += 1
    counts.advised += row.verdict is not None
    counts.changed += bool(row.changed)
    counts.received += row.received is not None
    counts.rejected += row.rejected is not None
    if row.feedback is not None:
        counts.feedback[row.feedback] = counts.feedback.get(row.feedback, 0) + 1
    if row.denied is None:
        return
    counts.answered += 1
    counts.dollars_paid += row.paid or 0
    if row.denial_probability is not None:
        counts.foreseen += 1
        counts.expected_denials += row.denial_probability
        counts.actual_denials += row.denied
    if row.denied:
        counts.denied += 1
        counts.dollars_denied += row.denied_charge or 0
        held = row.verdict in HELD
        counts.caught += held
        counts.missed += row.verdict == "ready"
        counts.dollars_caught += (row.denied_charge or 0) if held else 0

"""Answers to the submissions they belong to: ``match``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from claims.answer import Outcome, PaidClaim, Remittance
from claims.claim import Claim
from claims.outcomes.adjudication import Later, adjudicate
from claims.outcomes.answered import Answer
from claims.outcomes.carc import Overrides
from claims.outcomes.submissions import Submission, choose

UNKNOWN = "no claim of this number was sent"
REPEATED = "the same answer was read before"
LONGEST_CONTROL_NUMBER = 20
"""Payers return no more characters of CLM01 than these (guide, CLP01)."""


class Unmatched(Struct, frozen=True, gc=False):
    """An answer that belongs to no claim that was sent."""

    claim_id: str
    """Patient control number as the payer returned it."""
    frequency_code: str
    payer_id: str
    answered: date | None
    reason: str


class Matching(Struct, frozen=True):
    """What became of each claim, and what could not be placed."""

    outcomes: list[Outcome | None]
    """Aligned with the claims: the first adjudication, ``None`` where none is known."""
    unmatched: list[Unmatched]
    later: Mapping[int, list[Later]]
    """Position of a claim -> the answers that are not its first adjudication, by day."""
    counts: Mapping[str, int]
    """``answers``, of which ``first`` adjudications (parts among them), ``later``, ``repeated`` (read twice) and
    ``unmatched``; claims ``answered`` and ``unanswered``; ``services unplaced``, which belong to no line sent."""
    places: list[int | str]
    """Of each answer, in the order in which they were read: the position of its claim, or why it belongs to none."""


def match(claims: Sequence[Claim], remits: Iterable[Remittance], overrides: Overrides | None = None) -> Matching:
    """Find for each claim what the payer decided first.

    The order of the remittances does not matter; of each only the answers that carry a control number of the claims
    are kept.

    Args:
        claims: All submissions, corrected ones and copies among them.
        remits: Remittances as ``read_remits`` gives them, without the faults.
        overrides: Payer identifier -> CARC -> how it counts, where a payer uses a code in its own way.
    """
    by_number: dict[str, list[int]] = {}
    for position, claim in enumerate(claims):
        by_number.setdefault(control_number(claim.claim_id), []).append(position)
    counts: Counter[str] = Counter()
    answers: dict[str, list[Answer]] = {}
    unmatched: list[Unmatched] = []
    places: list[int | str] = []
    for remittance in remits:
        for paid in remittance.claims:
            answer = _answer(remittance, paid, counts["answers"])
            counts["answers"] += 1
            places.append(REPEATED)
            number = control_number(paid.claim_id)
            if number in by_number:
                answers.setdefault(number, []).append(answer)
            else:
                places[-1] = UNKNOWN
                unmatched.append(_unmatched(answer, UNKNOWN))
    outcomes: list[Outcome | None] = [None] * len(claims)
    later: dict[int, list[Later]] = {}
    for number, found in answers.items():
        submissions = [Submission(position, claims[position]) for position in by_number[number]]
        submissions.sort(key=lambda submission: submission.claim.submission_date or date.min)
        for turn, submission in enumerate(submissions):
            submission.turn = turn
        _place(_in_order(found, counts), submissions, unmatched, places)
        for submission in submissions:
            outcome, rest, unplaced = adjudicate(submission.claim, submission.answers, overrides)
            outcomes[submission.position] = outcome
            if rest:
                later[submission.position] = rest
            counts["later"] += len(rest)
            counts["services unplaced"] += unplaced
            counts["first"] += len(submission.answers) - len(rest)
    counts["unmatched"] = len(unmatched)
    counts["answered"] = sum(outcome is not None for outcome in outcomes)
    counts["unanswered"] = len(outcomes) - counts["answered"]
    return Matching(outcomes, unmatched, later, dict(counts), places)


def control_number(text: str) -> str:
    """A patient control number as it is compared: without case, and no longer than payers return it."""
    return text.strip().upper()[:LONGEST_CONTROL_NUMBER]


def _in_order(answers: list[Answer], counts: Counter[str]) -> list[Answer]:
    """By day, then as read; an answer that was read twice (a file sent again) counts once."""
    if len(answers) == 1:
        return answers
    found: dict[tuple[date | None, str, PaidClaim], Answer] = {}
    for answer in sorted(answers, key=lambda answer: (answer.answered or date.max, answer.order)):
        found.setdefault((answer.answered, answer.payer_id, answer.claim), answer)
    counts["repeated"] += len(answers) - len(found)
    return list(found.values())


def _place(
    answers: Iterable[Answer],
    submissions: Sequence[Submission],
    unmatched: list[Unmatched],
    places: list[int | str],
) -> None:
    for answer in answers:
        submission, reason = choose(answer, submissions)
        places[answer.order] = reason if submission is None else submission.position
        if submission is None:
            unmatched.append(_unmatched(answer, reason))
        else:
            submission.answers.append(answer)


def _answer(remittance: Remittance, paid: PaidClaim, order: int) -> Answer:
    payer = remittance.payer
    return Answer(paid, remittance.answered, order, payer.id, payer.name, remittance.payee.npi)


def _unmatched(answer: Answer, reason: str) -> Unmatched:
    paid = answer.claim
    return Unmatched(paid.claim_id, paid.frequency_code, answer.payer_id, answer.answered, reason)

"""What became of the claims under some control numbers: a function of what was sent, scored and answered, no more.

It is asked anew whenever something of a number comes in, so the order in which files arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from claims.answer import Outcome, Remittance
from claims.claim import Claim
from claims.outcomes.answered import Answer
from claims.outcomes.matching import control_number, match
from claims.outcomes.submissions import Submission, choose

Which = tuple[str, str, str, date | None]
"""An answer's control number, frequency code, payer and day."""


class Became(Struct, frozen=True):
    """What became of claims."""

    outcomes: dict[str, Outcome]
    """By digest; claims without an answer that decides anything are not here."""
    unmatched: frozenset[Which]
    """Answers that belong to no claim that is known."""


def became(
    sent: Mapping[str, Claim], scored: Mapping[str, Claim], answers: Mapping[str, Sequence[Remittance]]
) -> Became:
    """Find what the payers decided first.

    A claim that was never said to be sent counts as sent when an answer is found that fits no claim that was, and fits
    it: of several such versions the one that fits best, and of those that fit alike the one scored last.

    Args:
        sent: by digest the claims that were submitted, each with the day.
        scored: by digest claims that were scored, the one scored first first, each with the day for which it was.
        answers: by control number remittances of one answer each, in order.
    """
    taken = dict(sent)
    under = _by_number(scored)
    for number in answers.keys() & under.keys():
        known = {digest: claim for digest, claim in sent.items() if control_number(claim.claim_id) == number}
        taken.update(_inferred(known, under[number], answers[number]))
    digests = list(taken)
    matching = match(list(taken.values()), [one for found in answers.values() for one in found])
    outcomes = {digests[at]: outcome for at, outcome in enumerate(matching.outcomes) if outcome is not None}
    unmatched = [(control_number(u.claim_id), u.frequency_code, u.payer_id, u.answered) for u in matching.unmatched]
    return Became(outcomes, frozenset(unmatched))


def dated(claim: Claim, day: date | None) -> Claim:
    """A claim with the day on which it was sent, where it does not say so itself."""
    return claim if claim.submission_date is not None else msgspec.structs.replace(claim, submission_date=day)


def _inferred(
    sent: Mapping[str, Claim], scored: Mapping[str, Claim], answers: Sequence[Remittance]
) -> dict[str, Claim]:
    """The scored versions that must have been sent, since an answer is there that fits them alone."""
    submitted = [Submission(at, claim) for at, claim in enumerate(sent.values())]
    last_first = [digest for digest in reversed(list(scored)) if digest not in sent]
    versions = [Submission(at, scored[digest]) for at, digest in enumerate(last_first)]
    for turn, version in enumerate(versions):
        version.turn = turn
    found: dict[str, Claim] = {}
    for order, remittance in enumerate(answers):
        answer = answer_of(remittance, order)
        if submitted and choose(answer, submitted)[0] is not None:
            continue
        chosen = choose(answer, versions)[0] if versions else None
        if chosen is not None:
            chosen.answers.append(answer)
            digest = last_first[chosen.position]
            found[digest] = scored[digest]
    return found


def answer_of(remittance: Remittance, order: int) -> Answer:
    """The one answer of a remittance that holds one."""
    payer, (paid,) = remittance.payer, remittance.claims
    return Answer(paid, remittance.answered, order, payer.id, payer.name, remittance.payee.npi)


def _by_number(scored: Mapping[str, Claim]) -> dict[str, dict[str, Claim]]:
    found: dict[str, dict[str, Claim]] = {}
    for digest, claim in scored.items():
        found.setdefault(control_number(claim.claim_id), {})[digest] = claim
    return found

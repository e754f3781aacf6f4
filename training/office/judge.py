"""The payer's true policies as a judge: what a submission goes against, as it was sent and as it might have been.

An office is made again from its seed, and at the very moment at which a claim goes out (with all that payer and office
remember by then) the judge is shown it and its changed forms. Nothing that happens depends on the judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from msgspec import Struct

from claims.claim import Claim
from training.office.case import Case, Lines
from training.office.desk import Submission
from training.office.odds import Hazard, hazards, probability
from training.office.policies import Policy
from training.office.second import KINDS
from training.office.simulate import office_of

Sent = tuple[str, date]
"""A submission by its control number and the day on which it was sent."""


class Cause(Struct, frozen=True):
    """One policy that a claim goes against."""

    policy: str
    """The policy's id, as in ``policies.json``."""
    kind: str
    lines: Lines
    """Positions of the lines concerned."""
    chance: float
    """Of a refusal, 0 to 1."""
    diagnoses: tuple[str, ...]
    """How the diagnoses begin that the policy speaks of."""


class Judged(Struct, frozen=True):
    """What a submission goes against."""

    as_sent: tuple[Cause, ...]
    as_changed: tuple[tuple[Cause, ...], ...]
    """For each changed form of it."""
    chance: float
    """The true probability of a refusal, as it was sent."""
    chances: tuple[float, ...]
    """For each changed form of it."""


def judge(claims: int, seed: int, changed: Mapping[Sent, Sequence[Claim]]) -> dict[Sent, Judged]:
    """Ask the payers about submissions of the office that ``simulate`` makes of the same numbers.

    Args:
        claims: how many first submissions the office has.
        seed: of the office.
        changed: for each submission that is asked about the forms of it that might have been sent instead. A number
            that would have to be obtained counts as given when anything stands in its place.

    Returns:
        By submission; one that the office never sent is missing.
    """
    found: dict[Sent, Judged] = {}

    def look(submission: Submission, case: Case, policies: Sequence[Policy]) -> None:
        claim = submission.claim
        assert claim.submission_date is not None
        sent = claim.claim_id, claim.submission_date
        if sent in changed and not submission.resent:
            held = [one for one in policies if one.kind in KINDS] if claim.payer.responsibility == "S" else policies
            before = hazards(case, held)
            after = [hazards(_instead(case, other), held) for other in changed[sent]]
            found[sent] = Judged(
                _causes(before),
                tuple(map(_causes, after)),
                probability(before),
                tuple(map(probability, after)),
            )

    office_of(claims, seed, look)
    return found


def _instead(case: Case, claim: Claim) -> Case:
    """The same moment with another claim. What files do not carry, because the payer has it, stays the case's own."""
    charged = tuple(at for at, line in enumerate(claim.lines) if line.charge > 0)
    return replace(case, claim=claim, charged=charged)


def _causes(found: Sequence[Hazard]) -> tuple[Cause, ...]:
    return tuple(Cause(one.policy.id, one.policy.kind, one.lines, one.chance, one.policy.diagnoses) for one in found)

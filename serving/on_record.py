"""From a result to its bytes and its place on record: it is encoded once, for the caller and for the record."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from claims import canonical
from claims.claim import Claim
from rules import RuleSet
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Scored, new_id
from serving.store.claim_versions import digest_of

encode = msgspec.json.Encoder(decimal_format="string").encode
"""As all answers are written: amounts are strings."""


def on_record(
    scorer: Scorer, claim: Claim, score: Score, *, office: str, who: str, request_id: str, via: str
) -> Scored:
    """A result under an id of its own, ready to be recorded; its ``result`` is what the caller gets, in JSON.

    Args:
        scorer: that gave it.
        claim: that was asked about.
        score: the result.
        office: whose it is.
        who: asked, by the name of the key or token.
        request_id: of the call.
        via: the way in: ``score``, ``check``, ``batch``, ``job``.
    """
    score_id = new_id()
    claim_json = canonical.encode(claim)
    model = score.model
    return Scored(
        id=score_id,
        office=office,
        at=datetime.now(UTC),
        who=who,
        request_id=request_id,
        via=via,
        as_of=score.as_of,
        claim_json=claim_json,
        digest=digest_of(claim_json),
        result=encode(msgspec.structs.replace(score, score_id=score_id)),
        verdict=score.verdict,
        probability=score.denial_probability,
        at_risk=score.dollars_at_risk,
        model=f"{model.name} {model.version}" if model else "",
        rules=score.rules.version,
        editions=_editions(scorer.ruleset),
    )


@lru_cache(maxsize=8)
def _editions(ruleset: RuleSet) -> str:
    """The code sets that a rule set looks codes up in, each with its first and last day."""
    held = (one.edition for one in ruleset.shelf.held())
    return "; ".join(f"{edition.name} {edition.first}/{edition.last}" for edition in held)

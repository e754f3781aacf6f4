"""From a result to its bytes and its place on record: it is encoded once, for the caller and for the record."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

import msgspec
from msgspec import Struct

from claims import canonical
from claims.claim import Claim
from rules import RuleSet
from serving.access import Caller
from serving.api.metrics import Metrics
from serving.api.reply import encode
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Recorder, Scored, new_id


class Record(Struct, frozen=True):
    """Where results of one request are put on record, and counted."""

    recorder: Recorder
    metrics: Metrics
    caller: Caller
    request_id: str
    via: str
    """The way in: ``score``, ``check``, ``batch``, ``job``."""

    def of(self, scorer: Scorer, claim: Claim, score: Score) -> bytes:
        """A result in JSON, with its id, once it is on record.

        Raises:
            StoreError: it cannot be put on record.
        """
        score_id = new_id()
        result = encode(msgspec.structs.replace(score, score_id=score_id))
        claim_json = canonical.encode(claim)
        model = score.model
        self.recorder.take(
            Scored(
                id=score_id,
                office=self.caller.office,
                at=datetime.now(UTC),
                who=self.caller.who,
                request_id=self.request_id,
                via=self.via,
                as_of=score.as_of,
                claim_json=claim_json,
                digest=sha256(claim_json).hexdigest(),
                result=result,
                verdict=score.verdict,
                probability=score.denial_probability,
                at_risk=score.dollars_at_risk,
                model=f"{model.name} {model.version}" if model else "",
                rules=score.rules.version,
                editions=_editions(scorer.ruleset),
            )
        )
        self.metrics.scored(score, self.via)
        return result


@lru_cache(maxsize=8)
def _editions(ruleset: RuleSet) -> str:
    """The code sets that a rule set looks codes up in, each with its first and last day."""
    held = (one.edition for one in ruleset.shelf.held())
    return "; ".join(f"{edition.name} {edition.first}/{edition.last}" for edition in held)

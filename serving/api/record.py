"""Where results of one request are put on record, and counted."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from claims.claim import Claim
from serving.access import Caller
from serving.api.metrics import Metrics
from serving.on_record import on_record
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Recorder


class Record(Struct, frozen=True):
    """What results of one request have in common."""

    recorder: Recorder
    metrics: Metrics
    caller: Caller
    request_id: str
    via: str
    """The way in: ``score``, ``check``, ``batch``."""

    def put(self, scorer: Scorer, claim: Claim, score: Score) -> tuple[Score, bytes]:
        """A result with its id, and the same in JSON, once it is on record.

        Raises:
            StoreError: it cannot be put on record.
        """
        office, who = self.caller.office, self.caller.who
        one = on_record(scorer, claim, score, office=office, who=who, request_id=self.request_id, via=self.via)
        self.recorder.take(one)
        self.metrics.scored(score, self.via)
        return replace(score, score_id=one.id), one.result

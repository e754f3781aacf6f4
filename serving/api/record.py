"""Where results of one request are put on record, and counted."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from claims.origin import Sourced
from serving.access import Caller
from serving.api.metrics import Metrics
from serving.offices import Office
from serving.on_record import on_record
from serving.published import Shadowing
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Recorder


class Record(Struct, frozen=True):
    """What results of one request have in common."""

    recorder: Recorder
    metrics: Metrics
    shadowing: Shadowing | None
    """Lets challengers score what was scored."""
    caller: Caller
    request_id: str
    via: str
    """The way in: ``score``, ``check``, ``batch``."""

    def put(
        self, office: Office, scorer: Scorer, sourced: Sourced, as_of: date | None, score: Score
    ) -> tuple[Score, bytes]:
        """A result with its id, and the same in JSON, once it is on record; the office's challenger scores it too.

        Raises:
            StoreError: it cannot be put on record.
        """
        mine, who = self.caller.office, self.caller.who
        one = on_record(scorer, sourced.claim, score, office=mine, who=who, request_id=self.request_id, via=self.via)
        self.recorder.take(one)
        if self.shadowing is not None and office.shadow is not None and score.model is not None:
            self.shadowing.take(office, sourced, as_of, one.id)
        self.metrics.scored(score, self.via)
        return replace(score, score_id=one.id), one.result

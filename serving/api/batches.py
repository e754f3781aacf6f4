"""Batches of claims: a file in, a result a line out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date
from http import HTTPStatus

from claims.fault import Fault
from claims.origin import Sourced
from serving import fhir
from serving.api import parameters
from serving.api.batch import Batch
from serving.api.call import Call
from serving.api.form import Acknowledged, Entries, Form, Lines
from serving.api.reply import Answer
from serving.api.route import Route
from serving.api.schema import ACKNOWLEDGEMENT, CLAIMS, RESPONSES, curl, lines_of
from serving.attempt import finish, too_long, walk
from serving.offices import Office
from serving.problem import refused
from serving.scorer import Explain, Suggest, Walked

TOGETHER = 32
"""Claims whose odds are asked for at once, at most; fewer where the next claim is still on its way."""

BATCHES = tuple(CLAIMS)

FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for"})
"""By these headers a proxy says that it passes a request on. Some, those on Go's HTTP/1.1 server among them, throw away
a part of what is still to come of a body once the answer begins, and tell nobody: claims would be missing."""


async def batch(call: Call) -> Answer:
    """An 837, JSON, a table in CSV or FHIR R4 in; one result a line out, in order of arrival.

    FHIR (a Bundle of Claim resources, or one a line) gets a Bundle back: a `ClaimResponse` for each claim, an
    `OperationOutcome` for each that cannot be read. With `format=277ca` the answer is an X12 277CA: for systems that
    read the front doors of payers already.

    Results stream out while the file streams in, so read while you send. A claim that cannot be read, or that has too
    many lines, costs one line: a `Problem` with its place in the file. Where the batch itself ends early, since it has
    too many bytes or claims or stops arriving, the last line is a `Problem` that says so. A claim is told to be the
    duplicate of an earlier one of the same batch, and of what was submitted. Every result is on record. Through a
    proxy, results begin when the whole file has arrived.

    A batch takes no `Idempotency-Key`: to send it again does nothing but score it again. A large file that is to be
    scored once, whatever happens to the connection, is a job.
    """
    as_of, explain, suggest = parameters.day(call), parameters.explain(call, "held"), parameters.suggest(call)
    acknowledged = parameters.acknowledged(call)
    call.require(*BATCHES)
    limits = call.service.limits
    office = await call.office()
    held = not FORWARDED.isdisjoint(call.headers)
    if held:
        with call.place():
            await call.hold(limits.batch_bytes)
    body = await begun(call.chunks(limits.batch_bytes))
    folder = call.service.recorder.folder
    form = Acknowledged(folder) if acknowledged else Entries() if call.kind == fhir.MEDIA_TYPE else Lines()
    scoring = Together(call, office, as_of, explain, suggest, form=form)
    return call.service.room.hold(Batch(body, scoring, limits.seconds, form, folder, whole=held))


class Together:
    """Scores the claims of one batch, some at a time."""

    def __init__(
        self, call: Call, office: Office, as_of: date | None, explain: Explain, suggest: Suggest, *, form: Form
    ) -> None:
        self._form = form
        self._call, self._office, self._limits = call, office, call.service.limits
        self._record = call.record("batch")
        self._scorer = office.scorer.afresh()
        self._as_of, self._explain, self._suggest = as_of, explain, suggest
        self._waiting: list[Sourced | Fault] = []
        self._taken = 0

    def take(self, item: Sourced | Fault) -> bool:
        """Take the next claim; whether as many wait now as are scored together.

        Raises:
            Refused: the batch has more claims than are taken.
        """
        self._taken += 1
        if self._taken > self._limits.batch_claims:
            detail = f"a batch has at most {self._limits.batch_claims:,} claims; send the rest as another"
            raise refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        if isinstance(item, Sourced) and len(item.claim.lines) > self._limits.lines:
            item = too_long(item, self._limits.lines)
        self._waiting.append(item)
        return len(self._waiting) >= TOGETHER

    def lines(self) -> Iterator[bytes]:
        """Score what waits, put it on record, and give it."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        with self._office.lock:
            walked = [self._walk(item) for item in waiting]
            found = finish(self._scorer, walked, self._explain, self._suggest)
        self._call.service.rate.count(self._call.caller, len(waiting))
        for item, score in zip(waiting, found, strict=True):
            if isinstance(item, Sourced) and not isinstance(score, Fault):
                recorded, encoded = self._record.put(self._office, self._scorer, item, self._as_of, score)
                yield self._form.result(recorded, encoded, item)
            else:
                assert isinstance(score, Fault)
                yield self._form.fault(score)

    def _walk(self, item: Sourced | Fault) -> Walked | Fault:
        if isinstance(item, Fault):
            return item
        walked = walk(self._scorer, item, self._as_of)
        self._scorer.sent(item.claim, self._scorer.day(item.claim, self._as_of)[0])
        return walked


async def begun(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks of a body that is known not to be empty.

    Raises:
        Refused: 400, it is.
    """
    first = b""
    while not first.strip():
        try:
            first = await anext(chunks)
        except StopAsyncIteration:
            raise refused(HTTPStatus.BAD_REQUEST, "the body is empty; send claims") from None

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_them()


ROUTES = (
    Route(
        "POST",
        "/v1/score/batch",
        batch,
        "Score a batch, streaming",
        "score",
        gives={**lines_of("Score", "Problem"), **RESPONSES, **ACKNOWLEDGEMENT},
        takes=CLAIMS,
        parameters=(parameters.AS_OF, parameters.explaining("held"), parameters.SUGGEST, parameters.FORM),
        patient=True,
        examples=(
            curl("/v1/score/batch?format=277ca", "examples/02_typical_faults.837", "application/edi-x12"),
            curl("/v1/score/batch?explain=none", "examples/02_typical_faults.837", "application/edi-x12"),
        ),
    ),
)

"""``Idempotency-Key``: a call that is sent again is carried out once (draft-ietf-httpapi-idempotency-key-header).

A key counts for an office. The call is told by method, path, query and body; a success is kept and given again, a
refusal is not: what was refused may be sent again under its key.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from http import HTTPStatus

from serving.api.call import Call
from serving.api.reply import Answer, Reply
from serving.problem import Refused, refused
from serving.store import Store, StoreError, idempotency
from serving.store.idempotency import LEASE, Done, Lost, Mine, Other, Running

HEADER = "idempotency-key"

FORM = re.compile(r"[!-~]{1,255}")


async def once(
    call: Call, route: str, most: int, carry_out: Callable[[], Awaitable[Answer]], *, large: bool = False
) -> Answer:
    """The answer of a call, carried out now or before.

    Args:
        call: carries a key.
        route: method and path.
        most: bytes of the body.
        carry_out: does it. What is not the same when it is done twice keeps its answer itself: see :meth:`Call.keep`.
        large: whether its body takes a place.

    Raises:
        Refused: the key is none (400), is of another call (422), or its call is still running (409); all
            places are taken (503).
    """
    key = call.headers[HEADER].strip()
    if not FORM.fullmatch(key):
        raise refused(HTTPStatus.BAD_REQUEST, "an Idempotency-Key is 1 to 255 visible ASCII characters, no spaces")
    with call.place() if large else nullcontext():
        return await _once(call, key, route, await call.hold(most), carry_out)


async def _once(call: Call, key: str, route: str, digest: str, carry_out: Callable[[], Awaitable[Answer]]) -> Answer:
    store = call.service.store
    found = await asyncio.to_thread(idempotency.begin, store, call.caller.office, key, route, digest)
    if isinstance(found, Mine):
        # Whoever stops waiting does not stop what a thread does: it goes on, and holds the key to its end.
        task = asyncio.create_task(_carried_out(call, found, carry_out))
        _running.add(task)
        task.add_done_callback(_ended)
        return await asyncio.shield(task)
    if isinstance(found, Done):
        headers = {**found.headers, "Idempotency-Replayed": "true"}
        return Reply(found.body, found.status, headers.pop("Content-Type"), headers)
    if isinstance(found, Other):
        detail = "this Idempotency-Key was used for another call or another body; take a new one"
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    assert isinstance(found, Running)
    raise _runs(found.retry_after)


def _runs(seconds: int) -> Refused:
    wait = {"Retry-After": str(min(seconds, 5))}
    return refused(HTTPStatus.CONFLICT, "a call with this Idempotency-Key is still running; try again", headers=wait)


_running: set[asyncio.Task[Answer]] = set()
"""Calls that are carried out: the event loop itself would forget those for which nobody waits any more."""


def _ended(task: asyncio.Task[Answer]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # where nobody waits any more, it was told to nobody: that is no defect


async def _carried_out(call: Call, mine: Mine, carry_out: Callable[[], Awaitable[Answer]]) -> Answer:
    store, call.mine = call.service.store, mine
    try:
        async with _held(store, mine):
            answer = await carry_out()
    except Lost:  # it took longer than its lease, and another does it: what was done here is undone
        raise _runs(1) from None
    except BaseException:
        await asyncio.shield(asyncio.to_thread(idempotency.release, store, mine))
        raise
    assert isinstance(answer, Reply)
    if not call.kept:
        with suppress(Lost, StoreError):  # to do it again changes nothing: the caller gets his answer all the same
            await asyncio.to_thread(_keep, call, answer)
    return answer


def _keep(call: Call, answer: Reply) -> None:
    with call.service.store.begin() as connection:
        call.keep(connection, answer)


@asynccontextmanager
async def _held(store: Store, mine: Mine) -> AsyncIterator[None]:
    """Say again and again that it runs, until it has."""

    async def renewing() -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with suppress(Lost, StoreError):
                await asyncio.to_thread(idempotency.renew, store, mine)

    task = asyncio.create_task(renewing())
    try:
        yield
    finally:
        task.cancel()

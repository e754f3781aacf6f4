"""``Idempotency-Key``: a call that is sent again is carried out once (draft-ietf-httpapi-idempotency-key-header).

A key counts for an office. The call is told by method, path, query and body; a success is kept and given again, a
refusal is not: what was refused may be sent again under its key.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from serving.api.call import Call
from serving.api.reply import Answer, Reply
from serving.problem import refused
from serving.store import Store, idempotency
from serving.store.idempotency import LEASE, Done, Lost, Mine, Other, Running

HEADER = "idempotency-key"

FORM = re.compile(r"[!-~]{1,255}")


async def once(call: Call, route: str, most: int, carry_out: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer of a call, carried out now or before.

    Args:
        call: carries a key.
        route: method and path.
        most: bytes of the body.
        carry_out: does it.

    Raises:
        Refused: the key is none (400), is of another call (422), or its call is still running (409).
    """
    key = call.headers[HEADER].strip()
    if not FORM.fullmatch(key):
        raise refused(HTTPStatus.BAD_REQUEST, "an Idempotency-Key is 1 to 255 visible ASCII characters, no spaces")
    store, digest = call.service.store, await call.hold(most)
    found = await asyncio.to_thread(idempotency.begin, store, call.caller.office, key, route, digest)
    if isinstance(found, Mine):
        return await _carried_out(store, found, carry_out)
    if isinstance(found, Done):
        headers = {**found.headers, "Idempotency-Replayed": "true"}
        return Reply(found.body, found.status, headers.pop("Content-Type"), headers)
    if isinstance(found, Other):
        detail = "this Idempotency-Key was used for another call or another body; take a new one"
        raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    assert isinstance(found, Running)
    wait = {"Retry-After": str(min(found.retry_after, 5))}
    raise refused(HTTPStatus.CONFLICT, "a call with this Idempotency-Key is still running; try again", headers=wait)


async def _carried_out(store: Store, mine: Mine, carry_out: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        async with _held(store, mine):
            answer = await carry_out()
    except BaseException:
        await asyncio.shield(asyncio.to_thread(idempotency.release, store, mine))
        raise
    assert isinstance(answer, Reply)
    with suppress(Lost):  # it took longer than anybody waits, and another did it too: each gets his answer
        await asyncio.to_thread(_keep, store, mine, answer)
    return answer


def _keep(store: Store, mine: Mine, answer: Reply) -> None:
    headers = {**answer.headers, "Content-Type": answer.media_type}
    with store.begin() as connection:
        idempotency.finish(connection, mine, answer.status, headers, answer.body)


@asynccontextmanager
async def _held(store: Store, mine: Mine) -> AsyncIterator[None]:
    """Say again and again that it runs, until it has."""

    async def renewing() -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with suppress(Lost):
                await asyncio.to_thread(idempotency.renew, store, mine)

    task = asyncio.create_task(renewing())
    try:
        yield
    finally:
        task.cancel()

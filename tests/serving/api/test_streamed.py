from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.types import Message, Send

from serving.api.jobs import Lines
from serving.api.reply import Answer
from serving.api.room import Room
from serving.api.service import Service
from serving.api.streamed import Streamed
from serving.outcomes import outcomes
from serving.store import Store
from tests.claims.office import sent
from tests.serving.api.calls import calling, with_
from tests.serving.outcomes.office import paid, receive, remit, score, submit


async def reads_nothing(message: Message) -> None:
    """What is sent to a caller who has stopped reading."""
    if message["type"] == "http.response.body":
        await asyncio.Event().wait()


def lines() -> Iterator[bytes]:
    yield b"{}\n"


@pytest.mark.parametrize("made", [lambda: Streamed([b"{}\n"], lines()), lambda: Lines(lines())], ids=["rows", "job"])
def test_who_does_not_read_is_hung_up_on(made: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.api.streamed.PATIENCE", 0.05)

    async def stalled(send: Send) -> None:
        async with asyncio.timeout(10):
            await made().send(send)

    with pytest.raises(ConnectionAbortedError):
        asyncio.run(stalled(reads_nothing))


def test_what_became_of_claims_is_told_to_as_many_callers_as_there_are_places(service: Service) -> None:
    full = with_(service, room=Room(0))
    answer = calling(full, lambda client: client.get("/v1/outcomes"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")

    async def twice(client: httpx.AsyncClient) -> list[int]:
        return [(await client.get("/v1/outcomes")).status_code for _ in range(2)]

    assert calling(with_(service, room=Room(1)), twice) == [200, 200]


def test_no_connection_is_held_between_two_rows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(store)
    monkeypatch.setattr("serving.outcomes.rows.AT_ONCE", 2)
    rows = outcomes(store, "main")
    for number in whole:
        assert next(rows).claim_id == number
        assert "Current Checked out connections: 0" in store.engine.pool.status()
    assert next(rows, None) is None


def told(store: Store) -> list[str]:
    """Six claims that were sent, on two days, and five of which an answer shows it."""
    submit(store, *(sent(claim_id=f"S{at}") for at in (3, 1, 4, 2, 5)))
    submit(store, sent(claim_id="S0", on=sent().submission_date.replace(month=4)))  # type: ignore[union-attr]
    for at in range(5):
        score(store, sent(claim_id=f"I{at}"))
    receive(store, remit(*(paid(f"I{at}") for at in range(5))))
    return ["S1", "S2", "S3", "S4", "S5", "S0", *(f"I{at}" for at in range(5))]

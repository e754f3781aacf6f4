from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claims import canonical
from claims.origin import Sourced
from serving.client import LONGEST_GUESS, PERSISTENCE, CallError, Client
from serving.store.idempotency import LEASE
from tests.serving.api.calls import CLAIM


class Moody(BaseHTTPRequestHandler):
    """Answers as its list says, and keeps what it was asked."""

    protocol_version = "HTTP/1.1"
    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.asked.append((self.path, dict(self.headers), body))
        status, headers, content = self.answers.pop(0)
        if status == 0:  # tear the connection
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST  # noqa: N815  the standard library's name

    def log_message(self, *_: object) -> None:
        pass


TAKEN = (200, {}, b'{"kind":"835","counts":{"answers":1}}')


@pytest.fixture
def moody() -> Iterator[tuple[type[Moody], Client]]:
    handler = type("Handler", (Moody,), {"answers": [], "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Client(f"http://127.0.0.1:{server.server_port}", "cc_key", persistence=1) as client:
        yield handler, client
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "first", [(503, {"Retry-After": "0"}, b"{}"), (429, {"Retry-After": "0"}, b"{}"), (0, {}, b"")]
)
def test_a_write_that_fails_for_a_passing_reason_is_sent_again_under_the_same_key(
    moody: tuple[type[Moody], Client], first: tuple[int, dict[str, str], bytes]
) -> None:
    handler, client = moody
    handler.answers[:] = [first, TAKEN]
    assert client.remits(b"ISA").counts == {"answers": 1}
    keys = {headers["Idempotency-Key"] for _, headers, _ in handler.asked}
    assert len(handler.asked) == 2
    assert len(keys) == 1


def test_two_writes_have_two_keys_and_both_carry_who_calls(moody: tuple[type[Moody], Client]) -> None:
    handler, client = moody
    handler.answers[:] = [TAKEN, TAKEN]
    client.remits(b"ISA")
    client.remits(b"ISA")
    assert len({headers["Idempotency-Key"] for _, headers, _ in handler.asked}) == 2
    assert {headers["Authorization"] for _, headers, _ in handler.asked} == {"Bearer cc_key"}


def test_a_refusal_for_good_is_not_tried_again_and_says_why(moody: tuple[type[Moody], Client]) -> None:
    handler, client = moody
    problem = b'{"title":"Unprocessable Entity","status":422,"detail":"no claim","pointer":"/lines"}'
    handler.answers[:] = [(422, {}, problem)]
    with pytest.raises(CallError, match="no claim") as told:
        client.remits(b"ISA")
    assert told.value.problem.pointer == "/lines"
    assert len(handler.asked) == 1


def test_a_call_is_made_again_for_as_long_as_was_said_and_then_given_up(moody: tuple[type[Moody], Client]) -> None:
    handler, client = moody
    handler.answers[:] = [(503, {"Retry-After": "0"}, b"busy")] * 100
    began = time.monotonic()
    with pytest.raises(CallError) as told:
        client.remits(b"ISA")
    assert told.value.problem.status == 503
    assert 1 <= time.monotonic() - began < 5
    assert len(handler.asked) > 6


def test_a_call_whose_server_died_is_made_again_until_after_its_key_is_free() -> None:
    assert LEASE.total_seconds() + LONGEST_GUESS < PERSISTENCE


def test_to_score_and_to_check_take_no_key_which_would_cost_more_than_the_score(
    moody: tuple[type[Moody], Client],
) -> None:
    handler, client = moody
    handler.answers[:] = [(422, {}, b"{}")] * 2
    asked = canonical.decode(CLAIM, "claim.json")
    assert isinstance(asked, Sourced)
    for call in client.score, client.check:
        with pytest.raises(CallError):
            call(asked.claim)
    assert [path.partition("?")[0] for path, _, _ in handler.asked] == ["/v1/score", "/v1/check"]
    assert not any("Idempotency-Key" in headers for _, headers, _ in handler.asked)


def test_nobody_there_is_told_without_an_answer() -> None:
    with Client("http://127.0.0.1:1", persistence=0) as client, pytest.raises(CallError) as told:
        client.job("x")
    assert told.value.problem.status == 0

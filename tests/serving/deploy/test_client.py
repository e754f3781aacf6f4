from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claims import canonical
from claims.origin import Sourced
from serving.api.service import Service
from serving.client import LONGEST_GUESS, PERSISTENCE, CallError, Client
from serving.problem import Problem
from serving.score import Score
from serving.store.idempotency import LEASE
from tests.edi837 import claim, file837
from tests.serving.api.calls import CLAIM, a_service, post


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


class Losing(BaseHTTPRequestHandler):
    """Scores what it is sent, but for a part that it lost on the way, as a proxy did."""

    protocol_version = "HTTP/1.1"
    service: Service
    kept: Callable[[bytes], bytes]

    def do_POST(self) -> None:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        kind = {"content-type": self.headers["Content-Type"]}
        content = post(self.service, "/v1/score/batch", type(self).kept(body), kind).content
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def losing(kept: Callable[[bytes], bytes]) -> Iterator[Client]:
    handler = type("Handler", (Losing,), {"service": a_service(), "kept": staticmethod(kept)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Client(f"http://127.0.0.1:{server.server_port}") as client:
        yield client
    server.shutdown()
    server.server_close()


def without_the_second(body: bytes) -> bytes:
    """A body that lost a claim: from its CLM to the next."""
    first, second, *rest = body.split(b"CLM*")
    return b"CLM*".join([first, second, *rest[1:]])


SENT = {
    "application/edi-x12": file837(*(claim(f"C-{at}") for at in range(5))),
    "application/x-ndjson": b"\n".join(CLAIM.replace(b"A-1001", b"A-%d" % at) for at in range(5)) + b"\n",
}


@pytest.mark.parametrize(
    ("kind", "lost"),
    [("application/edi-x12", without_the_second), ("application/x-ndjson", lambda body: body.partition(b"\n")[2])],
)
def test_a_claim_that_something_lost_on_its_way_is_told_after_the_results(
    kind: str, lost: Callable[[bytes], bytes]
) -> None:
    found: list[Score | Problem] = []
    with losing(lost) as client, pytest.raises(CallError, match="5 claims were sent and 4 answered"):
        found.extend(client.batch(SENT[kind], kind))
    assert sum(isinstance(each, Score) for each in found) == 4


@pytest.mark.parametrize("kind", SENT)
@pytest.mark.parametrize("size", [1, 77, 100_000])
def test_a_batch_that_arrives_whole_is_answered_whole_in_whatever_pieces_it_is_sent(kind: str, size: int) -> None:
    body = SENT[kind].replace(b"CLM*C-2*", b"CLM**").replace(b'"A-2"', b"2")  # one cannot be read
    with losing(lambda body: body) as client:
        found = list(client.batch((body[at : at + size] for at in range(0, len(body), size)), kind))
    assert [isinstance(each, Score) for each in found].count(True) == 4


def test_a_call_carries_the_key_that_it_is_given(moody: tuple[type[Moody], Client]) -> None:
    handler, client = moody
    handler.answers = [TAKEN, TAKEN, (200, {}, b'{"id":"1","score_id":"2"}'), TAKEN]
    client.submissions(b"x", key="sent-1")
    client.remits(b"x", key="remit-1")
    client.feedback("2", "accepted", key="word-1")
    client.remits(b"x")
    *named, made = [headers["Idempotency-Key"] for _, headers, _ in handler.asked]
    assert named == ["sent-1", "remit-1", "word-1"]
    assert len(made) == 32

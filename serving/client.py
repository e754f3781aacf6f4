"""A client of the service: typed, with nothing but what the base install has.

::

    with Client("https://claims.example.org", key) as client:
        result = client.score(claim)                    # one claim
        for each in client.batch(Path("batch.837")):    # a file, streaming both ways
            ...
        client.submissions(Path("batch.837"))           # these were sent
        client.remits(Path("answers.835"))              # these came back

A call that fails for a reason that passes (the server is being started anew, it asks to wait, the connection tore) is
made again. Calls that write carry an ``Idempotency-Key``, the same each time, so that they are carried out once; give
one of your own (``key="batch-4711"``) where your program may be started anew between two attempts. To
score a claim again does nothing but score it again, and a key would cost more than the score.
"""

from __future__ import annotations

import ssl
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from itertools import count
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from claims import canonical
from claims.claim import Claim
from serving.jobs.job import Job
from serving.outcomes.feedback import Action, Noted
from serving.outcomes.report import Report
from serving.outcomes.rows import SentClaim
from serving.outcomes.taken import Taken
from serving.outgoing import Content, Outgoing
from serving.problem import Problem
from serving.score import Score

X12, NDJSON, JSON = "application/edi-x12", "application/x-ndjson", "application/json"

PASSING = frozenset({408, 409, 425, 429, 502, 503, 504})
"""Statuses after which a call is made again."""

SHORTEST_WAIT, LONGEST_WAIT = 0.1, 30.0
LONGEST_GUESS = 5.0
"""Seconds between two attempts where the service does not say."""
PERSISTENCE = 90.0
"""Longer than the minute for which the key of a call counts as in use after its server died in it."""
POLL = 0.5

T = TypeVar("T")


class CallError(Exception):
    """The service refused a call, or could not be reached."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}".rstrip(": "))
        self.problem = problem
        """What was wrong; its status is 0 where nobody answered, or not all was answered."""


class Client:
    """Calls one service over one connection. It is not for several threads at once: give each its own."""

    def __init__(self, url: str, key: str = "", *, patience: float = 60.0, persistence: float = PERSISTENCE) -> None:
        """Nothing is called yet.

        Args:
            url: where the service is, such as ``http://127.0.0.1:8000``.
            key: of ``cleanclaim keys make``, or a token; empty for a service that asks nobody.
            patience: seconds in which something must arrive.
            persistence: seconds from its first failure in which a call is made again until it is given up.
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "https":
            context = ssl.create_default_context()
            self._connect: Callable[[], HTTPConnection] = lambda: HTTPSConnection(
                host, port, timeout=patience, context=context
            )
        else:
            self._connect = lambda: HTTPConnection(host, port, timeout=patience)
        self._base = parts.path.rstrip("/")
        self._persistence = persistence
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._connection: HTTPConnection | None = None

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; another call opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def score(self, claim: Claim, *, as_of: date | None = None, explain: str = "some", suggest: str = "risky") -> Score:
        """Score one claim.

        Raises:
            CallError: it is refused.
        """
        query = _query(as_of=as_of, explain=explain, suggest=suggest)
        return self._ask_about(f"/v1/score{query}", claim)

    def check(self, claim: Claim, *, as_of: date | None = None) -> Score:
        """Ask the rules alone about one claim.

        Raises:
            CallError: it is refused.
        """
        return self._ask_about(f"/v1/check{_query(as_of=as_of)}", claim)

    def batch(
        self,
        content: Content,
        kind: str = X12,
        *,
        as_of: date | None = None,
        explain: str = "held",
        suggest: str = "risky",
    ) -> Iterator[Score | Problem]:
        """Score a file: results stream in while it streams out; a claim that cannot be read is a problem in its place.

        Raises:
            CallError: the batch is refused, or the connection tears; a batch is not sent again by itself. After all
                results, where claims of an 837 or of NDJSON have none: problems among the results say what could not be
                read, and where none does, something on the way to the service lost them.
        """
        path = f"/v1/score/batch{_query(as_of=as_of, explain=explain, suggest=suggest)}"
        connection = self._connect()
        try:
            _open(connection, f"{self._base}{path}", self._headers | {"Content-Type": kind})
            outgoing = Outgoing(connection, content, kind)
            response = connection.getresponse()
            if response.status != HTTPStatus.OK:
                raise CallError(_problem(response.status, response.read()))
            answered = 0
            for result in _results(response):
                answered += isinstance(result, Score) or result.loses == "claim"
                yield result
            if answered < (sent := outgoing.claims()):
                raise CallError(_missing(sent, answered))
        except (OSError, HTTPException) as error:
            raise _torn(error) from error
        finally:
            connection.close()

    def submissions(self, content: Path | bytes, kind: str = X12, *, key: str = "") -> Taken:
        """Say that claims were sent; under the same ``key`` once, however often it is called.

        Raises:
            CallError: the file is refused.
        """
        return self._write("/v1/submissions", content, kind, Taken, key)

    def remits(self, content: Path | bytes, *, key: str = "") -> Taken:
        """Hand in what came back: an 835, 999 or 277CA; under the same ``key`` once.

        Raises:
            CallError: the file is refused.
        """
        return self._write("/v1/remits", content, X12, Taken, key)

    def feedback(self, score_id: str, action: Action, reason: str = "", detail: str = "", *, key: str = "") -> Noted:
        """Say what was done with a result; under the same ``key`` once.

        Raises:
            CallError: there is no such result.
        """
        said = {"score_id": score_id, "action": action, "reason": reason, "detail": detail}
        return Noted(**self._write("/v1/feedback", msgspec.json.encode(said), JSON, dict[str, str], key))

    def outcomes(self, since: date | None = None, until: date | None = None) -> Iterator[SentClaim]:
        """What became of the claims that were sent in a period.

        Raises:
            CallError: it is refused.
        """
        body = self._call("GET", f"/v1/outcomes{_query(since=since, until=until)}")
        for line in body.splitlines():
            yield msgspec.json.decode(line, type=SentClaim)

    def report(self, since: date | None = None, until: date | None = None) -> Report:
        """What the advice of a period was worth.

        Raises:
            CallError: it is refused.
        """
        return msgspec.json.decode(self._call("GET", f"/v1/report{_query(since=since, until=until)}"), type=Report)

    def submit(self, content: Path | bytes, kind: str = X12, *, as_of: date | None = None, key: str = "") -> Job:
        """Let a large file be scored in the background; under the same ``key`` it is one job.

        Raises:
            CallError: it is refused.
        """
        return self._write(f"/v1/jobs{_query(as_of=as_of)}", content, kind, Job, key)

    def job(self, job_id: str) -> Job:
        """How far a job has come.

        Raises:
            CallError: there is none of that id.
        """
        return msgspec.json.decode(self._call("GET", f"/v1/jobs/{quote(job_id, safe='')}"), type=Job)

    def wait(self, job_id: str, seconds: float = 3600.0) -> Job:
        """A job once it has ended.

        Raises:
            CallError: there is none of that id.
            TimeoutError: it has not ended by then.
        """
        until = time.monotonic() + seconds
        while (job := self.job(job_id)).ended is None:
            if time.monotonic() > until:
                raise TimeoutError(f"the job has scored {job.claims:,} claims and not ended")
            time.sleep(POLL)
        return job

    def results(self, job_id: str, after: int = 0) -> Iterator[Score | Problem]:
        """The results of a job so far, without the first so many.

        Raises:
            CallError: there is no job of that id.
        """
        body = self._call("GET", f"/v1/jobs/{quote(job_id, safe='')}/results{_query(after=after or None)}")
        return _results(body.splitlines())

    def cancel(self, job_id: str) -> Job:
        """End a job.

        Raises:
            CallError: there is none of that id.
        """
        return msgspec.json.decode(self._call("DELETE", f"/v1/jobs/{quote(job_id, safe='')}"), type=Job)

    def _ask_about(self, path: str, claim: Claim) -> Score:
        return msgspec.json.decode(
            self._call("POST", path, canonical.encode(claim), {"Content-Type": JSON}), type=Score
        )

    def _write(self, path: str, content: Path | bytes, kind: str, gives: type[T], key: str) -> T:
        headers = {"Content-Type": kind, "Idempotency-Key": key or uuid.uuid4().hex}
        return msgspec.json.decode(self._call("POST", path, content, headers), type=gives)

    def _call(
        self, method: str, path: str, content: Path | bytes = b"", headers: dict[str, str] | None = None
    ) -> bytes:
        """The body of a good answer; what fails for a passing reason is tried again."""
        headers = self._headers | (headers or {})
        guesses = iter(min(LONGEST_GUESS, SHORTEST_WAIT * 2**attempt) for attempt in count(1))
        until = inf
        while True:
            told: float | None = None
            try:
                response = self._ask(method, path, content, headers)
                body = response.read()
            except (OSError, HTTPException) as error:
                self.close()
                failure = _torn(error)
            else:
                if response.status < HTTPStatus.MULTIPLE_CHOICES:
                    return body
                failure = CallError(_problem(response.status, body))
                if response.status not in PASSING:
                    raise failure
                told = _seconds(response.headers.get("Retry-After"))
            now = time.monotonic()
            until = min(until, now + self._persistence)
            if now >= until:
                raise failure
            wait = next(guesses) if told is None else max(SHORTEST_WAIT, min(LONGEST_WAIT, told))
            time.sleep(min(wait, until - now))

    def _ask(self, method: str, path: str, content: Path | bytes, headers: dict[str, str]) -> HTTPResponse:
        if self._connection is None:
            self._connection = self._connect()
        connection = self._connection
        if isinstance(content, Path):
            with content.open("rb") as file:
                size = content.stat().st_size
                connection.request(method, f"{self._base}{path}", file, headers | {"Content-Length": str(size)})
                return connection.getresponse()
        connection.request(method, f"{self._base}{path}", content or None, headers)
        return connection.getresponse()


def _open(connection: HTTPConnection, path: str, headers: dict[str, str]) -> None:
    """Write the head of a request whose body follows in chunks."""
    connection.putrequest("POST", path)
    for name, value in {**headers, "Transfer-Encoding": "chunked"}.items():
        connection.putheader(name, value)
    connection.endheaders()


def _results(lines: Iterable[bytes]) -> Iterator[Score | Problem]:
    for line in lines:
        if line.startswith(b'{"title"'):
            yield msgspec.json.decode(line, type=Problem)
        else:
            yield msgspec.json.decode(line, type=Score)


def _query(**parameters: Any) -> str:
    given = {name: str(value) for name, value in parameters.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _problem(status: int, body: bytes) -> Problem:
    try:
        return msgspec.json.decode(body, type=Problem)
    except msgspec.DecodeError:  # of a proxy, say
        return Problem("the answer is no problem document", status)


def _missing(sent: int, answered: int) -> Problem:
    detail = (
        f"{sent:,} claims were sent and {answered:,} answered; a problem before this says what could not be read, "
        "or else a proxy lost a part of the batch: send it again, past the proxy or as a job"
    )
    return Problem("claims have no result", 0, detail)


def _torn(error: Exception) -> CallError:
    return CallError(Problem("nobody answered", 0, f"{type(error).__name__}; is the service there?"))


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() else None

"""How the results of a batch are written: a line each, as entries of a FHIR Bundle, or as a 277CA."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

from claims.fault import Fault
from claims.origin import Sourced
from serving import fhir
from serving.api.reply import encode
from serving.problem import Problem, of_fault
from serving.score import Score
from serving.x12_out import Acknowledgement, told


class Form(Protocol):
    """One way to write them. What the methods give is sent one after the other."""

    media_type: str

    def result(self, score: Score, encoded: bytes, sourced: Sourced) -> bytes:
        """One result, which is there in JSON already."""

    def fault(self, fault: Fault) -> bytes:
        """What became of a claim that has no result."""

    def end(self, problem: Problem | None) -> bytes:
        """The end; with a problem where the batch itself ended early."""


class Lines:
    """A ``Score`` or a ``Problem`` a line."""

    media_type = "application/x-ndjson"

    def result(self, score: Score, encoded: bytes, sourced: Sourced) -> bytes:  # noqa: ARG002  all forms take all
        """A line."""
        return encoded + b"\n"

    def fault(self, fault: Fault) -> bytes:
        """A line."""
        return encode(of_fault(fault)) + b"\n"

    def end(self, problem: Problem | None) -> bytes:
        """A last line where there is a problem."""
        return encode(problem) + b"\n" if problem else b""


class Entries:
    """A ``ClaimResponse`` or an ``OperationOutcome`` an entry, in one Bundle."""

    media_type = fhir.MEDIA_TYPE

    def __init__(self) -> None:
        self._whole = fhir.Growing()

    def result(self, score: Score, encoded: bytes, sourced: Sourced) -> bytes:  # noqa: ARG002  all forms take all
        """An entry."""
        return self._whole.add(fhir.entry(fhir.response(score, sourced)))

    def fault(self, fault: Fault) -> bytes:
        """An entry."""
        return self._whole.add(fhir.entry(fhir.outcome(fault)))

    def end(self, problem: Problem | None) -> bytes:
        """The end of the Bundle, with a last entry where there is a problem."""
        last = Fault("request", f"{problem.title}: {problem.detail}", loses="file") if problem else None
        return (self.fault(last) if last else b"") + self._whole.end()


class Acknowledged:
    """A 277CA (X12 005010X214): each transaction is written when its last claim is known."""

    media_type = "application/edi-x12"

    def __init__(self, folder: Path) -> None:
        """Begin; in the folder waits what does not fit into memory."""
        self._whole = Acknowledgement(datetime.now(), folder)  # noqa: DTZ005  the sender's own time

    def result(self, score: Score, encoded: bytes, sourced: Sourced) -> bytes:  # noqa: ARG002  all forms take all
        """The transaction before, where the claim begins another."""
        return b"".join(self._whole.take(told(score, sourced)))

    def fault(self, fault: Fault) -> bytes:
        """The same: the claim is rejected as one that cannot be read."""
        return b"".join(self._whole.refuse(fault))

    def end(self, problem: Problem | None) -> bytes:
        """The last transaction, with a last rejection where there is a problem, and the end of the interchange."""
        last = Fault("request", f"{problem.title}: {problem.detail}", loses="file") if problem else None
        return (self.fault(last) if last else b"") + b"".join(self._whole.end())

"""Many results as one Bundle: a ClaimResponse for each claim, an OperationOutcome for each that could not be read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from claims.fault import Fault
from claims.origin import Sourced
from serving.fhir.response import response
from serving.score import Score

Json = dict[str, Any]

_head = msgspec.json.Decoder(msgspec.defstruct("Head", [("resourceType", str, ""), ("id", str, "")])).decode


HEAD = b'{"resourceType":"Bundle","type":"collection"'


class Growing:
    """A Bundle that is written as its entries come. R4 has no empty lists: without entries there is no list."""

    def __init__(self) -> None:
        self._before, self._end = HEAD + b',"entry":[\n', HEAD + b"}"

    def add(self, one: bytes) -> bytes:
        """What is to be written for one more entry."""
        written = self._before + one
        self._before, self._end = b",\n", b"\n]}"
        return written

    def end(self) -> bytes:
        """What is to be written at the end."""
        return self._end


def whole(entries: Iterable[bytes]) -> Iterator[bytes]:
    """The Bundle of these entries, in pieces as they come."""
    growing = Growing()
    yield from map(growing.add, entries)
    yield growing.end()


def bundle(results: Iterable[tuple[Score, Sourced] | Fault]) -> bytes:
    """The Bundle of these results, in their order."""
    return b"".join(whole(entry(outcome(one) if isinstance(one, Fault) else response(*one)) for one in results))


def entry(resource: bytes) -> bytes:
    """A resource as an entry of a Bundle."""
    known: Any = _head(resource)
    try:
        name = uuid.UUID(known.id)
    except ValueError:
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{known.resourceType}/{known.id}")
    return b'{"fullUrl":"urn:uuid:' + str(name).encode() + b'","resource":' + resource + b"}"


def outcome(fault: Fault) -> bytes:
    """What could not be read, as an OperationOutcome, without patient data."""
    expected = f"; expected {fault.expected}" if fault.expected else ""
    issue: Json = {
        "severity": "error" if fault.loses != "nothing" else "information",
        "code": "invalid",
        "diagnostics": f"{fault.message}{expected}",
    }
    if fault.element.startswith(("Claim", "Bundle")):
        issue["expression"] = [fault.element]
    elif fault.element:
        issue["details"] = {"text": f"{fault.loop} {fault.element}".strip()}
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{fault.file} {fault.segment} {fault.element} {fault.message}")
    return msgspec.json.encode({"resourceType": "OperationOutcome", "id": str(name), "issue": [issue]})

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


def whole(entries: Iterable[bytes]) -> Iterator[bytes]:
    """The Bundle of these entries, written as they come. R4 has no empty lists: without entries there is no list."""
    before, after = HEAD + b',"entry":[\n', HEAD + b"}"
    for one in entries:
        yield before + one
        before, after = b",\n", b"\n]}"
    yield after


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

"""A stream of FHIR JSON to claims: one resource, a Bundle, an array, or a resource a line (bulk export)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct

from claims.claim import Claim
from claims.fault import Fault
from claims.fhir.claim import read as read_claim
from claims.fhir.draft import Draft, Refused
from claims.fhir.node import text
from claims.fhir.references import References, Shelf, raw
from claims.fhir.source import ClaimResource, echoed, matters
from claims.fhir.unkept import unkept
from claims.fhir.validate import problems
from claims.json_stream import BLANK, Document, lines
from claims.nul import EXPECTED as PRINTED
from claims.nul import SAID, holders
from claims.origin import Origin, Sourced

MAX_BUNDLE = 64_000_000
"""Bytes of a Bundle, which must be known whole since its resources point to each other; bulk data goes a line each."""

MARKS = (b'"resourceType"', b'"fullUrl"')
"""By these FHIR is told from canonical claims, at the beginning of a file."""

NO_CLAIMS = frozenset(["ExplanationOfBenefit", "ClaimResponse", "OperationOutcome", "Parameters"])
EXPECTED = "Claim resources, or a Bundle that holds some"


class Entry(Struct):
    """One entry of a Bundle."""

    fullUrl: str = ""  # noqa: N815 - FHIR's name
    resource: msgspec.Raw = msgspec.Raw(b"")


class Head(Struct):
    """What a resource is."""

    resourceType: str = ""  # noqa: N815 - FHIR's name
    id: str = ""


class Bundle(Struct):
    """A Bundle as far as it is looked at at once."""

    entry: list[Entry] = []


_bundle = msgspec.json.Decoder(Bundle).decode
_head = msgspec.json.Decoder(Head).decode


def is_fhir(begin: bytes) -> bool:
    """Whether a JSON text that begins so is FHIR."""
    return any(mark in begin for mark in MARKS)


def read(chunks: Iterable[bytes], name: str) -> Iterator[Sourced | Fault]:
    """The claims of a stream of FHIR JSON. Only a Bundle, or one large resource, is held whole in memory."""
    reader = Reader(name)
    rest = iter(chunks)
    start = b""
    for chunk in rest:
        start += chunk
        if b"\n" in start.lstrip(BLANK) or len(start) > MAX_BUNDLE:
            break
    start = start.removeprefix(b"\xef\xbb\xbf")
    first, _, more = start.lstrip(BLANK).partition(b"\n")
    first = first.rstrip()
    if first.startswith(b"{") and first.endswith(b"}") and more.strip():
        found = lines(chain([start], rest), MAX_BUNDLE)
    elif first.startswith(b"["):
        found = Document().pieces(chain([start], rest))
    else:
        found = _whole(start, rest)
    for line, content in found:
        if isinstance(content, str):
            yield Fault(name, content, "FHIR resources as JSON", segment=line, unit="line")
        else:
            yield from reader.take(line, content)
    yield from reader.end()


def _whole(start: bytes, rest: Iterator[bytes]) -> Iterator[tuple[int, bytes | str]]:
    """One object over several lines; what turns out to be several is cut."""
    parts, size = [start], len(start)
    for chunk in rest:
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_BUNDLE:
            yield (
                1,
                f"a Bundle of more than {MAX_BUNDLE // 1_000_000} MB is not read: send its claims a line each (NDJSON)",
            )
            return
    whole = b"".join(parts)
    try:
        _head(whole)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        claims = len(re.findall(rb'"resourceType"\s*:\s*"Claim"', whole))
        if claims > 1 and b'"Bundle"' in whole:
            yield 1, f"the Bundle is no JSON: {claims} claims are not read"
        else:
            yield from Document().pieces(iter([whole]))
        return
    yield 1, whole


class Reader:
    """Takes resources in their order; keeps those that later claims may point to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.shelf = Shelf()
        self.claims = 0
        self.others: Counter[str] = Counter()

    def take(self, line: int, content: bytes) -> Iterator[Sourced | Fault]:
        """One resource: a claim, a Bundle of them, or what claims point to."""
        try:
            head = _head(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.claims += 1
            yield Fault(
                self.name,
                "this is no JSON, or no resource",
                EXPECTED,
                f"{len(content)} bytes",
                segment=line,
                unit="line",
            )
            return
        if head.resourceType == "Claim":
            yield self.claim(line, content, self.shelf)
        elif head.resourceType == "Bundle":
            yield from self._bundle(line, content)
        elif head.resourceType in NO_CLAIMS:
            self.claims += 1
            yield self._refuse(line, head.resourceType)
        else:
            self.others[head.resourceType if re.fullmatch("[A-Z][A-Za-z]{1,40}", head.resourceType) else "?"] += 1
            self.shelf.put([f"{head.resourceType}/{head.id}" if head.id else ""], bytes(content))

    def end(self) -> Iterator[Fault]:
        """What is to be said when all was read."""
        if self.shelf.is_full:
            yield Fault(self.name, "there are more resources than are kept: references to the last ones lead nowhere",
                        "the claims with what they point to contained in them", loses="nothing")  # fmt: skip
        if not self.claims:
            held = ", ".join(f"{count:,} {kind}" for kind, count in self.others.most_common(5))
            known = not self.others or "?" in self.others
            yield Fault(self.name, "the file holds no claims", EXPECTED, held or "nothing",
                        loses="file" if known else "nothing")  # fmt: skip

    def _bundle(self, line: int, content: bytes) -> Iterator[Sourced | Fault]:
        try:
            bundle = _bundle(content)
            heads = [_head(entry.resource) if bytes(entry.resource) else Head() for entry in bundle.entry]
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.claims += 1
            yield Fault(self.name, "the Bundle is not as R4 asks for", "entries with a resource each", segment=line,
                        unit="line", element="Bundle.entry")  # fmt: skip
            return
        shelf = Shelf()
        for entry, head in zip(bundle.entry, heads, strict=True):
            shelf.put([entry.fullUrl, f"{head.resourceType}/{head.id}" if head.id else ""], bytes(entry.resource))
        before = self.claims
        for at, (entry, head) in enumerate(zip(bundle.entry, heads, strict=True)):
            if head.resourceType == "Claim":
                yield self.claim(line, bytes(entry.resource), shelf, at, entry.fullUrl)
            elif head.resourceType in NO_CLAIMS:
                self.claims += 1
                yield self._refuse(line, head.resourceType, f"Bundle.entry[{at}]")
            elif head.resourceType == "Bundle":
                self.claims += 1
                yield Fault(self.name, "a Bundle within a Bundle is not read", EXPECTED, segment=line, unit="line",
                            element=f"Bundle.entry[{at}]")  # fmt: skip
            elif not head.resourceType:
                self.claims += 1
                yield Fault(self.name, "the entry holds no resource that can be read", EXPECTED, segment=line,
                            unit="line", element=f"Bundle.entry[{at}]")  # fmt: skip
        if shelf.is_full:
            yield Fault(self.name, "the Bundle has more resources than are kept: some references lead nowhere",
                        "smaller Bundles", segment=line, unit="line", loses="nothing")  # fmt: skip
        if self.claims == before:
            self.claims += 1
            yield Fault(
                self.name, "the Bundle holds no claims", EXPECTED, f"{len(heads)} entries", segment=line, unit="line"
            )

    def _refuse(self, line: int, kind: str, path: str = "") -> Fault:
        said = "an answer to a claim is no claim to be sent"
        if kind in {"OperationOutcome", "Parameters"}:
            said = "this is no claim"
        return Fault(self.name, said, EXPECTED, kind, segment=line, unit="line", element=path)

    def claim(
        self, line: int, content: bytes, shelf: Shelf, entry: int | None = None, url: str = ""
    ) -> Sourced | Fault:
        """One Claim resource."""
        self.claims += 1
        where = "" if entry is None else f"Bundle.entry[{entry}].resource: "
        try:
            node: Any = raw(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Fault(
                self.name, f"{where}this is no JSON", EXPECTED, f"{len(content)} bytes", segment=line, unit="line"
            )
        draft = Draft(node, References(node, shelf, url))
        try:
            claim = _printed(draft)
        except Refused as error:
            path = error.path if entry is None else error.path.replace("Claim", f"Bundle.entry[{entry}].resource", 1)
            return Fault(self.name, f"{error}", error.expected, error.found, segment=line, unit="line", element=path)
        unkept(draft)
        _ask_r4(draft, content)
        source = ClaimResource(
            line, entry, url or (f"Claim/{text(node, 'id')}" if text(node, "id") else ""), echoed(node),
            _sequences(claim), draft.paths,
        )  # fmt: skip
        origin = Origin(self.name, 0, line, claim.claim_type, source=source)
        faults = tuple(
            Fault(self.name, flaw.message, flaw.expected, segment=line, unit="line", element=flaw.path,
                  claim_id=claim.claim_id, loses=flaw.loses, field=flaw.field)
            for flaw in draft.flaws
        )  # fmt: skip
        return Sourced(claim, origin, faults)


def _printed(draft: Draft) -> Claim:
    """The claim.

    Raises:
        Refused: there is none, or one of its texts holds a NUL character.
    """
    claim = read_claim(draft)
    field = next(holders(claim), None)
    if field is None:
        return claim
    while field and field not in draft.paths:
        field = field.rpartition("/")[0]
    raise Refused(SAID, draft.paths.get(field, "Claim"), PRINTED)


def _sequences(claim: Claim) -> tuple[int, ...]:
    return tuple(line.number for line in claim.lines)


def _ask_r4(draft: Draft, content: bytes) -> None:
    """Note what R4 does not allow. Where the claim takes something from there, it counts as unread."""
    told = {flaw.path for flaw in draft.flaws}
    for wrong in problems(content, "Claim"):
        if wrong.path in told or any(path.startswith((f"{wrong.path}.", f"{wrong.path}[")) for path in told):
            continue
        field = next((field for field in draft.paths if draft.paths[field] == wrong.path), "")
        if matters(wrong.path):
            draft.flaw(wrong.path, wrong.message, wrong.expected, field)
        else:
            draft.tell(wrong.path, wrong.message, wrong.expected)

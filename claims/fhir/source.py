"""Where the fields of a claim stood in its Claim resource, and what an answer to it must name."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from claims.fhir.node import Node
from claims.place import Place

PARTY = {
    "npi": ".resolve().identifier",
    "taxonomy": ".resolve().qualification",
    "tax_id": ".resolve().identifier",
    "name": ".resolve().name",
    "first_name": ".resolve().name.given",
    "address": ".resolve().address.line",
    "city": ".resolve().address.city",
    "state": ".resolve().address.state",
    "zip": ".resolve().address.postalCode",
}
"""Element of a provider's field, behind the reference to the provider."""


class ClaimResource(Struct, frozen=True):
    """One Claim resource that a claim was read from."""

    line: int
    """Where it begins in the file, counted from 1."""
    entry: int | None
    """Its place in a Bundle, counted from 0; ``None`` where it stood alone."""
    url: str
    """Its full URL in the Bundle, else ``Claim/`` and its id, else nothing."""
    said: Mapping[str, Any]
    """What an answer repeats: type, use, patient, insurer and provider as they were written."""
    sequences: tuple[int, ...]
    """Of each line of the claim, the sequence of its item."""
    paths: Mapping[str, str]
    """FHIRPath by JSON pointer, of what was read."""

    def place(self, field: str) -> Place:
        """The line of the file and the element of a field; where it is absent, the element that it should stand in."""
        return Place(self.line, path=self.path(field))

    def path(self, field: str) -> str:
        """FHIRPath of a field's element, such as ``Claim.item[0].modifier[1]``; nothing where FHIR has none."""
        head = field
        while head:
            if head in self.paths:
                return self.paths[head] + element(field).removeprefix(element(head)) * (head != field)
            head = head.rpartition("/")[0]
        return element(field)

    def in_bundle(self, path: str) -> str:
        """The same path from the root of the Bundle, where it came in one."""
        return path if self.entry is None else path.replace("Claim", f"Bundle.entry[{self.entry}].resource", 1)


ECHOED = ("type", "use", "patient", "insurer", "provider")


def echoed(claim: Node) -> dict[str, Any]:
    """What of a Claim its answer repeats."""
    return {key: claim[key] for key in ECHOED if key in claim}


def element(field: str) -> str:
    """Element of a canonical field, without places in lists: ``Claim.item.productOrService``."""
    general = re.sub(r"/[0-9]+(?=/|$)", "/*", field)
    while general:
        if general in elements():
            return elements()[general]
        head, _, last = general.rpartition("/")
        if last in PARTY and head in elements():
            return elements()[head] + PARTY[last]
        general = head
    return ""


@cache
def elements() -> Mapping[str, str]:
    """The element of each field that FHIR has one for (``elements.csv``)."""
    text = files("claims.fhir").joinpath("elements.csv").read_text("utf-8")
    return MappingProxyType({row["field"]: row["element"] for row in csv.DictReader(text.splitlines())})


CHOICE = re.compile(r"\.(serviced|location|diagnosis|procedure)(?:Date|Period|CodeableConcept|Reference|Address)\b")


def matters(path: str) -> bool:
    """Whether a claim takes something from an element, or from what stands within it."""
    general = CHOICE.sub(r".\1", re.sub(r"\[[0-9]+\]", "", path))
    return any(f"{one}.".startswith(f"{general}.") or f"{general}.".startswith(f"{one}.") for one in _read_from())


@cache
def _read_from() -> frozenset[str]:
    """The elements of a Claim that something is read from."""
    return frozenset(one.partition(".resolve()")[0] for one in elements().values())

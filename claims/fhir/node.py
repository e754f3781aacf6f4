"""Looking into decoded JSON that need not be as it should: what has the wrong shape counts as absent.

Nothing is hidden by that: a shape that R4 does not allow is told by :mod:`claims.fhir.validate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]
"""A JSON object; numbers with a fraction are ``Decimal``."""

NOTHING: Node = {}


def part(node: Node, key: str) -> Node:
    """The object of a key, or an empty one."""
    found = node.get(key)
    return found if isinstance(found, dict) else NOTHING


def parts(node: Node, key: str) -> list[tuple[int, Node]]:
    """The objects of a list, each with its place in it, counted from 0 as FHIRPath does."""
    found = node.get(key)
    return [(at, one) for at, one in enumerate(found) if isinstance(one, dict)] if isinstance(found, list) else []


def text(node: Node, key: str) -> str:
    """The text of a key without blanks around it, or nothing."""
    found = node.get(key)
    return found.strip() if isinstance(found, str) else ""


def texts(node: Node, key: str) -> list[str]:
    """The texts of a list."""
    found = node.get(key)
    return [one.strip() for one in found if isinstance(one, str)] if isinstance(found, list) else []


def number(node: Node, key: str) -> int | None:
    """A whole number, such as a sequence."""
    found = node.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def numbers(node: Node, key: str) -> list[int]:
    """Whole numbers of a list, such as the sequences that an item names."""
    found = node.get(key)
    return (
        [one for one in found if isinstance(one, int) and not isinstance(one, bool)] if isinstance(found, list) else []
    )


def codings(concept: Node) -> Iterator[tuple[str, str]]:
    """System and code of each coding of a CodeableConcept."""
    for _, coding in parts(concept, "coding"):
        if code := text(coding, "code"):
            yield text(coding, "system"), code


def code_of(concept: Node, *systems: str) -> str:
    """The first code of one of these systems; without systems, the first code at all."""
    return next((code for system, code in codings(concept) if not systems or system in systems), "")


def extension(node: Node, url: str) -> Node:
    """The extension of a URL, or an empty one."""
    return next((one for _, one in parts(node, "extension") if text(one, "url") == url), NOTHING)

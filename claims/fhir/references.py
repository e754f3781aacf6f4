"""What a Claim points to: resources contained in it, of its Bundle, or of the lines before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import msgspec

from claims.fhir.node import NOTHING, Node, parts, text

raw = msgspec.json.Decoder(float_hook=Decimal).decode
"""JSON to plain objects; numbers keep their digits."""

Load = Callable[[], Node]

ROOM = 64_000_000
"""Bytes of resources that are kept for the claims of later lines."""


class Shelf:
    """Resources that claims may point to, by URL and by type and id. They are decoded when somebody asks."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._nodes: dict[str, Node] = {}
        self._bytes = 0
        self.is_full = False
        """Whether a resource was left out for want of room."""

    def put(self, names: Iterable[str], content: bytes) -> None:
        """Keep a resource under its names."""
        if self._bytes + len(content) > ROOM:
            self.is_full = True
            return
        self._bytes += len(content)
        for name in names:
            if name:
                self._texts[name] = content

    def get(self, name: str) -> Node:
        """A resource, or nothing."""
        if name not in self._nodes:
            content = self._texts.get(name)
            found: Any = NOTHING
            if content is not None:
                try:
                    found = raw(content)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    found = NOTHING
            if len(self._nodes) > REMEMBERED:
                self._nodes.clear()
            self._nodes[name] = found if isinstance(found, dict) else NOTHING
        return self._nodes[name]


REMEMBERED = 2_000
"""Decoded resources that are kept at hand."""


class References:
    """What the references of one Claim lead to."""

    def __init__(self, claim: Node, shelf: Shelf, url: str = "") -> None:
        self._contained = {text(one, "id"): one for _, one in parts(claim, "contained")}
        self._shelf = shelf
        self._base = url.rpartition("/")[0].rpartition("/")[0] if url.startswith("http") else ""
        """The server of the Claim, by which its relative references are completed."""

    def follow(self, reference: Node) -> Node:
        """The resource that a Reference leads to, or nothing where it leads to none at hand."""
        target = text(reference, "reference").partition("/_history/")[0]
        if not target:
            return NOTHING
        if target.startswith("#"):
            return self._contained.get(target[1:], NOTHING)
        tail = "/".join(target.split("/")[-2:])
        absolute = target if ":" in target else f"{self._base}/{target}"
        return (
            self._shelf.get(absolute) or self._shelf.get(target) or (self._shelf.get(tail) if "/" in tail else NOTHING)
        )

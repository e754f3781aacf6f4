"""RFC 6902 on the canonical claim as JSON: the three operations that a change needs, made and applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Json = Any
"""What a JSON text decodes to."""
Operation = dict[str, Any]
Patch = list[Operation]

END = "-"
"""The place behind the last entry of a list (RFC 6901, section 4)."""


class PatchError(ValueError):
    """A patch does not fit the document."""


def put(document: Json, path: str, value: Json) -> Patch:
    """The operations that set a member, with the objects and lists around it that the document leaves out.

    ``add`` sets a member whether it is there or not (RFC 6902, section 4.1), so that the patch also fits a document
    that spells out what this one leaves out. A path that ends in ``/-`` appends to a list, and begins it where there
    is none.
    """
    names = path[1:].split("/")
    here = document
    missing: list[tuple[str, Json]] = []
    for depth, name in enumerate(names[:-1], start=1):
        inner = _member(here, name) if here is not None else None
        if inner is None:
            missing.append((f"/{'/'.join(names[:depth])}", [] if names[depth] in (END, "0") else {}))
        here = inner
    if missing and names[-1] == END:
        at, _ = missing.pop()
        return [*({"op": "add", "path": one, "value": empty} for one, empty in missing), _add(at, [value])]
    return [*({"op": "add", "path": one, "value": empty} for one, empty in missing), _add(path, value)]


def replaced(path: str, value: Json) -> Patch:
    """The operation that replaces what stands at a path."""
    return [{"op": "replace", "path": path, "value": value}]


def apply(document: Json, patch: Sequence[Operation]) -> Json:
    """The document after the patch; the one given stays as it is.

    Raises:
        PatchError: an operation is not one of add, replace and remove, or its path leads nowhere.
    """
    for operation in patch:
        names = [name.replace("~1", "/").replace("~0", "~") for name in operation["path"].split("/")[1:]]
        if not names or operation["op"] not in {"add", "replace", "remove"}:
            raise PatchError(f"{operation['op']} {operation['path']!r} cannot be applied to a claim")
        document = _changed(document, names, operation)
    return document


def _add(path: str, value: Json) -> Operation:
    return {"op": "add", "path": path, "value": value}


def _member(here: Json, name: str) -> Json:
    """A member, ``None`` where it is left out."""
    if isinstance(here, dict):
        return here.get(name)
    if isinstance(here, list) and name.isdecimal() and int(name) < len(here):
        return here[int(name)]
    return None


def _changed(here: Json, names: Sequence[str], operation: Operation) -> Json:
    """A copy of the part that the path leads through; all else is shared."""
    name, rest = names[0], names[1:]
    if isinstance(here, dict):
        if rest or operation["op"] != "add":
            _must(name in here, operation)
        inner = None if rest else operation.get("value")
        if operation["op"] == "remove" and not rest:
            return {key: value for key, value in here.items() if key != name}
        return {**here, name: _changed(here[name], rest, operation) if rest else inner}
    _must(isinstance(here, list), operation)
    adds = operation["op"] == "add" and not rest
    at = len(here) if name == END and adds else int(name) if name.isdecimal() else -1
    _must(0 <= at < len(here) + adds, operation)
    if rest:
        return [*here[:at], _changed(here[at], rest, operation), *here[at + 1 :]]
    put_in = [] if operation["op"] == "remove" else [operation["value"]]
    return [*here[:at], *put_in, *here[at + (not adds) :]]


def _must(fits: bool, operation: Operation) -> None:
    if not fits:
        raise PatchError(f"{operation['op']} {operation['path']!r} leads nowhere in this claim")

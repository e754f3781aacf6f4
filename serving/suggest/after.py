"""A claim after a patch, made on the claim itself: what the patch does not touch stays the very object that it was.

To write the claim as JSON, patch that and read it again gives an equal claim, takes eight times as long, and leaves
nothing of which it is plain that it is as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, get_args, get_type_hints

from msgspec import Struct, convert
from msgspec.structs import replace

from claims.claim import Claim
from serving.suggest.patch import END, Operation


def after(claim: Claim, patch: Sequence[Operation]) -> Claim:
    """The claim after a patch that fits it: one that adds and replaces members, or changes the entries of a list.

    Raises:
        ValidationError: a value is none of its member.
    """
    for operation in patch:
        claim = _after(claim, operation["path"].split("/")[1:], operation, Claim)
    return claim


def _after(here: Any, names: Sequence[str], operation: Operation, kind: Any) -> Any:
    """A copy of the part that the path leads through; ``kind`` is what the claim's definition says that it is."""
    name, rest = names[0], names[1:]
    if isinstance(here, tuple):
        of_entries = get_args(kind)[0]
        at = len(here) if name == END else int(name)
        if rest:
            entries: tuple[Any, ...] = (_after(here[at], rest, operation, of_entries),)
        else:
            entries = () if operation["op"] == "remove" else (convert(operation["value"], of_entries),)
        return (*here[:at], *entries, *here[at + (operation["op"] != "add" or bool(rest)) :])
    struct: Any = type(here)
    of_member = _kinds(struct)[name]
    value = _after(getattr(here, name), rest, operation, of_member) if rest else convert(operation["value"], of_member)
    return replace(here, **{name: value})


@cache
def _kinds(struct: type[Struct]) -> dict[str, Any]:
    """What each member of a structure is."""
    return get_type_hints(struct)

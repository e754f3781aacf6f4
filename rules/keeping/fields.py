"""Which JSON pointers name a field of a claim: what a case changes must be one, or it would prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from msgspec import inspect

from claims.claim import Claim


def leaves(pointer: str, value: object) -> Iterator[str]:
    """The pointers of all that stands under a pointer: of ``{npi: ...}`` that of its ``npi``."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(f"{pointer}/{key}", inner)
    elif isinstance(value, list) and value:
        for at, inner in enumerate(value):
            yield from leaves(f"{pointer}/{at}", inner)
    else:
        yield pointer


def is_field(pointer: str) -> bool:
    """Whether a pointer such as ``/lines/0/units`` names a field that a claim can have."""
    kind: inspect.Type | None = _claim()
    for step in pointer.removeprefix("/").split("/"):
        kind = _below(kind, step) if kind else None
    return kind is not None


@cache
def _claim() -> inspect.Type:
    return inspect.type_info(Claim)


def _below(kind: inspect.Type, step: str) -> inspect.Type | None:
    """The type of one field, or of one item."""
    if isinstance(kind, inspect.UnionType):
        return next((found for one in kind.types if (found := _below(one, step))), None)
    if isinstance(kind, inspect.StructType):
        return next((field.type for field in kind.fields if field.encode_name == step), None)
    return kind.item_type if isinstance(kind, inspect.VarTupleType) and step.isdigit() else None

"""What the source says of a structure's fields: the strings that stand below them."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from msgspec import Struct


def fields_of(structure: type) -> list[tuple[str, str, str]]:
    """Name, form and docstring of each field of a structure: a string that stands below it in the source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(structure))).body[0]
    assert isinstance(tree, ast.ClassDef)
    found: list[tuple[str, str, str]] = []
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.append((node.target.id, ast.unparse(node.annotation).replace("|", "or"), ""))
        elif found and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[-1] = (*found[-1][:2], " ".join(str(node.value.value).split()))
    return found


def structures_in(roots: Iterable[type]) -> dict[str, type]:
    """The structures of which some are made, by name."""
    found: dict[str, type] = {}
    waiting: list[Any] = list(roots)
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, Struct):
            if one.__name__ not in found:
                found[one.__name__] = one
                waiting += [field.type for field in msgspec.structs.fields(one)]
        else:
            waiting += get_args(one)
    return found


def documented(components: dict[str, Any], roots: Iterable[type]) -> dict[str, Any]:
    """JSON Schemas of structures, each property with what the source says of it."""
    told = dict(components)
    for name, structure in structures_in(roots).items():
        schema = dict(told[name])
        schema["properties"] = dict(schema["properties"])
        for field, _, says in fields_of(structure):
            if says and field in schema["properties"]:
                schema["properties"][field] = _with(schema["properties"][field], says)
        told[name] = schema
    return told


def _with(schema: dict[str, Any], says: str) -> dict[str, Any]:
    return {**schema, "description": says}

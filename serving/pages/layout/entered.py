"""What was entered into a form, as a change of the claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from claims.claim import Claim
from serving.pages.layout.filled import cell_of
from serving.pages.layout.form import Cell
from serving.pages.layout.paths import document, value_at
from serving.pages.layout.written import Wrong, read, written
from serving.suggest.patch import Patch, PatchError, apply, put

ENTRY = re.compile(r"(?P<list>/\w+)/(?P<at>\d+)/\w+")
"""A field of an entry of one of the claim's lists."""

KEPT = {"lines", "diagnoses"}
"""Lists of which nothing is taken away from the middle: others point to their entries by place."""


def patch_of(claim: Claim, fields: Mapping[str, str]) -> tuple[Patch, dict[str, str]]:
    """The change that was entered, in RFC 6902; and what could not be taken, by path.

    Args:
        claim: as the form showed it.
        fields: what the form sent, by path; a field that it did not send stays as it is.
    """
    whole = document(claim)
    patch: Patch = []
    wrong: dict[str, str] = {}
    for path, text in sorted(fields.items(), key=lambda one: _in_order(one[0])):
        cell = cell_of(claim, path)
        if " ".join(text.split()) == written(cell.kind, value_at(whole, path)):
            continue
        try:
            made = _change(whole, cell, path, text)
            whole = apply(whole, made)
        except Wrong as error:
            wrong[path] = str(error)
        except PatchError:
            wrong[path] = "fill the entries before this one first"
        else:
            patch += made
    return patch + _emptied(whole, wrong), wrong


def _change(whole: Any, cell: Cell, path: str, text: str) -> Patch:
    """The operations that set one field, or take it away."""
    value = read(cell.kind, text)
    if value is None and path == "/frequency_code":
        raise Wrong("write 1 for a first claim, 7 for a corrected one, 8 to take one back")
    if value is None:
        return [{"op": "remove", "path": path}] if value_at(whole, path) is not None else []
    if path.startswith("/diagnoses/") and path.endswith("/code"):
        value = value.replace(".", "").upper()
    made = put(whole, path, value)
    entry = ENTRY.fullmatch(path)
    if entry and entry["list"] == "/diagnoses" and value_at(whole, f"/diagnoses/{entry['at']}") is None:
        kind = "ABK" if entry["at"] == "0" else "ABF"
        made = [*made, {"op": "add", "path": f"/diagnoses/{entry['at']}/qualifier", "value": kind}]
    return made


def _emptied(whole: Any, wrong: dict[str, str]) -> Patch:
    """The operations that take away entries of which nothing is left, the last first; and providers without a name."""
    patch: Patch = []
    for name, value in whole.items():
        if isinstance(value, list):
            for at in reversed(range(len(value))):
                if isinstance(value[at], dict) and not _left(name, value[at]):
                    if name in KEPT and at < len(value) - 1:
                        wrong[f"/{name}/{at}/code"] = "others stand behind it: move them up, and empty the last one"
                        continue
                    patch.append({"op": "remove", "path": f"/{name}/{at}"})
        elif value == {} and name.endswith("_provider") and name != "billing_provider":
            patch.append({"op": "remove", "path": f"/{name}"})
    return patch


def _left(name: str, entry: Mapping[str, Any]) -> bool:
    """Whether anything is left of an entry: of a diagnosis, its code."""
    return bool(entry.get("code")) if name == "diagnoses" else bool(entry)


def _in_order(path: str) -> list[tuple[int, str]]:
    """By which paths are sorted: numbers by their size."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in path.split("/")]

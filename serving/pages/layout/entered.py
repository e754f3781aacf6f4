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

LINE = re.compile(r"/lines/(?P<at>\d+)(?P<field>/.+)?")
"""A service line, or a field of one."""

REMOVED = "remove"
"""What a line's own path says where the line is to be taken away."""

AS_BEFORE = ("service_date", "service_date_end", "place_of_service", "diagnosis_pointers", "rendering_provider")
"""What a new line has as the line before it has it, where nothing else is entered."""

ONCE = {"units": "1", "unit": "UN"}
"""What a new line has where nothing else is entered."""


def patch_of(claim: Claim, fields: Mapping[str, str]) -> tuple[Patch, dict[str, str]]:
    """The change that was entered, in RFC 6902; and what could not be taken, by path.

    Args:
        claim: as the form showed it.
        fields: what the form sent, by path; a field that it did not send stays as it is.
    """
    whole = document(claim)
    there = len(whole.get("lines", ()))
    taken = (LINE.fullmatch(path) for path, text in fields.items() if text == REMOVED)
    removed = {int(line["at"]) for line in taken if line and not line["field"]}
    patch: Patch = []
    wrong: dict[str, str] = {}
    for path, text in sorted(fields.items(), key=lambda one: _in_order(one[0])):
        line = LINE.fullmatch(path)
        if line and (not line["field"] or int(line["at"]) in removed):
            continue
        cell = cell_of(claim, path)
        stood = written(cell.kind, value_at(whole, path))
        if text.split() == stood.split():  # blanks that the file has twice are no change
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
    patch += _completed(whole, there)
    patch += [{"op": "remove", "path": f"/lines/{at}"} for at in sorted(removed, reverse=True) if at < there]
    return patch + _emptied(whole), wrong


def _completed(whole: Any, there: int) -> Patch:
    """The operations that fill in what was left empty of a new line."""
    lines = whole.get("lines", ())
    patch: Patch = []
    for at in range(there, len(lines)):
        before = lines[at - 1] if at else {}
        given = {name: before[name] for name in AS_BEFORE if name in before} | ONCE
        patch += [
            {"op": "add", "path": f"/lines/{at}/{name}", "value": value}
            for name, value in given.items()
            if name not in lines[at]
        ]
    return patch


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


def _emptied(whole: Any) -> Patch:
    """The operations that take away entries of which nothing is left, the last first; and providers without a name."""
    patch: Patch = []
    for name, value in whole.items():
        if isinstance(value, list):
            for at in reversed(range(len(value))):
                if name != "lines" and isinstance(value[at], dict) and not _left(name, value[at]):
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

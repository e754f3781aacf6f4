"""JSON pointers into a claim, and what stands there."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from claims.claim import Claim

NUMBER = re.compile(r"/\d+(?=/|$)")


def document(claim: Claim) -> Any:
    """The claim as JSON has it, without what it leaves out, but with its frequency code: 1 where it says none."""
    return {"frequency_code": claim.frequency_code, **msgspec.json.decode(msgspec.json.encode(claim))}


def value_at(whole: Any, path: str) -> Any:
    """What stands at a path; ``None`` where nothing does."""
    here = whole
    for name in path.split("/")[1:]:
        if isinstance(here, dict):
            here = here.get(name)
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            return None
    return here


def general(path: str) -> str:
    """A path with ``*`` for each number of an entry."""
    return NUMBER.sub("/*", path)


def name_of(path: str) -> str:
    """An element's id in the page: ``field-lines-0-charge``."""
    return "field" + path.replace("/", "-")


def said(path: str) -> str:
    """A path in words, for a field that no form has: ``delay reason``."""
    return " ".join(part.replace("_", " ") for part in path.split("/")[1:] if not part.isdigit())

"""Reading back what was written: the one proof that it says what it should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from claims.claim import ClaimType
from claims.origin import Origin, Sourced
from claims.x12.envelope import GUIDES
from claims.x12.interchange import Run
from claims.x12.transactions import Transactions

GUIDE: Mapping[ClaimType, str] = {kind: guide for guide, kind in GUIDES.items()}
"""The guide of each kind of claim, as GS08 has it."""

Remark = tuple[str, str, str]


def read_back(origin: Origin, passages: Sequence[Sequence[str]]) -> Sourced | None:
    """The claim of these passages, as the reader of files makes it; ``None`` where it makes none.

    Args:
        origin: of the claim before it was changed.
        passages: the segments of each passage, as ``origin.passages`` has them, from the head of the transaction.
    """
    marks = origin.delimiters
    assert marks is not None
    mark = marks.element
    segments = [
        mark.join(["ISA", *[""] * 15, marks.component]),
        mark.join(["GS", "HC", *[""] * 6, GUIDE[origin.claim_type]]),
        *(segment for passage in passages for segment in passage),
        mark.join(["SE", "", ""]),
    ]
    found = [one for one in Transactions("").read([Run(marks, 1, segments)]) if isinstance(one, Sourced)]
    return found[0] if len(found) == 1 else None


def remarks(sourced: Sourced) -> set[Remark]:
    """What the reader has to say of a claim, without the numbers of segments and of levels."""
    return {(one.loop, one.element, one.message) for one in sourced.faults if one.element != "HL01"}


def difference(read: Any, wanted: Any, at: str = "") -> str:
    """JSON pointer to the first place where two claims differ; "" where they do not."""
    if read == wanted:
        return ""
    if isinstance(read, msgspec.Struct) and type(read) is type(wanted):
        for name in read.__struct_fields__:
            if found := difference(getattr(read, name), getattr(wanted, name), f"{at}/{name}"):
                return found
    if isinstance(read, tuple) and isinstance(wanted, tuple) and len(read) == len(wanted):
        for place, (one, other) in enumerate(zip(read, wanted, strict=True)):
            if found := difference(one, other, f"{at}/{place}"):
                return found
    return at

"""What a 277CA says of one service line: loop 2220D, from SVC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from claims.x12.acknowledgements import statuses
from claims.x12.acknowledgements.acknowledged import AcknowledgedLine, StatusNote
from claims.x12.acknowledgements.statuses import Flaws
from claims.x12.draft import label
from claims.x12.segment import Segment, UnreadableError


def line_of(loop: Sequence[Segment], component: str, flaws: Flaws) -> AcknowledgedLine:
    """The line of one SVC loop; what cannot be read of it goes to ``flaws``."""
    head = loop[0]
    qualifier, procedure, *modifiers = [*(part.strip() for part in head.at(1).split(component)), ""]
    notes: list[StatusNote] = []
    days: tuple[date | None, date | None] = (None, None)
    control_number = ""
    for segment in loop[1:]:
        tag = segment.elements[0]
        if tag == "STC":
            statuses.add_note(segment, component, notes, flaws)
        elif tag == "REF" and segment.at(1) == "FJ":
            control_number = segment.at(2)
        elif tag == "DTP" and segment.at(1) == "472":
            days = statuses.days(segment, 3, flaws)
        elif tag not in {"REF", "DTP"}:
            flaws.append(UnreadableError(segment.number, label(segment.elements), "", "a segment of loop 2220D"))
    return AcknowledgedLine(
        "" if qualifier == "NU" else procedure,
        tuple(modifier for modifier in modifiers[:4] if modifier),
        procedure if qualifier == "NU" else head.at(4),
        statuses.number(head, 2, flaws),
        control_number,
        *days,
        tuple(notes),
        statuses.decision(notes),
    )

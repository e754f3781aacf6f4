"""A 999 (005010X231A1), or a 997, from ST to SE: what it says of one functional group and of each set in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from claims.fault import Fault
from claims.x12.acknowledgements import statuses
from claims.x12.acknowledgements.acknowledged import (
    AcknowledgedGroup,
    AcknowledgedSet,
    Decision,
    ElementError,
    Envelopes,
    SegmentError,
)
from claims.x12.acknowledgements.statuses import Flaws
from claims.x12.segment import Segment

Said = AcknowledgedSet | AcknowledgedGroup | Fault

ELDER = {"AK3": "IK3", "AK4": "IK4", "AK5": "IK5"}
"""Segments of the 997 with those of the 999 that took their place."""

DECISIONS: dict[str, Decision] = {
    "A": "accepted", "E": "accepted", "M": "rejected", "R": "rejected", "W": "rejected", "X": "rejected",
}  # fmt: skip

MAX_ERRORS = 10_000
"""Segments in error that are kept of one transaction set; a file of 5,000 claims that all have one has fewer."""

MAX_CONTEXT = 120
"""Characters of a CTX that are kept."""


class ImplementationAcknowledgement:
    """Takes the segments of one transaction in order."""

    def __init__(self, envelopes: Envelopes, component: str) -> None:
        self.envelopes = envelopes
        self.component = component
        self.group: Segment | None = None
        self.set: Segment | None = None
        self.errors: list[SegmentError] = []
        self.overfull = False
        """Whether errors of this set are left out, being too many."""
        self.flaws: Flaws = []
        self.ended = False
        """Whether AK9 was there."""

    def take(self, segment: Segment) -> Iterator[Said]:
        """Take the next segment; yields what is complete with it."""
        match ELDER.get(segment.elements[0], segment.elements[0]):
            case "AK1":
                self.group = segment
            case "AK2":
                yield from self._broken_off(segment)
                self.set, self.errors, self.overfull = segment, [], False
            case "IK3":
                yield from self._segment_error(segment)
            case "CTX" | "IK4" as tag if self.errors:
                if not self.overfull:
                    (self._context if tag == "CTX" else self._element_error)(segment)
            case "IK5":
                yield from self._set(segment)
            case "AK9":
                yield from self._broken_off(segment)
                yield from self._group(segment)
            case "IK4" | "CTX":
                yield self._fault("an error that belongs to no segment", "IK3 before it", segment, "nothing")
            case _:
                yield self._fault("this segment is unknown here and was passed over", "", segment, "nothing")
        yield from self._left_out()

    def end(self) -> Iterator[Said]:
        """The transaction is complete."""
        here = Segment(self.group.number if self.group else 0, ["AK9"])
        yield from self._broken_off(here)
        if not self.ended:
            yield self._fault("nothing is said of the group as a whole", "AK9 at the end", here, "field")

    def give_up(self, message: str, expected: str) -> Iterator[Fault]:
        """What is open cannot be trusted: it is lost."""
        if self.set is not None:
            yield self._fault(message, expected, self.set, "transaction")
        self.set = None

    def _set(self, segment: Segment) -> Iterator[Said]:
        begun, self.set = self.set, None
        if begun is None:
            yield self._fault("this belongs to no transaction set", "AK2 before it", segment, "transaction")
            return
        code = segment.at(1).upper()
        if code not in DECISIONS:
            yield self._fault("whether the set was accepted cannot be read", "A, E, M, R, W or X", segment, "field", 1)
        group = self.group or Segment(0, ["AK1"])
        yield AcknowledgedSet(
            envelopes=self.envelopes,
            segment=begun.number,
            decision=DECISIONS.get(code, "unclear"),
            code=code if code in DECISIONS else "",
            reasons=_codes(segment, range(2, 7)),
            functional_id=group.at(1),
            group=group.at(2),
            group_version=group.at(3),
            set_id=begun.at(1),
            control_number=begun.at(2),
            version=begun.at(3),
            errors=tuple(self.errors),
        )
        self.errors = []

    def _group(self, segment: Segment) -> Iterator[Said]:
        self.ended = True
        code = segment.at(1).upper()
        if code not in DECISIONS and code != "P":
            yield self._fault(
                "whether the group was accepted cannot be read", "A, E, M, P, R, W or X", segment, "field", 1
            )
        if self.group is None:
            yield self._fault("which group this speaks of is not said", "AK1 at the beginning", segment, "field")
        group = self.group or Segment(0, ["AK1"])
        yield AcknowledgedGroup(
            envelopes=self.envelopes,
            segment=segment.number,
            decision=DECISIONS.get(code, "unclear"),
            code=code if code in DECISIONS or code == "P" else "",
            reasons=_codes(segment, range(5, 10)),
            functional_id=group.at(1),
            group=group.at(2),
            version=group.at(3),
            sets_sent=statuses.number(segment, 2, self.flaws),
            sets_received=statuses.number(segment, 3, self.flaws),
            sets_accepted=statuses.number(segment, 4, self.flaws),
        )

    def _segment_error(self, segment: Segment) -> Iterator[Fault]:
        if self.overfull:
            return
        if len(self.errors) >= MAX_ERRORS:
            self.overfull = True
            yield self._fault(f"only the first {MAX_ERRORS:,} segments in error are kept", "", segment, "nothing")
            return
        place = self._position(segment, 2, segment.at(2))
        self.errors.append(SegmentError(segment.at(1)[:3], place, segment.at(3)[:6], segment.at(4)[:3]))

    def _element_error(self, segment: Segment) -> None:
        parts = [part.strip() for part in segment.at(1).split(self.component)] + ["", ""]
        position, component, repetition = (self._position(segment, 1, part) for part in parts[:3])
        found = ElementError(position, component, repetition, segment.at(2)[:6], segment.at(3)[:3])
        self._add(elements=(*self.errors[-1].elements, found))

    def _context(self, segment: Segment) -> None:
        """CTX: the claim in which the segment stands, or what asked for it."""
        for position in range(1, len(segment.elements)):
            context, _, reference = segment.at(position).partition(self.component)
            if context.strip().upper() == "CLM01" and reference.strip():
                self._add(claim_id=reference.strip()[:MAX_CONTEXT])
                return
        said = " ".join(" ".join(segment.elements[1:]).split())
        self._add(context=(*self.errors[-1].context, said[:MAX_CONTEXT]))

    def _add(self, **fields: object) -> None:
        """Add to the error that is open; one segment has at most as many elements and contexts as the standard has."""
        last = self.errors[-1]
        if len(last.elements) + len(last.context) < MAX_PARTS:
            self.errors[-1] = msgspec.structs.replace(last, **fields)

    def _position(self, segment: Segment, position: int, text: str) -> int:
        """A place as a number; 0 where none stands, or, with a flaw, where something else does."""
        if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
            return int(text)
        if text:
            self.flaws.append(segment.wrong(position, text, "a place, counted from 1"))
        return 0

    def _broken_off(self, segment: Segment) -> Iterator[Fault]:
        if self.set is not None:
            message, expected = "whether this transaction set was accepted is not said", "IK5 before the next AK2"
            yield self._fault(message, expected, Segment(self.set.number, ["IK5"]), "transaction")
        elif self.group is None and segment.elements[0] == "AK2":
            yield self._fault("which group this speaks of is not said", "AK1 before it", segment, "field")
        self.set, self.errors = None, []

    def _left_out(self) -> Iterator[Fault]:
        flaws, self.flaws = self.flaws, []
        for flaw in flaws:
            yield Fault(
                self.envelopes.file, "this cannot be read, and is left out", flaw.expected, flaw.found,
                self.envelopes.transaction, flaw.segment, "2000", flaw.element, loses="field",
            )  # fmt: skip

    def _fault(self, message: str, expected: str, segment: Segment, loses: str, position: int = 0) -> Fault:
        name = segment.elements[0]
        element = name if name.isascii() and name.isalnum() and len(name) <= 3 else ""  # noqa: PLR2004 - ids are that short
        return Fault(
            self.envelopes.file, message, expected, "", self.envelopes.transaction, segment.number, "2000",
            f"{element}{position:02}" if position else element, loses=loses,
        )  # fmt: skip


MAX_PARTS = 200
"""Elements and contexts that are kept of one segment in error."""

MOST_DIGITS = 10
"""Of IK302."""


def _codes(segment: Segment, positions: Sequence[int]) -> tuple[str, ...]:
    return tuple(code[:3] for position in positions if (code := segment.at(position)))

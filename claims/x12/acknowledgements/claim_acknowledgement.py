"""A 277CA (005010X214), from ST to SE: levels 20, 21, 19 and PT, each with what it says of those below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from claims.fault import Fault
from claims.x12.acknowledgements import statuses
from claims.x12.acknowledgements.acknowledged import (
    AcknowledgedBatch,
    AcknowledgedClaim,
    Envelopes,
    StatusNote,
)
from claims.x12.acknowledgements.service_line import line_of
from claims.x12.acknowledgements.statuses import Flaws
from claims.x12.draft import label
from claims.x12.segment import Segment, UnreadableError

Said = AcknowledgedClaim | AcknowledgedBatch | Fault
Fields = dict[str, Any]

LEVELS = {"20": "A", "21": "B", "19": "C", "PT": "D"}
"""Level codes (HL03) with the letter of their loops."""

NAMES: dict[str, Literal["source", "receiver", "provider"]] = {"20": "source", "21": "receiver", "19": "provider"}

ROLES = {"PR": "20", "AY": "20", "41": "21", "85": "19", "QC": "PT"}
"""The level that an NM1 names someone of, by NM101."""

OWN = {
    "20": ("source_id", "source_kind", "batch", "submitter_id", "billing_npi", "billing_tax_id"),
    "21": ("batch", "submitter_id", "billing_npi", "billing_tax_id"),
    "19": ("billing_npi", "billing_tax_id"),
}
"""What a level says itself; a new level of its kind forgets it, and what stood below."""

MAX_SEGMENTS = 20_000
"""Segments that a level, or what it says of one claim, may have."""

TOTALS = {
    ("QTY", "90"): "accepted", ("QTY", "QA"): "accepted", ("QTY", "AA"): "rejected", ("QTY", "QC"): "rejected",
    ("AMT", "YU"): "accepted_charge", ("AMT", "YY"): "rejected_charge",
}  # fmt: skip

REFERENCES = {"1K": "payer_control_number", "D9": "clearinghouse_number", "BLT": "type_of_bill"}

PASSED_OVER = frozenset(["PER", "REF", "DTP", "TRN", "N1", "N3", "N4", "NM1", "QTY", "AMT"])
"""Segments that may stand here and of which nothing is kept."""


class ClaimAcknowledgement:
    """Takes the segments of one transaction in order."""

    def __init__(self, envelopes: Envelopes, component: str) -> None:
        self.envelopes = envelopes
        self.component = component
        self.level = ""
        """HL03 of the open level."""
        self.around: Fields = {}
        """What the levels above claims have said so far."""
        self.member_id = ""
        self.loop: list[Segment] = []
        """The open level, from its HL; or what is said of one claim, from its TRN."""
        self.status = self.dated = False
        """Whether the claim or line has had its status, and then its day: with it ends what is said of it. A status
        behind it is said of another claim, whose TRN is lost."""
        self.astray = False

    def take(self, segment: Segment) -> Iterator[Said]:
        """Take the next segment; yields what the loop said that it ends."""
        tag = segment.elements[0]
        if tag == "BHT":
            yield from self._created(segment)
        elif tag == "HL":
            yield from self.end()
            yield from self._open(segment)
        elif tag == "NM1" and segment.at(1) in ROLES:
            yield from self._name(segment)
        elif tag == "TRN" and (self.level == "PT" or self._of_a_claim(segment)):
            yield from self._trace(segment)
        elif tag == "STC" and self.dated:
            yield from self.end()
            yield from self._stray(segment)
        elif self.loop:
            yield from self._within(segment)
        elif tag in {"STC", "SVC"}:
            yield from self._stray(segment)

    def _of_a_claim(self, segment: Segment) -> bool:
        """Whether a TRN outside of a patient's level is a claim's, so that HL and NM1 before it are lost."""
        own = "2" if self.level == "21" else "1"
        return segment.at(1) not in {"", own} or any(each.elements[0] == "TRN" for each in self.loop)

    def _trace(self, segment: Segment) -> Iterator[Said]:
        """TRN of loop 2200D: from here on it is said of this claim."""
        yield from self.end()
        if self.level != "PT":
            yield self._misplaced(segment, "PT", "this claim stands outside of a patient's level")
            self.level, self.member_id = "PT", ""
        self.loop = [segment]

    def _misplaced(self, segment: Segment, level: str, message: str) -> Fault:
        """The fault of a segment whose HL is lost; a claim may be lost with it where a higher level comes back."""
        again = self.level in {"20": {"21", "19", "PT"}, "21": {"19", "PT"}}.get(level, ())
        return Fault(
            self.envelopes.file, message, f"HL with {level} before it", transaction=self.envelopes.transaction,
            segment=segment.number, loop=f"2100{LEVELS[level]}", element="HL",
            loses="claim" if again else "nothing",
        )  # fmt: skip

    def _within(self, segment: Segment) -> Iterator[Fault]:
        self.loop.append(segment)
        tag = segment.elements[0]
        self.status = tag == "STC" or (self.status and tag != "SVC")
        self.dated = self.dated and tag != "SVC"
        if self.level == "PT" and self.status and tag == "DTP" and segment.at(1) == "472":
            self.dated = True
        if len(self.loop) > MAX_SEGMENTS:
            yield self._lost(self.loop[0], f"more than {MAX_SEGMENTS:,} segments belong to this", "a TRN, HL or SE")
            self.loop = []

    def end(self) -> Iterator[Said]:
        """The open loop is complete: say what it says."""
        loop, self.loop, self.astray = self.loop, [], False
        self.status = self.dated = False
        if not loop:
            return
        if self.level == "PT":
            yield from self._claim(loop)
        else:
            yield from self._batch(loop)

    def give_up(self, message: str, expected: str) -> Iterator[Fault]:
        """What is open cannot be trusted: it is lost."""
        if self.loop:
            yield self._lost(self.loop[0], message, expected)
        self.loop = []

    def _created(self, segment: Segment) -> Iterator[Fault]:
        flaws: Flaws = []
        if made := statuses.day(segment, 4, flaws):
            self.envelopes = msgspec.structs.replace(self.envelopes, created=made)
        yield from self._flaws(flaws, "")

    def _open(self, segment: Segment) -> Iterator[Fault]:
        self.level = code = segment.at(3).upper()
        self.member_id = ""
        for field in OWN.get(code, ()):
            self.around.pop(field, None)
        if code in NAMES:
            self.loop = [segment]
        elif code != "PT":
            found = code if code.isalnum() and len(code) <= 2 else f"{len(code)} characters"  # noqa: PLR2004 - HL03
            yield self._lost(segment, "this level has no code of a 277CA", "20, 21, 19 or PT", "HL03", found)

    def _name(self, segment: Segment) -> Iterator[Said]:
        """NM1: whom the level speaks of. At another level its HL is lost, and it opens its own."""
        role, identifier = segment.at(1), segment.at(9)
        level = ROLES[role]
        if level != self.level:
            yield from self.end()
            yield self._misplaced(segment, level, "this name belongs to another level")
            yield from self._open(Segment(segment.number, ["HL", "", "", level]))
        elif level == "PT":
            yield from self.end()
        if level == "PT":
            self.member_id = identifier
        elif level == "20":
            self.around |= {"source_id": identifier, "source_kind": role}
        elif level == "21":
            self.around["submitter_id"] = identifier
        elif field := {"XX": "billing_npi", "FI": "billing_tax_id"}.get(segment.at(8)):
            self.around[field] = identifier

    def _batch(self, loop: Sequence[Segment]) -> Iterator[Said]:
        flaws: Flaws = []
        notes: list[StatusNote] = []
        fields: Fields = {}
        for segment in loop[1:]:
            tag = segment.elements[0]
            if tag == "TRN" and self.level == "21":
                self.around.setdefault("batch", segment.at(2))
            elif tag == "STC":
                statuses.add_note(segment, self.component, notes, flaws)
            elif field := TOTALS.get((tag, segment.at(1))):
                fields[field] = statuses.number(segment, 2, flaws)
            elif tag not in PASSED_OVER:
                flaws.append(UnreadableError(segment.number, label(segment.elements), "", "a segment of this loop"))
        yield from self._flaws(flaws, f"2200{LEVELS[self.level]}")
        if not notes:
            return
        yield from self._odds(loop, notes, f"2200{LEVELS[self.level]}")
        yield AcknowledgedBatch(
            envelopes=self.envelopes,
            segment=loop[0].number,
            level=NAMES[self.level],
            decision=statuses.decision(notes),
            notes=tuple(notes),
            effective=statuses.effective(notes),
            lists_claims=loop[0].at(4) == "1",
            **self.around,
            **fields,
        )

    def _claim(self, loop: Sequence[Segment]) -> Iterator[Said]:
        claim_id = loop[0].at(2)
        if not claim_id:
            yield self._lost(loop[0], "this claim has no number", "the patient control number", "TRN02", "nothing")
            return
        flaws: Flaws = []
        notes: list[StatusNote] = []
        fields: Fields = {}
        starts = [at for at, segment in enumerate(loop) if segment.elements[0] == "SVC"]
        for segment in loop[1 : starts[0] if starts else len(loop)]:
            tag = segment.elements[0]
            if tag == "STC":
                statuses.add_note(segment, self.component, notes, flaws)
            elif tag == "REF" and (field := REFERENCES.get(segment.at(1))):
                fields[field] = segment.at(2)
            elif tag == "DTP" and segment.at(1) == "472":
                fields["service_from"], fields["service_through"] = statuses.days(segment, 3, flaws)
            elif tag not in PASSED_OVER:
                flaws.append(UnreadableError(segment.number, label(segment.elements), "", "a segment of loop 2200D"))
        ends = [*starts[1:], len(loop)] if starts else []
        lines = [line_of(loop[start:end], self.component, flaws) for start, end in zip(starts, ends, strict=True)]
        yield from self._flaws(flaws, "2200D", claim_id)
        if not notes:
            yield self._lost(loop[0], "nothing is said of this claim that can be read", "STC", "STC")
            return
        yield from self._odds(loop, notes, "2200D", claim_id)
        yield AcknowledgedClaim(
            envelopes=self.envelopes,
            segment=loop[0].number,
            claim_id=claim_id,
            decision=statuses.decision(notes),
            notes=tuple(notes),
            effective=statuses.effective(notes),
            charge=statuses.charge(notes),
            lines=tuple(lines),
            member_id=self.member_id,
            **self.around,
            **fields,
        )

    def _odds(
        self, loop: Sequence[Segment], notes: list[StatusNote], where: str, claim_id: str = ""
    ) -> Iterator[Fault]:
        """Tell of an STC whose action and category contradict each other; a rejection is taken for one."""
        if any(map(statuses.at_odds, notes)):
            yield Fault(
                self.envelopes.file, "action and category contradict each other: this counts as rejected",
                "U with A3, A4, A6, A7 or A8, WQ with the other categories",
                transaction=self.envelopes.transaction, segment=loop[0].number, loop=where, element="STC03",
                claim_id=claim_id, loses="nothing",
            )  # fmt: skip

    def _stray(self, segment: Segment) -> Iterator[Fault]:
        if not self.astray:
            self.astray = True
            yield Fault(
                self.envelopes.file, "a status that belongs to no claim", "TRN before it",
                transaction=self.envelopes.transaction, segment=segment.number, loop="2200D",
                element=segment.elements[0],
            )  # fmt: skip

    def _lost(self, head: Segment, message: str, expected: str, element: str = "", found: str = "") -> Fault:
        is_claim = head.elements[0] == "TRN"
        return Fault(
            self.envelopes.file, message, expected, found, self.envelopes.transaction, head.number,
            "2200D" if is_claim else "", element or head.elements[0], head.at(2)[:MAX_CLAIM_ID] if is_claim else "",
        )  # fmt: skip

    def _flaws(self, flaws: Flaws, loop: str, claim_id: str = "") -> Iterator[Fault]:
        for flaw in flaws:
            yield Fault(
                self.envelopes.file, "this cannot be read, and is left out", flaw.expected, flaw.found,
                self.envelopes.transaction, flaw.segment, loop, flaw.element, claim_id[:MAX_CLAIM_ID], "field",
            )  # fmt: skip


MAX_CLAIM_ID = 80
"""Characters of a patient control number that faults show; it may have 38."""

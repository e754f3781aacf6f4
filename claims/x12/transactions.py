"""From segments to claims: envelopes, levels, and one claim after the other.

A claim is the run of segments from its CLM to the next CLM, HL or SE. What stands above it (billing provider,
subscriber, patient) is found by the parent ids of the HL segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from claims.claim import ClaimType
from claims.fault import Fault
from claims.origin import Origin, Sourced
from claims.x12 import claim, levels, values
from claims.x12.draft import Draft, Untrusted
from claims.x12.interchange import Delimiters, Run

KINDS: dict[str, ClaimType] = {
    "005010X222": "professional",
    "005010X223": "institutional",
    "005010X224": "dental",
}


class Level:
    """An HL and the segments that describe it."""

    __slots__ = ("code", "first", "found", "parent", "segments")

    def __init__(self, code: str, first: int, segments: list[str], parent: Level | None) -> None:
        self.code = code
        self.first = first
        self.segments = segments
        self.parent = parent
        self.found: levels.Billing | None = None


class Reader:
    """Walks the segments of a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.transaction = 0
        self.kind: ClaimType | None = None
        self.submitted: date | None = None
        self.delimiters = Delimiters("*", "^", ":", "~")
        self.level: Level | None = None
        self.levels: dict[tuple[str, str], Level] = {}
        self.first = 0
        self.passage: list[str] = []
        self.is_claim = False

    def read(self, runs: Iterable[Run | Fault]) -> Iterator[Sourced | Fault]:
        """Yield the claims and the faults of a file in its order."""
        for run in runs:
            if isinstance(run, Fault):
                yield run
                continue
            self.delimiters, first, segments = run
            separator = self.delimiters.element
            breaks = {"HL" + separator, "CLM", "ST" + separator, "SE" + separator, "BHT"}
            passage = self.passage
            for number, segment in enumerate(segments, first):
                if segment[:3] not in breaks:
                    passage.append(segment)
                    continue
                if self.is_claim:
                    yield self.close()
                passage = self.passage = [segment]
                self.first = number
                self.is_claim = False
                self.begin(segment, number)

    def begin(self, segment: str, number: int) -> None:
        """Take note of the segment that opens a passage."""
        elements = segment.split(self.delimiters.element)
        if elements[0] == "CLM":
            self.is_claim = True
        elif elements[0] == "HL":
            elements += [""] * 4
            code = elements[3]
            above = {"22": "20", "23": "22"}.get(code, "")
            self.level = Level(code, number, self.passage, self.levels.get((above, elements[2])))
            self.levels[code, elements[1]] = self.level
        elif elements[0] == "ST":
            self.transaction += 1
            self.levels = {}
            self.kind = KINDS.get(elements[3][:10])
        elif elements[0] == "BHT":
            self.submitted = values.day(elements[4])

    def close(self) -> Sourced | Fault:
        """Make a claim of the segments gathered."""
        draft = Draft(self.delimiters, {}, "")
        try:
            inherited = self.inherited()
            found = claim.claim(draft, self.passage, inherited)
        except Untrusted as untrusted:
            return Fault(self.name, str(untrusted), segment=self.first + draft.at, transaction=self.transaction)
        return Sourced(found, Origin(self.name, self.transaction, self.first))

    def inherited(self) -> claim.Inherited:
        """What the levels above the open claim say."""
        level = self.level
        patient = None
        if level and level.code == "23":
            patient = levels.patient(Draft(self.delimiters, {}, ""), level.segments)
            level = level.parent
        if level is None or level.parent is None or self.kind is None:
            raise Untrusted("no parent")
        coverage = levels.subscriber(Draft(self.delimiters, {}, ""), level.segments)
        if level.parent.found is None:
            level.parent.found = levels.billing(Draft(self.delimiters, {}, ""), level.parent.segments)
        return claim.Inherited(self.kind, self.submitted, level.parent.found, coverage, patient or coverage.patient)

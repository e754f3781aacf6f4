"""One 835 transaction, ST to SE: its header, its claims one by one, and what was given or taken apart from claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.answer import PaidClaim, ProviderAdjustment, Remittance
from claims.fault import Fault
from claims.x12.remittance.balance import adds_up, claim_faults, remittance_faults
from claims.x12.remittance.claim import ClaimReader
from claims.x12.remittance.header import Header
from claims.x12.segment import Segment, UnreadableError

ENDS_CLAIM = frozenset({"CLP", "LX", "PLB", "SE"})
OF_A_CLAIM = frozenset({"CAS", "SVC", "LQ", "MOA", "MIA"})
"""Segments that stand nowhere but in a claim."""
PAIRS_OF_PLB = range(3, 15, 2)
LONGEST_CLAIM = 4_000_000
"""Characters that one claim may have; 999 service lines with all that the guide allows have fewer."""


class Transaction:
    """Takes the segments of one transaction in order and becomes a ``Remittance``."""

    def __init__(self, file: str, number: int, component: str) -> None:
        self.file = file
        self.number = number
        self.component = component
        self.header = Header()
        self.loop: list[Segment] = []
        self.length = 0
        self.claims: list[PaidClaim] = []
        self.provider_adjustments: list[ProviderAdjustment] = []
        self.lost = False
        self.astray = False

    def take(self, segment: Segment) -> Iterator[Fault]:
        """Take the next segment; yields what could not be read of the claim that it ends."""
        tag = segment.elements[0]
        if tag in ENDS_CLAIM:
            yield from self.end_claim()
        if tag == "CLP" or self.loop:
            self.loop.append(segment)
            self.length += sum(map(len, segment.elements))
            if self.length > LONGEST_CLAIM:
                yield from self.give_up(f"this answer has more than {LONGEST_CLAIM:,} characters", "a CLP or an SE")
            return
        try:
            if tag == "PLB":
                self._provider_adjustment(segment)
            elif tag in OF_A_CLAIM or not tag:
                yield from self._stray(segment)
            else:
                for error in self.header.take(tag, segment):
                    yield self._fault(error, "an element cannot be read, and is left out", "field")
        except UnreadableError as broken:
            yield self._fault(broken, "an element cannot be read, and is left out", "field")

    def end_claim(self) -> Iterator[Fault]:
        """The claim before is complete: read it, or say why it is lost."""
        loop, self.loop, self.length, self.astray = self.loop, [], 0, False
        if not loop:
            return
        try:
            reader = ClaimReader(self.component)
            claim = reader.read(loop)
            if reader.strange:
                yield self._strange(reader.strange[0], claim)
                if not adds_up(claim):
                    claim = self._before(loop, reader.strange[0])
        except UnreadableError as error:
            self.lost = True
            yield self._fault(error, "this answer cannot be read", "claim", loop[0].at(1), loop_of(error, loop))
            return
        for left_out in reader.faults:
            message = "this element cannot be read, and is left out"
            yield self._fault(left_out, message, "field", claim.claim_id, loop_of(left_out, loop))
        for message in claim_faults(claim):
            yield self._note(message, loop[0], claim.claim_id)
        self.claims.append(claim)

    def give_up(self, message: str, expected: str) -> Iterator[Fault]:
        """The claim that is being read cannot be trusted: it is lost."""
        if self.loop:
            head, self.loop, self.length, self.lost = self.loop[0], [], 0, True
            yield Fault(
                self.file,
                message,
                expected,
                transaction=self.number,
                segment=head.number,
                loop="2100",
                element="CLP",
                claim_id=head.at(1),
            )

    def remittance(self) -> Iterator[Remittance | Fault]:
        """The whole, preceded by a note where its money does not add up."""
        remittance = self.header.remittance(tuple(self.claims), tuple(self.provider_adjustments))
        if remittance.answered is None:
            message = "no day says when this was paid, so its answers cannot be dated"
            expected = "BPR16 or DTM 405"
            yield Fault(self.file, message, expected, transaction=self.number, element="BPR16", loses="field")
        if not self.lost:
            for message in remittance_faults(remittance):
                yield Fault(self.file, message, transaction=self.number, element="BPR02", loses="nothing")
        yield remittance

    def _strange(self, segment: Segment, claim: PaidClaim) -> Fault:
        return self._note("this segment has no place in an answer", segment, claim.claim_id)

    def _before(self, loop: Sequence[Segment], strange: Segment) -> PaidClaim:
        """The claim up to a strange segment: what follows may be another answer, whose CLP is broken."""
        head = loop[: loop.index(strange)]
        self.lost = True
        claim = ClaimReader(self.component).read(head)
        if not adds_up(claim):
            raise UnreadableError(
                strange.number, strange.elements[0][:3], "a segment", "a segment of loop 2100 or 2110"
            )
        return claim

    def _stray(self, segment: Segment) -> Iterator[Fault]:
        if not self.astray:
            self.astray = self.lost = True
            yield Fault(
                self.file,
                "services or reasons that belong to no answer",
                "a CLP before them",
                transaction=self.number,
                segment=segment.number,
                loop="2100",
                element="CLP",
            )

    def _note(self, message: str, segment: Segment, claim_id: str) -> Fault:
        return Fault(
            self.file,
            message,
            transaction=self.number,
            segment=segment.number,
            loop="2100",
            element=segment.elements[0][:3],
            claim_id=claim_id,
            loses="nothing",
        )

    def _fault(self, error: UnreadableError, message: str, loses: str, claim_id: str = "", loop: str = "") -> Fault:
        return Fault(
            self.file,
            message,
            error.expected,
            error.found,
            self.number,
            error.segment,
            loop,
            error.element,
            claim_id,
            loses,
        )

    def _provider_adjustment(self, segment: Segment) -> None:
        year_end = segment.day(2)
        for position in PAIRS_OF_PLB:
            reason, _, reference = segment.at(position).partition(self.component)
            if reason or segment.at(position + 1):
                amount = segment.money(position + 1)
                self.provider_adjustments.append(ProviderAdjustment(segment.at(1), year_end, reason, reference, amount))


def loop_of(error: UnreadableError, segments: Sequence[Segment]) -> str:
    """Whether an error stands in the claim (2100) or in one of its services (2110)."""
    first = next((segment.number for segment in segments if segment.elements[0] == "SVC"), None)
    return "2110" if first is not None and error.segment >= first else "2100"

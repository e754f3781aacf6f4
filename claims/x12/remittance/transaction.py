"""One 835 transaction, ST to SE: its header, its claims one by one, and what was given or taken apart from claims."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from claims.answer import PaidClaim, ProviderAdjustment, Remittance
from claims.claim import ZERO, Payer, Provider
from claims.fault import Fault
from claims.x12.remittance.balance import claim_faults, remittance_faults
from claims.x12.remittance.claim import ClaimReader
from claims.x12.remittance.segment import Seg
from claims.x12.remittance.values import UnreadableError

ENDS_CLAIM = frozenset({"CLP", "LX", "PLB", "SE"})
PAIRS_OF_PLB = range(3, 15, 2)


class Transaction:
    """Takes the segments of one transaction in order and becomes a ``Remittance``."""

    def __init__(self, file: str, number: int, component: str) -> None:
        self.file = file
        self.number = number
        self.component = component
        self.loop: list[Seg] = []
        self.claims: list[PaidClaim] = []
        self.provider_adjustments: list[ProviderAdjustment] = []
        self.lost_claims = 0
        self.entity = ""
        self.payment: Decimal = ZERO
        self.method = ""
        self.payment_date: date | None = None
        self.production_date: date | None = None
        self.trace_number = ""
        self.payer: dict[str, str] = {}
        self.payee: dict[str, str] = {}

    def take(self, segment: Seg) -> Iterator[Fault]:
        """Take the next segment; yields what could not be read of the claim that it ends."""
        tag = segment.elements[0]
        if tag in ENDS_CLAIM:
            yield from self.end_claim()
        if tag == "CLP" or self.loop:
            self.loop.append(segment)
            return
        try:
            self._header(tag, segment)
        except UnreadableError as error:
            yield self.fault(error, "an element of the header cannot be read", "field")

    def end_claim(self) -> Iterator[Fault]:
        """The claim before is complete: read it, or say why it is lost."""
        if not self.loop:
            return
        loop, self.loop = self.loop, []
        reader = ClaimReader(self.component)
        try:
            claim = reader.read(loop)
        except UnreadableError as error:
            self.lost_claims += 1
            yield self.fault(error, "this answer cannot be read", "claim", loop[0].at(1))
            return
        for left_out, loses in reader.faults:
            yield self.fault(left_out, "this element is left out", loses, claim.claim_id)
        for message in claim_faults(claim):
            yield Fault(
                self.file,
                message,
                transaction=self.number,
                segment=loop[0].number,
                loop="2100",
                element="CLP",
                claim_id=claim.claim_id,
                loses="nothing",
            )
        self.claims.append(claim)

    def cut_off(self) -> Iterator[Fault]:
        """The file ends inside of this transaction: the claim that was being read may lack its lines, so it is lost."""
        if self.loop:
            head, self.loop = self.loop[0], []
            self.lost_claims += 1
            yield Fault(
                self.file, "the file ends inside of this answer", "SE, GE and IEA at the end",
                transaction=self.number, segment=head.number, loop="2100", element="CLP", claim_id=head.at(1),
            )  # fmt: skip

    def remittance(self) -> Iterator[Remittance | Fault]:
        """The whole, preceded by a note where its money does not add up."""
        remittance = Remittance(
            payer=Payer(**self.payer),
            payee=Provider(**self.payee),
            payment=self.payment,
            method=self.method,
            payment_date=self.payment_date,
            trace_number=self.trace_number,
            production_date=self.production_date,
            claims=tuple(self.claims),
            adjustments=tuple(self.provider_adjustments),
        )
        if not self.lost_claims:
            for message in remittance_faults(remittance):
                yield Fault(self.file, message, transaction=self.number, element="BPR02", loses="nothing")
        yield remittance

    def fault(self, error: UnreadableError, message: str, loses: str, claim_id: str = "") -> Fault:
        """The report of an element that cannot be read."""
        return Fault(
            self.file, message, error.expected, error.found, self.number, error.segment,
            "2110" if error.element.startswith("SVC") else "2100" if claim_id else "", error.element, claim_id, loses,
        )  # fmt: skip

    def _header(self, tag: str, segment: Seg) -> None:
        match tag:
            case "BPR":
                self.method = segment.at(4)
                self.payment = segment.money(2)
                self.payment_date = segment.day(16)
            case "TRN":
                self.trace_number = segment.at(2)
            case "DTM" if segment.at(1) == "405":
                self.production_date = segment.day(2)
            case "N1":
                self._entity(segment)
            case "REF":
                self._reference(segment)
            case "PLB":
                self._provider_adjustment(segment)

    def _entity(self, segment: Seg) -> None:
        self.entity = segment.at(1)
        identifier = segment.at(4)
        if self.entity == "PR":
            self.payer["name"] = segment.at(2)
            if identifier:
                self.payer["id"] = identifier
        elif self.entity == "PE":
            self.payee["name"] = segment.at(2)
            if identifier:
                self.payee["npi" if segment.at(3) == "XX" else "tax_id"] = identifier

    def _reference(self, segment: Seg) -> None:
        match self.entity, segment.at(1):
            case "PR", "2U":
                self.payer["id"] = segment.at(2)
            case "PE", "TJ":
                self.payee["tax_id"] = segment.at(2)

    def _provider_adjustment(self, segment: Seg) -> None:
        year_end = segment.day(2)
        for position in PAIRS_OF_PLB:
            reason, _, reference = segment.at(position).partition(self.component)
            if reason or segment.at(position + 1):
                self.provider_adjustments.append(
                    ProviderAdjustment(segment.at(1), year_end, reason, reference, segment.money(position + 1))
                )

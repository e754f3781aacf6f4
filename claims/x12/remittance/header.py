"""What stands before the claims of an 835: the payment, its trace number, payer and payee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from claims.answer import PaidClaim, ProviderAdjustment, Remittance
from claims.claim import ZERO, Payer, Provider
from claims.x12.segment import Segment, UnreadableError


class Header:
    """Takes the segments of table 1, loops 1000A and 1000B among them."""

    def __init__(self) -> None:
        self.entity = ""
        self.payment: Decimal = ZERO
        self.method = ""
        self.payment_date: date | None = None
        self.production_date: date | None = None
        self.trace_number = ""
        self.payer: dict[str, str] = {}
        self.payee: dict[str, str] = {}

    def take(self, tag: str, segment: Segment) -> Iterator[UnreadableError]:
        """Take one segment; yields an error for each of its elements that cannot be read and is left out."""
        match tag:
            case "BPR":
                self.method = segment.at(4)
                yield from self._read(segment, "payment", 2)
                yield from self._read(segment, "payment_date", 16)
            case "TRN":
                self.trace_number = segment.at(2)
            case "DTM" if segment.at(1) == "405":
                yield from self._read(segment, "production_date", 2)
            case "N1":
                self._entity(segment)
            case "REF":
                self._reference(segment)

    def _read(self, segment: Segment, field: str, position: int) -> Iterator[UnreadableError]:
        try:
            if field == "payment":
                self.payment = segment.money(position)
            else:
                setattr(self, field, segment.day(position))
        except UnreadableError as error:
            yield error

    def remittance(self, claims: tuple[PaidClaim, ...], adjustments: tuple[ProviderAdjustment, ...]) -> Remittance:
        """The remittance under this header."""
        return Remittance(
            payer=Payer(**self.payer),
            payee=Provider(**self.payee),
            payment=self.payment,
            method=self.method,
            payment_date=self.payment_date,
            trace_number=self.trace_number,
            production_date=self.production_date,
            claims=claims,
            adjustments=adjustments,
        )

    def _entity(self, segment: Segment) -> None:
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

    def _reference(self, segment: Segment) -> None:
        match self.entity, segment.at(1):
            case "PR", "2U":
                self.payer["id"] = segment.at(2)
            case "PE", "TJ":
                self.payee["tax_id"] = segment.at(2)

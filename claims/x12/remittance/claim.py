"""One claim of an 835: loop 2100 with its service lines, from CLP to the next CLP."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from claims.answer import Amount, PaidClaim, PaidLine
from claims.claim import Adjustment
from claims.x12.segment import Segment, UnreadableError

REVENUE = "NU"
MEMBER = ("MI", "HN", "MR")
"""NM108: member identification, HIC number, Medicaid recipient number."""
REMARK_POSITIONS = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23)}
CLAIM_DAYS = {"050": "received", "232": "statement_from", "233": "statement_through"}
LINE_DAYS = {"472": "service_date", "150": "service_date", "151": "service_date_end"}
PASSED_OVER = frozenset({"PER", "RDM", "TS2", "TS3", "N3", "N4"})
"""Segments that may stand here and of which nothing is kept."""


class Gathered:
    """What both a claim and a line carry: reasons, remarks, amounts, quantities; and the fields of its own."""

    __slots__ = ("adjustments", "amounts", "fields", "quantities", "remarks")

    def __init__(self) -> None:
        self.adjustments: list[Adjustment] = []
        self.remarks: list[str] = []
        self.amounts: list[Amount] = []
        self.quantities: list[Amount] = []
        self.fields: dict[str, Any] = {}

    def amount(self, qualifier: str) -> Decimal | None:
        """The first AMT with this qualifier."""
        return next((amount.amount for amount in self.amounts if amount.qualifier == qualifier), None)

    def as_fields(self) -> dict[str, Any]:
        """All of it under the names of ``PaidClaim`` and ``PaidLine``."""
        return self.fields | {
            "adjustments": tuple(self.adjustments),
            "remarks": tuple(self.remarks),
            "amounts": tuple(self.amounts),
            "quantities": tuple(self.quantities),
        }


class ClaimReader:
    """Reads the segments of one CLP loop. What decides money costs the claim when broken; all else costs its field."""

    def __init__(self, component: str) -> None:
        self.component = component
        self.faults: list[UnreadableError] = []
        """Fields that could not be read."""
        self.strange: list[Segment] = []
        """Segments that have no place in loop 2100 or 2110: perhaps of another answer, whose CLP is broken."""

    def read(self, loop: Sequence[Segment]) -> PaidClaim:
        """The claim of one loop. Raises UnreadableError where an amount, a code or the control number is not there."""
        starts = [at for at, segment in enumerate(loop) if segment.elements[0] == "SVC"]
        head, rest = loop[0], loop[1 : starts[0] if starts else len(loop)]
        gathered = Gathered()
        for segment in rest:
            self._claim_segment(segment, gathered)
        ends = [*starts[1:], len(loop)] if starts else []
        return PaidClaim(
            claim_id=head.code(1),
            status=head.code(2),
            charge=head.money(3),
            paid=head.money(4),
            patient_owes=self._number(head, 5),
            filing_indicator=head.at(6),
            payer_control_number=head.at(7),
            facility_code=head.at(8),
            frequency_code=head.at(9),
            covered=gathered.amount("AU"),
            lines=tuple(self._line(loop[start:end]) for start, end in zip(starts, ends, strict=True)),
            **gathered.as_fields(),
        )

    def _line(self, loop: Sequence[Segment]) -> PaidLine:
        head = loop[0]
        gathered = Gathered()
        for segment in loop[1:]:
            self._line_segment(segment, gathered)
        procedure, modifiers, revenue = self._service(head.at(1))
        billed, billed_modifiers, _ = self._service(head.at(6))
        return PaidLine(
            procedure=procedure,
            modifiers=modifiers,
            revenue_code=revenue or head.at(4),
            charge=head.money(2),
            paid=head.money(3),
            units=self._number(head, 5),
            billed_procedure=billed,
            billed_modifiers=billed_modifiers,
            billed_units=self._number(head, 7),
            allowed=gathered.amount("B6"),
            **gathered.as_fields(),
        )

    def _claim_segment(self, segment: Segment, gathered: Gathered) -> None:
        match segment.elements[0]:
            case "NM1":
                self._name(segment, gathered.fields)
            case "MOA" | "MIA" as tag:
                gathered.remarks.extend(code for position in REMARK_POSITIONS[tag] if (code := segment.at(position)))
            case "REF":
                if segment.at(1) == "F8":
                    gathered.fields["original_reference"] = segment.at(2)
            case "DTM":
                self._day(segment, CLAIM_DAYS, gathered.fields)
            case _:
                self._either(segment, gathered)

    def _line_segment(self, segment: Segment, gathered: Gathered) -> None:
        match segment.elements[0]:
            case "DTM":
                self._day(segment, LINE_DAYS, gathered.fields)
            case "REF":
                qualifier = segment.at(1)
                if qualifier == "6R":
                    gathered.fields["control_number"] = segment.at(2)
                elif qualifier in ("LQ", "BB"):
                    gathered.fields["line_number"] = segment.at(2)
            case "LQ":
                if segment.at(1) == "HE" and segment.at(2):
                    gathered.remarks.append(segment.at(2))
            case _:
                self._either(segment, gathered)

    def _either(self, segment: Segment, gathered: Gathered) -> None:
        match segment.elements[0]:
            case "CAS":
                gathered.adjustments.extend(adjustments_of(segment))
            case "AMT":
                self._amount(segment, gathered.amounts)
            case "QTY":
                self._amount(segment, gathered.quantities)
            case tag if tag not in PASSED_OVER:
                self.strange.append(segment)

    def _service(self, composite: str) -> tuple[str, tuple[str, ...], str]:
        """Procedure, modifiers and revenue code of a composite such as ``HC:99213:25`` (SVC01, SVC06)."""
        qualifier, *parts = (part.strip() for part in composite.split(self.component))
        if not parts:
            return "", (), ""
        if qualifier == REVENUE:
            return "", (), parts[0]
        return parts[0], tuple(part for part in parts[1:5] if part), ""

    def _name(self, segment: Segment, fields: dict[str, Any]) -> None:
        identifier = segment.at(9)
        match segment.at(1):
            case "QC" if segment.at(8) in MEMBER:
                fields.setdefault("member_id", identifier)
            case "IL" if segment.at(8) in MEMBER:
                fields["member_id"] = identifier
            case "74":
                fields["corrected_member_id"] = identifier
            case "82" if segment.at(8) == "XX":
                fields["rendering_npi"] = identifier
            case "TT":
                fields["corrected_payer_id"] = identifier
            case "PR":
                fields["priority_payer_id"] = identifier

    def _day(self, segment: Segment, days: dict[str, str], fields: dict[str, Any]) -> None:
        field = days.get(segment.at(1))
        if field is not None:
            try:
                fields[field] = segment.day(2)
            except UnreadableError as error:
                self.faults.append(error)

    def _amount(self, segment: Segment, amounts: list[Amount]) -> None:
        try:
            amounts.append(Amount(segment.code(1), segment.money(2)))
        except UnreadableError as error:
            self.faults.append(error)

    def _number(self, segment: Segment, position: int) -> Decimal | None:
        try:
            return segment.amount(position)
        except UnreadableError as error:
            self.faults.append(error)
            return None


def adjustments_of(segment: Segment) -> list[Adjustment]:
    """The reasons of one CAS segment: up to six triples of code, amount and quantity. Raises UnreadableError."""
    group = segment.code(1)
    adjustments = []
    for position in range(2, len(segment.elements), 3):
        if any(segment.at(position + part) for part in range(3)):
            code, amount = segment.code(position), segment.money(position + 1)
            adjustments.append(Adjustment(group, code, amount, segment.amount(position + 2)))
    return adjustments

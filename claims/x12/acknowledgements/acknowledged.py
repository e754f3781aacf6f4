"""What the front door of a payer or clearing house says of what was sent: taken, or refused before it was decided on.

A TA1 speaks of an interchange, a 999 of groups and transaction sets, a 277CA of batches, providers and claims.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Decision = Literal["accepted", "rejected", "unclear"]
"""``unclear``: neither of both is said, as where a system was out of service (category E)."""


class Envelopes(Struct, frozen=True, omit_defaults=True):
    """The envelopes that an acknowledgement came in."""

    file: str = ""
    sender: str = ""
    """ISA06: who acknowledges, on this leg of the way."""
    receiver: str = ""
    """ISA08."""
    interchange: str = ""
    """ISA13 of the acknowledgement itself."""
    created: date | None = None
    """The day it was made: BHT04, else GS04, else ISA09."""
    transaction: int = 0
    """Which ST of the file, counted from 1."""


class Status(Struct, frozen=True, omit_defaults=True):
    """One status: STC01, STC10 or STC11."""

    category: str
    """Claim Status Category Code, such as A7 (STC01-1)."""
    code: str = ""
    """Claim Status Code, such as 562 (STC01-2)."""
    entity: str = ""
    """Whom it speaks of, such as 85 for the billing provider (STC01-3)."""


class StatusNote(Struct, frozen=True, omit_defaults=True):
    """One STC: up to three statuses that hold together, and what they lead to."""

    statuses: tuple[Status, ...]
    effective: date | None = None
    """STC02."""
    action: str = ""
    """STC03: ``WQ`` accept, ``U`` reject."""
    charge: Decimal | None = None
    """STC04, dollars."""
    text: str = ""
    """STC12, in the sender's words; it may speak of the patient."""


class AcknowledgedLine(Struct, frozen=True, omit_defaults=True):
    """What a 277CA says of one service line (loop 2220D)."""

    procedure: str = ""
    """SVC01-2; empty where a revenue code stands there."""
    modifiers: tuple[str, ...] = ()
    """SVC01-3 to SVC01-6."""
    revenue_code: str = ""
    """SVC04, or SVC01-2 with NU."""
    charge: Decimal | None = None
    """SVC02, dollars."""
    control_number: str = ""
    """REF FJ: the line item control number, REF 6R of the 837."""
    service_from: date | None = None
    """DTP 472."""
    service_through: date | None = None
    notes: tuple[StatusNote, ...] = ()
    decision: Decision = "unclear"


class AcknowledgedClaim(Struct, frozen=True, omit_defaults=True, kw_only=True, tag="claim"):
    """What a 277CA says of one claim (loop 2200D)."""

    envelopes: Envelopes
    segment: int
    """Which segment of the file its TRN is, counted from 1."""
    claim_id: str
    """The patient control number, CLM01 of the 837 (TRN02)."""
    decision: Decision
    notes: tuple[StatusNote, ...]
    effective: date | None = None
    """STC02: since when the status holds."""
    charge: Decimal | None = None
    """STC04: the total charge of the claim, CLM02 of the 837."""
    payer_control_number: str = ""
    """REF 1K: the number that the payer gave the claim; only where it was accepted."""
    clearinghouse_number: str = ""
    """REF D9: as REF D9 of the 837."""
    type_of_bill: str = ""
    """REF BLT."""
    service_from: date | None = None
    """DTP 472."""
    service_through: date | None = None
    member_id: str = ""
    """NM109 of loop 2100D."""
    lines: tuple[AcknowledgedLine, ...] = ()
    batch: str = ""
    """TRN02 of loop 2200B: BHT03 of the 837 that held the claim."""
    source_id: str = ""
    """NM109 of loop 2100A: the payer (PR) or clearing house (AY) that says so."""
    source_kind: str = ""
    """NM101 of loop 2100A: ``PR`` payer, ``AY`` clearing house."""
    submitter_id: str = ""
    """NM109 of loop 2100B: who sent the 837, its NM1 41."""
    billing_npi: str = ""
    """NM109 of loop 2100C, with XX."""
    billing_tax_id: str = ""
    """NM109 of loop 2100C, with FI."""


class AcknowledgedBatch(Struct, frozen=True, omit_defaults=True, kw_only=True, tag="batch"):
    """What a 277CA says of a whole 837 (loop 2200B), or of one billing provider in it (loop 2200C).

    Where it rejects, it takes all claims below along, whether they are listed or not.
    """

    envelopes: Envelopes
    segment: int
    """Which segment of the file its HL is, counted from 1."""
    level: Literal["source", "receiver", "provider"]
    """HL03: 20, 21 or 19. The guide has no status at 20; where one stands there all the same it is told."""
    decision: Decision
    notes: tuple[StatusNote, ...]
    batch: str = ""
    """TRN02 of loop 2200B: BHT03 of the 837."""
    effective: date | None = None
    """STC02."""
    lists_claims: bool = False
    """HL04: whether levels stand below."""
    accepted: Decimal | None = None
    """QTY 90 or QA: how many claims were accepted."""
    rejected: Decimal | None = None
    """QTY AA or QC."""
    accepted_charge: Decimal | None = None
    """AMT YU, dollars."""
    rejected_charge: Decimal | None = None
    """AMT YY, dollars."""
    source_id: str = ""
    source_kind: str = ""
    submitter_id: str = ""
    billing_npi: str = ""
    """Empty above level 19."""
    billing_tax_id: str = ""


class ElementError(Struct, frozen=True, omit_defaults=True):
    """One IK4: an element that is not as the guide wants it. What stood there (IK404) is not kept."""

    position: int
    """IK401-1, counted from 1; 0 where it cannot be read."""
    component: int = 0
    """IK401-2; 0 where none is meant."""
    repetition: int = 0
    """IK401-3; 0 where none is meant."""
    reference: str = ""
    """IK402: the data element, such as 1325."""
    code: str = ""
    """IK403: 1 missing, 2 condition, 3 too many, 4 too short, 5 too long, 6 character, 7 code value, 8 date, 9 time,
    10 exclusion, 12 too many repetitions, 13 too many components, I… by the guide."""


class SegmentError(Struct, frozen=True, omit_defaults=True):
    """One IK3 with its elements: a segment that is not as the guide wants it."""

    name: str
    """IK301, such as NM1."""
    position: int
    """IK302: counted from the ST, which is 1; 0 where it cannot be read."""
    loop: str = ""
    """IK303, such as 2010BA."""
    code: str = ""
    """IK304: 1 unknown, 2 unexpected, 3 missing, 4 or 5 too often, 6 not in this set, 7 out of order, 8 has element
    errors, I… by the guide."""
    claim_id: str = ""
    """CTX with CLM01: the claim in which it stands."""
    context: tuple[str, ...] = ()
    """Other CTX: which segment or element asked for it, such as ``CLM 43 2300 5:3``."""
    elements: tuple[ElementError, ...] = ()


class AcknowledgedSet(Struct, frozen=True, omit_defaults=True, kw_only=True, tag="set"):
    """What a 999 (or 997) says of one transaction set: loop 2000 from AK2 to IK5."""

    envelopes: Envelopes
    segment: int
    """Which segment of the file its AK2 is, counted from 1."""
    decision: Decision
    """Accepted with IK501 A or E, rejected with M, R, W or X."""
    code: str
    """IK501 (AK501)."""
    reasons: tuple[str, ...] = ()
    """IK502 to IK506: 1 not supported, 2 no trailer, 3 control numbers differ, 4 count, 5 segments in error, …"""
    functional_id: str = ""
    """AK101: HC for claims."""
    group: str = ""
    """AK102: GS06 of what was sent."""
    group_version: str = ""
    """AK103: GS08 of what was sent."""
    set_id: str = ""
    """AK201: 837."""
    control_number: str = ""
    """AK202: ST02 of what was sent."""
    version: str = ""
    """AK203: ST03 of what was sent."""
    errors: tuple[SegmentError, ...] = ()


class AcknowledgedGroup(Struct, frozen=True, omit_defaults=True, kw_only=True, tag="group"):
    """What a 999 (or 997) says of one functional group: AK1 and AK9. It comes after its sets.

    Where it rejects, it takes all sets of the group along, whether they are listed or not.
    """

    envelopes: Envelopes
    segment: int
    """Which segment of the file its AK9 is, counted from 1."""
    decision: Decision
    """Accepted with AK901 A or E, rejected with M, R, W or X; with P (some sets rejected) the sets say which."""
    code: str
    """AK901."""
    reasons: tuple[str, ...] = ()
    """AK905 to AK909."""
    functional_id: str = ""
    """AK101: HC for claims."""
    group: str = ""
    """AK102: GS06 of what was sent."""
    version: str = ""
    """AK103: GS08 of what was sent."""
    sets_sent: Decimal | None = None
    """AK902."""
    sets_received: Decimal | None = None
    """AK903."""
    sets_accepted: Decimal | None = None
    """AK904."""


class AcknowledgedInterchange(Struct, frozen=True, omit_defaults=True, kw_only=True, tag="interchange"):
    """What a TA1 says of an interchange. Where it rejects, it takes all that the interchange held along."""

    envelopes: Envelopes
    segment: int
    decision: Decision
    """Accepted with TA104 A or E, rejected with R."""
    code: str
    """TA104."""
    note: str = ""
    """TA105: 000 no error, else what was wrong with the envelope."""
    control_number: str = ""
    """TA101: ISA13 of what was sent."""
    sent: date | None = None
    """TA102: ISA09 of what was sent."""


Acknowledged = AcknowledgedClaim | AcknowledgedBatch | AcknowledgedSet | AcknowledgedGroup | AcknowledgedInterchange
"""One thing that an acknowledgement says."""

"""What a payer answers: the remittance advice (X12 835, 005010X221A1) and what it means for a claim that was sent.

Money is in dollars. ``Remittance`` is what stands in the file; ``Outcome`` is its meaning for one submission.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from claims.claim import ZERO, Adjustment, Payer, Provider


class Amount(Struct, frozen=True, omit_defaults=True, gc=False):
    """A further amount or quantity, with the qualifier that says what it is (AMT, QTY)."""

    qualifier: str = ""
    amount: Decimal = ZERO


class PaidLine(Struct, frozen=True, omit_defaults=True, gc=False):
    """The answer to one service line (loop 2110)."""

    procedure: str = ""
    """As adjudicated (SVC01-2)."""
    modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    """SVC04, or SVC01-2 where SVC01-1 is NU."""
    charge: Decimal = ZERO
    """SVC02."""
    paid: Decimal = ZERO
    """SVC03."""
    units: Decimal | None = None
    """Paid units (SVC05)."""
    billed_procedure: str = ""
    """As sent, where the payer bundled or changed it (SVC06-2)."""
    billed_modifiers: tuple[str, ...] = ()
    billed_units: Decimal | None = None
    """SVC07."""
    service_date: date | None = None
    service_date_end: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    allowed: Decimal | None = None
    """AMT02 where AMT01 is B6."""
    control_number: str = ""
    """REF02 where REF01 is 6R: the sender's own line number."""
    line_number: str = ""
    """REF02 where REF01 is LQ or BB …: kept as sent."""
    remarks: tuple[str, ...] = ()
    """Remittance advice remark codes, RARC (LQ02 where LQ01 is HE)."""
    amounts: tuple[Amount, ...] = ()
    """All AMT of the line."""
    quantities: tuple[Amount, ...] = ()
    """All QTY of the line."""


class PaidClaim(Struct, frozen=True, omit_defaults=True, gc=False):
    """The answer to one claim (loop 2100)."""

    claim_id: str = ""
    """Patient control number, as the office sent it (CLP01)."""
    status: str = ""
    """1 to 3 primary to tertiary, 4 denied, 19 to 21 forwarded, 22 reversal, 23 not ours, 25 estimate (CLP02)."""
    charge: Decimal = ZERO
    """CLP03."""
    paid: Decimal = ZERO
    """CLP04."""
    patient_owes: Decimal | None = None
    """CLP05."""
    filing_indicator: str = ""
    """CLP06."""
    payer_control_number: str = ""
    """CLP07."""
    facility_code: str = ""
    """CLP08."""
    frequency_code: str = ""
    """CLP09."""
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    """MOA03 to MOA07, MIA05 and MIA20 to MIA23."""
    member_id: str = ""
    """Of the subscriber (NM109 of NM1 with IL), else of the patient (QC)."""
    corrected_member_id: str = ""
    """What the payer has on file instead (NM1 with 74)."""
    rendering_npi: str = ""
    corrected_payer_id: str = ""
    """Where the claim was forwarded (NM1 with TT)."""
    priority_payer_id: str = ""
    """Who should have been asked first (NM1 with PR)."""
    original_reference: str = ""
    """REF02 where REF01 is F8."""
    statement_from: date | None = None
    statement_through: date | None = None
    received: date | None = None
    """When the payer took the claim in (DTM 050)."""
    covered: Decimal | None = None
    """AMT02 where AMT01 is AU."""
    amounts: tuple[Amount, ...] = ()
    """All AMT of the claim."""
    quantities: tuple[Amount, ...] = ()
    """All QTY of the claim."""
    lines: tuple[PaidLine, ...] = ()


class ProviderAdjustment(Struct, frozen=True, omit_defaults=True, gc=False):
    """Money given or taken apart from any claim (PLB)."""

    provider: str = ""
    fiscal_year_end: date | None = None
    reason: str = ""
    """WO overpayment recovery, FB forwarding balance, L6 interest … (PLB03-1)."""
    reference: str = ""
    """PLB03-2."""
    amount: Decimal = ZERO
    """Positive takes away from the payment (PLB04)."""


class Remittance(Struct, frozen=True, omit_defaults=True, gc=False):
    """One remittance advice: the answers to many claims, and the payment that goes with them (ST to SE)."""

    payer: Payer = Payer()
    payee: Provider = Provider()
    payment: Decimal = ZERO
    """BPR02."""
    method: str = ""
    """ACH, CHK, NON … (BPR04)."""
    payment_date: date | None = None
    """BPR16."""
    trace_number: str = ""
    """TRN02."""
    production_date: date | None = None
    """DTM 405."""
    claims: tuple[PaidClaim, ...] = ()
    adjustments: tuple[ProviderAdjustment, ...] = ()

    @property
    def answered(self) -> date | None:
        """The day on which the office could know: of payment, else of production."""
        return self.payment_date or self.production_date


class LineOutcome(Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of one service line at the first adjudication."""

    number: int = 0
    """The line's number in the claim that was sent."""
    denied: bool = False
    charge: Decimal = ZERO
    paid: Decimal = ZERO
    allowed: Decimal = ZERO
    """What the payer recognised: paid plus the patient's share, and what sequestration took off the payment."""
    reduced: bool = False
    """Part of the units or of the price was refused and the rest paid: recorded, no denial."""
    codes: tuple[str, ...] = ()
    """The refusals of a denied line, as group and CARC, such as ``CO-197``; the largest amount first."""
    remarks: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of one submission at its first adjudication."""

    claim_id: str
    frequency_code: str = "1"
    billing_npi: str = ""
    payer_id: str = ""
    submitted: date | None = None
    answered: date | None = None
    denied: bool = False
    """One line or more was denied."""
    fully_denied: bool = False
    """Every line with a charge was denied."""
    status: str = ""
    """CLP02."""
    payer_control_number: str = ""
    charge: Decimal = ZERO
    denied_charge: Decimal = ZERO
    paid: Decimal = ZERO
    codes: tuple[str, ...] = ()
    """The refusals of the denied lines, as group and CARC, without repetition."""
    lines: tuple[LineOutcome, ...] = ()

"""A claim, in the words of the billing office: one model for reading, scoring and the API.

Every structure is frozen and cheap to build. Text that a claim does not carry is ``""``, a list that it does not carry
is ``()``; ``None`` is left for dates, amounts and whole parts that are absent. Money is a ``Decimal`` in dollars. In
JSON, money is a decimal string and a date is ISO 8601. The X12 element after each field is that of the 5010 guides
(005010X222A1 professional, X223A3 institutional, X224A2 dental).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

ClaimType = Literal["professional", "institutional", "dental"]

ZERO = Decimal(0)


class Provider(Struct, frozen=True, omit_defaults=True, gc=False):
    """A person or an organization that bills, renders, refers, or lends its rooms."""

    npi: str = ""
    """National Provider Identifier, ten digits with a check digit (NM109 where NM108 is XX)."""
    taxonomy: str = ""
    """NUCC provider taxonomy code, ten characters (PRV03)."""
    tax_id: str = ""
    """Employer or social security number (REF02 where REF01 is EI or SY)."""
    name: str = ""
    """Organization name or family name (NM103)."""
    first_name: str = ""
    """Given name; empty for an organization (NM104)."""
    address: str = ""
    """Street (N301, N302)."""
    city: str = ""
    state: str = ""
    """Two letters (N402)."""
    zip: str = ""
    """Five or nine digits (N403)."""


class Payer(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who is asked to pay by this claim (loop 2010BB and SBR)."""

    id: str = ""
    """Payer identifier (NM109)."""
    name: str = ""
    filing_indicator: str = ""
    """MB Medicare Part B, MC Medicaid, CI commercial, HM HMO, 16 Medicare Advantage … (SBR09)."""
    responsibility: str = ""
    """P primary, S secondary, T tertiary … (SBR01)."""
    insurance_type: str = ""
    """Why another payer comes before Medicare: 12 working aged, 43 disabled … (SBR05, professional claims)."""


class Adjustment(Struct, frozen=True, omit_defaults=True, gc=False):
    """One reason why less than the charge was paid (a triple of a CAS segment)."""

    group: str = ""
    """CO contractual, PR patient, OA other, PI payer initiated (CAS01)."""
    code: str = ""
    """Claim adjustment reason code, CARC (CAS02, 05, …)."""
    amount: Decimal = ZERO
    """Dollars taken off; negative gives back (CAS03, 06, …)."""
    quantity: Decimal | None = None
    """Units taken off (CAS04, 07, …)."""


class OtherPayer(Struct, frozen=True, omit_defaults=True, gc=False):
    """Another coverage of the same patient, and what it has already decided (loops 2320 and 2330)."""

    id: str = ""
    name: str = ""
    filing_indicator: str = ""
    responsibility: str = ""
    relationship: str = ""
    """The patient's subscriber's relationship code (SBR02)."""
    member_id: str = ""
    group_number: str = ""
    paid: Decimal | None = None
    """What it paid on the claim (AMT02 where AMT01 is D); ``None`` when it has not answered."""
    patient_owes: Decimal | None = None
    """Remaining patient liability (AMT02 where AMT01 is EAF)."""
    non_covered: Decimal | None = None
    """Total non-covered amount (AMT02 where AMT01 is A8)."""
    adjustments: tuple[Adjustment, ...] = ()
    paid_date: date | None = None
    """Adjudication date (DTP03 where DTP01 is 573, loop 2330B)."""
    control_number: str = ""
    """The other payer's claim control number (REF02 where REF01 is F8, loop 2330B)."""


class LineAdjudication(Struct, frozen=True, omit_defaults=True, gc=False):
    """What another payer decided on one line (loop 2430)."""

    payer_id: str = ""
    paid: Decimal = ZERO
    """Dollars (SVD02)."""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    units: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    paid_date: date | None = None
    remaining: Decimal | None = None
    """Remaining patient liability (AMT02 where AMT01 is EAF)."""


class Subscriber(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who holds the coverage (loop 2010BA)."""

    member_id: str = ""
    """NM109 where NM108 is MI."""
    group_number: str = ""
    """SBR03."""
    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    address: str = ""
    """Street (N301, N302)."""
    city: str = ""
    state: str = ""
    zip: str = ""


class Patient(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who was treated: the subscriber, or a dependent (loop 2010CA)."""

    birth_date: date | None = None
    """DMG02."""
    sex: str = ""
    """F, M or U (DMG03)."""
    relationship: str = ""
    """Individual relationship code; 18 is self (SBR02, PAT01)."""
    last_name: str = ""
    first_name: str = ""
    address: str = ""
    """Street (N301, N302)."""
    city: str = ""
    state: str = ""
    zip: str = ""
    death_date: date | None = None
    """PAT06."""
    weight: Decimal | None = None
    """Pounds (PAT08)."""
    pregnant: bool = False
    """PAT09."""


class Diagnosis(Struct, frozen=True, omit_defaults=True, gc=False):
    """One diagnosis code of the claim (HI)."""

    code: str = ""
    """ICD-10-CM without the point."""
    qualifier: str = ""
    """HI01-1: ABK principal, ABF other, ABJ admitting, APR reason for visit, ABN external cause; BK, BF … ICD-9."""
    present_on_admission: str = ""
    """Y, N, U, W or empty (HI01-9)."""


class ProcedureCode(Struct, frozen=True, omit_defaults=True, gc=False):
    """One ICD-10-PCS procedure of an institutional claim (HI with BBR or BBQ)."""

    code: str = ""
    qualifier: str = ""
    performed: date | None = None


class Occurrence(Struct, frozen=True, omit_defaults=True, gc=False):
    """An occurrence code, or a span of one (HI with BH or BI)."""

    code: str = ""
    start: date | None = None
    end: date | None = None
    """Set for spans alone."""


class ValueCode(Struct, frozen=True, omit_defaults=True, gc=False):
    """A value code and its amount (HI with BE)."""

    code: str = ""
    amount: Decimal = ZERO


class Accident(Struct, frozen=True, omit_defaults=True, gc=False):
    """What the claim says of an accident (CLM11 and DTP 439)."""

    occurred: date | None = None
    causes: tuple[str, ...] = ()
    """AA auto, EM employment, OA other."""
    state: str = ""
    country: str = ""


class Ambulance(Struct, frozen=True, omit_defaults=True, gc=False):
    """An ambulance transport (CR1, loops 2310E and 2310F)."""

    reason: str = ""
    """CR104."""
    miles: Decimal | None = None
    """CR106."""
    patient_weight: Decimal | None = None
    """Pounds (CR102)."""
    conditions: tuple[str, ...] = ()
    """CRC03 to CRC07 where CRC01 is 07."""
    pick_up_zip: str = ""
    drop_off_zip: str = ""
    description: str = ""


class Attachment(Struct, frozen=True, omit_defaults=True, gc=False):
    """A paper or file announced with the claim (PWK)."""

    type: str = ""
    transmission: str = ""
    control_number: str = ""


class Note(Struct, frozen=True, omit_defaults=True, gc=False):
    """A remark on the claim (NTE)."""

    code: str = ""
    text: str = ""


class Drug(Struct, frozen=True, omit_defaults=True, gc=False):
    """The drug of a line (loop 2410)."""

    code: str = ""
    """National Drug Code, eleven digits without hyphens (LIN03 where LIN02 is N4)."""
    quantity: Decimal | None = None
    """CTP04."""
    unit: str = ""
    """F2 international unit, GR gram, ME milligram, ML millilitre, UN unit (CTP05-1)."""
    prescription: str = ""
    """REF02 where REF01 is XZ."""


class Tooth(Struct, frozen=True, omit_defaults=True, gc=False):
    """A tooth and its surfaces (TOO)."""

    code: str = ""
    surfaces: tuple[str, ...] = ()


class ServiceLine(Struct, frozen=True, omit_defaults=True, gc=False):
    """One billed service (loop 2400)."""

    number: int = 0
    """Counts from 1 (LX01)."""
    procedure: str = ""
    """HCPCS Level I or II, or CDT (SV101-2, SV202-2, SV301-2); empty for a revenue-code line without one."""
    procedure_qualifier: str = ""
    """HC, HP, ER, IV, WK or AD (SV101-1)."""
    modifiers: tuple[str, ...] = ()
    """Up to four (SV101-3 to -6)."""
    description: str = ""
    """SV101-7."""
    revenue_code: str = ""
    """Four digits, institutional claims (SV201)."""
    units: Decimal = ZERO
    """SV104, SV205, SV306."""
    unit: str = ""
    """UN units, MJ minutes, DA days (SV103, SV204)."""
    charge: Decimal = ZERO
    """Dollars billed (SV102, SV203, SV302)."""
    non_covered: Decimal | None = None
    """Dollars (SV207)."""
    service_date: date | None = None
    """First day (DTP03 where DTP01 is 472)."""
    service_date_end: date | None = None
    """Last day; ``None`` where it is the first."""
    diagnosis_pointers: tuple[int, ...] = ()
    """Positions in ``Claim.diagnoses``, counted from 1 (SV107)."""
    place_of_service: str = ""
    """The line's own, where it differs from the claim's (SV105, SV303)."""
    emergency: bool = False
    """SV109."""
    epsdt: bool = False
    """SV111."""
    family_planning: bool = False
    """SV112."""
    copay_exempt: bool = False
    """SV115."""
    rendering_provider: Provider | None = None
    """The line's own, where it differs from the claim's."""
    ordering_provider: Provider | None = None
    referring_provider: Provider | None = None
    supervising_provider: Provider | None = None
    operating_provider: Provider | None = None
    service_facility: Provider | None = None
    prior_authorization: str = ""
    """REF02 where REF01 is G1."""
    referral: str = ""
    """REF02 where REF01 is 9F."""
    clia: str = ""
    """REF02 where REF01 is X4."""
    control_number: str = ""
    """REF02 where REF01 is 6R; the payer's answer repeats it."""
    ndc: Drug | None = None
    teeth: tuple[Tooth, ...] = ()
    oral_cavity: tuple[str, ...] = ()
    """Area of oral cavity codes (SV304)."""
    conditions: tuple[str, ...] = ()
    """Condition indicators of the line (CRC)."""
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    """The line's own (PWK of loop 2400)."""
    adjudications: tuple[LineAdjudication, ...] = ()


class Claim(Struct, frozen=True, omit_defaults=True, gc=False):
    """One claim as it is sent: loop 2300 with all that it inherits from the loops above."""

    claim_id: str
    """Patient control number (CLM01)."""
    claim_type: ClaimType = "professional"
    frequency_code: str = "1"
    """1 original, 7 replacement, 8 void … (CLM05-3)."""
    original_reference: str = ""
    """The payer's control number of the claim that this one replaces (REF02 where REF01 is F8)."""
    submission_date: date | None = None
    """BHT04."""
    total_charge: Decimal = ZERO
    """Dollars (CLM02)."""
    payer: Payer = Payer()
    other_payers: tuple[OtherPayer, ...] = ()
    billing_provider: Provider = Provider()
    pay_to_provider: Provider | None = None
    rendering_provider: Provider | None = None
    referring_provider: Provider | None = None
    ordering_provider: Provider | None = None
    supervising_provider: Provider | None = None
    attending_provider: Provider | None = None
    operating_provider: Provider | None = None
    other_operating_provider: Provider | None = None
    assistant_surgeon: Provider | None = None
    service_facility: Provider | None = None
    subscriber: Subscriber = Subscriber()
    patient: Patient = Patient()
    place_of_service: str = ""
    """Two digits, professional and dental claims (CLM05-1)."""
    type_of_bill: str = ""
    """Four digits with the leading zero of the paper form, institutional claims: 0, CLM05-1, CLM05-3."""
    statement_from: date | None = None
    """DTP03 where DTP01 is 434."""
    statement_through: date | None = None
    admission_date: date | None = None
    """DTP03 where DTP01 is 435."""
    admission_hour: str = ""
    admission_type: str = ""
    """CL101."""
    admission_source: str = ""
    """CL102."""
    discharge_status: str = ""
    """CL103."""
    discharge_hour: str = ""
    """DTP03 where DTP01 is 096."""
    discharge_date: date | None = None
    """Professional claims: DTP03 where DTP01 is 096."""
    onset_date: date | None = None
    """DTP03 where DTP01 is 431."""
    initial_treatment_date: date | None = None
    """DTP03 where DTP01 is 454."""
    last_menstrual_period: date | None = None
    """DTP03 where DTP01 is 484."""
    last_seen_date: date | None = None
    """DTP03 where DTP01 is 304."""
    diagnoses: tuple[Diagnosis, ...] = ()
    procedures: tuple[ProcedureCode, ...] = ()
    drg: str = ""
    """HI01-2 where HI01-1 is DR."""
    condition_codes: tuple[str, ...] = ()
    occurrence_codes: tuple[Occurrence, ...] = ()
    value_codes: tuple[ValueCode, ...] = ()
    conditions: tuple[str, ...] = ()
    """Condition indicators of the claim, as category and code, such as ``75:IH`` (CRC)."""
    prior_authorization: str = ""
    """REF02 where REF01 is G1."""
    referral: str = ""
    """REF02 where REF01 is 9F."""
    delay_reason: str = ""
    """CLM20."""
    special_program: str = ""
    """CLM12."""
    clia: str = ""
    """REF02 where REF01 is X4."""
    medical_record: str = ""
    """REF02 where REF01 is EA."""
    authorization_exception: str = ""
    """REF02 where REF01 is 4N."""
    investigational_device: str = ""
    """REF02 where REF01 is LX."""
    demonstration_project: str = ""
    """REF02 where REF01 is P4."""
    patient_paid: Decimal | None = None
    """AMT02 where AMT01 is F5."""
    assignment: str = ""
    """A, B or C (CLM07)."""
    benefits_assigned: str = ""
    """Y, N or W (CLM08)."""
    release_of_information: str = ""
    """I or Y (CLM09)."""
    provider_signature: str = ""
    """Y or N (CLM06)."""
    accident: Accident | None = None
    ambulance: Ambulance | None = None
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[Note, ...] = ()
    lines: tuple[ServiceLine, ...] = ()

    @property
    def first_service_date(self) -> date | None:
        """The earliest day of service: of the lines, else of the statement."""
        first = None
        for line in self.lines:
            day = line.service_date
            if day is not first and day is not None and (first is None or day < first):
                first = day
        return first or self.statement_from

    @property
    def last_service_date(self) -> date | None:
        """The latest day of service: of the lines, else of the statement."""
        days = [day for line in self.lines if (day := line.service_date_end or line.service_date)]
        return max(days) if days else self.statement_through or self.statement_from

    def place_of(self, line: ServiceLine) -> str:
        """Where a line was rendered: its own place of service, else the claim's."""
        return line.place_of_service or self.place_of_service

    def renders(self, line: ServiceLine) -> Provider:
        """Who rendered a line: its own provider, else the claim's rendering, attending or billing one."""
        return line.rendering_provider or self.rendering_provider or self.attending_provider or self.billing_provider

    def pointed_diagnoses(self, line: ServiceLine) -> tuple[str, ...]:
        """The diagnosis codes that a line points to; pointers that lead nowhere are left out."""
        known = len(self.diagnoses)
        return tuple(self.diagnoses[at - 1].code for at in line.diagnosis_pointers if 0 < at <= known)

"""The columns of the tables: what each holds, where it comes from, and how it is read from a claim and its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

import features
from claims.answer import LineOutcome, Outcome, PaidClaim, Remittance
from claims.claim import Claim, ServiceLine
from training.maturity import State


class Row(Struct, frozen=True, gc=False):
    """What a row of a claim is made from."""

    key: int
    claim: Claim
    outcome: Outcome | None
    state: State
    line: ServiceLine | None = None
    fate: LineOutcome | None = None


class AnswerRow(Struct, frozen=True, gc=False):
    """What a row of an answer is made from."""

    key: int | None
    """Of the claim that it belongs to, where it belongs to one."""
    remittance: Remittance
    paid: PaidClaim
    reason: str
    """Why it belongs to no claim."""


class Column(Struct, frozen=True):
    """One column of a table."""

    name: str
    type: str
    """As Arrow names it: string, int32, float64, bool, date32, list."""
    doc: str
    read: Callable[[Any], Any]


def _dollars(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _age(row: Row) -> float | None:
    born, served = row.claim.patient.birth_date, row.claim.first_service_date
    return None if born is None or served is None else (served - born).days // 365.2425


def _of_line(read: Callable[[ServiceLine], Any]) -> Callable[[Row], Any]:
    return lambda row: read(row.line) if row.line else None


def _of_fate(read: Callable[[LineOutcome], Any]) -> Callable[[Row], Any]:
    return lambda row: read(row.fate) if row.fate else None


def _of_outcome(read: Callable[[Outcome], Any]) -> Callable[[Row], Any]:
    return lambda row: read(row.outcome) if row.outcome else None


KEY = Column(
    "claim",
    "int64",
    "The key of all tables: 63 bits of a digest of what the claim says, the same in every edition.",
    lambda row: row.key,
)
LINE = Column("line", "int32", "The line's number in its claim, from 1 (LX01).", _of_line(lambda line: line.number))

CLAIMS = (
    KEY,
    Column("claim_id", "string", "Patient control number (CLM01).", lambda row: row.claim.claim_id),
    Column("frequency_code", "string", "1 original, 7 replacement … (CLM05-3).", lambda row: row.claim.frequency_code),
    Column("claim_type", "string", "professional, institutional or dental.", lambda row: row.claim.claim_type),
    Column("submitted", "date32", "Day of submission (BHT04).", lambda row: row.claim.submission_date),
    Column("payer_id", "string", "Payer identifier (2010BB NM109).", lambda row: row.claim.payer.id),
    Column("filing_indicator", "string", "Kind of coverage (SBR09).", lambda row: row.claim.payer.filing_indicator),
    Column("billing_npi", "string", "Billing provider (2010AA NM109).", lambda row: row.claim.billing_provider.npi),
    Column("place_of_service", "string", "Place of service (CLM05-1).", lambda row: row.claim.place_of_service),
    Column("type_of_bill", "string", "Institutional claims (CLM05).", lambda row: row.claim.type_of_bill),
    Column("age", "float64", "Patient's age in whole years on the first day of service.", _age),
    Column("sex", "string", "Patient's sex: F, M or U (DMG03).", lambda row: row.claim.patient.sex),
    Column("diagnoses", "list", "ICD-10-CM codes, in order (HI).", lambda row: [d.code for d in row.claim.diagnoses]),
    Column("charge", "float64", "Dollars billed (CLM02).", lambda row: _dollars(row.claim.total_charge)),
    Column("lines", "int32", "How many service lines it has.", lambda row: len(row.claim.lines)),
    Column(
        "state",
        "string",
        "known: matured and answered, labelled; silent: matured and never answered; young: too young to tell.",
        lambda row: row.state,
    ),
)

LINES = (
    KEY,
    LINE,
    Column("procedure", "string", "HCPCS or CDT code (SV101-2).", _of_line(lambda line: line.procedure)),
    Column("modifiers", "list", "Modifiers, in order (SV101-3 to -6).", _of_line(lambda line: list(line.modifiers))),
    Column("revenue_code", "string", "Institutional claims (SV201).", _of_line(lambda line: line.revenue_code)),
    Column("units", "float64", "Units (SV104).", _of_line(lambda line: float(line.units))),
    Column("charge", "float64", "Dollars billed (SV102).", _of_line(lambda line: _dollars(line.charge))),
    Column("service_date", "date32", "First day of service (DTP 472).", _of_line(lambda line: line.service_date)),
    Column(
        "diagnosis_pointers",
        "list_int",
        "Positions in the claim's diagnoses, from 1 (SV107).",
        _of_line(lambda line: list(line.diagnosis_pointers)),
    ),
    Column("denied", "bool", "Refused at the first adjudication; empty where unknown.", _of_fate(lambda f: f.denied)),
    Column("codes", "list", "Refusals as group and CARC, largest first.", _of_fate(lambda fate: list(fate.codes))),
    Column("paid", "float64", "Dollars paid (SVC03); empty where unknown.", _of_fate(lambda f: _dollars(f.paid))),
    Column(
        "allowed",
        "float64",
        "Dollars allowed: paid, patient share, sequestration.",
        _of_fate(lambda f: _dollars(f.allowed)),
    ),
)

OUTCOMES = (
    KEY,
    Column("claim_id", "string", "Patient control number.", lambda row: row.claim.claim_id),
    Column("answered", "date32", "Day of the first adjudication (BPR16).", _of_outcome(lambda o: o.answered)),
    Column("status", "string", "Claim status (CLP02).", _of_outcome(lambda o: o.status)),
    Column("denied", "bool", "One line or more was refused.", _of_outcome(lambda o: o.denied)),
    Column("fully_denied", "bool", "Every charged line was refused.", _of_outcome(lambda o: o.fully_denied)),
    Column("charge", "float64", "Dollars billed.", _of_outcome(lambda o: _dollars(o.charge))),
    Column("denied_charge", "float64", "Dollars refused.", _of_outcome(lambda o: _dollars(o.denied_charge))),
    Column("paid", "float64", "Dollars paid.", _of_outcome(lambda o: _dollars(o.paid))),
    Column("codes", "list", "Refusals as group and CARC.", _of_outcome(lambda o: list(o.codes))),
)


def _codes(row: AnswerRow) -> list[str]:
    """Group and CARC of all adjustments, without repetition."""
    all_of_it = (row.paid.adjustments, *(line.adjustments for line in row.paid.lines))
    return list(dict.fromkeys(f"{one.group}-{one.code}" for adjustments in all_of_it for one in adjustments))


ANSWERS = (
    KEY,
    Column("claim_id", "string", "Patient control number as the payer returned it (CLP01).", lambda r: r.paid.claim_id),
    Column("unmatched", "string", "Why it belongs to no claim; empty where it does.", lambda row: row.reason),
    Column("payer_id", "string", "Who answers (1000A), as the 835 says it.", lambda row: row.remittance.payer.id),
    Column("payee_npi", "string", "Who is answered (1000B NM109).", lambda row: row.remittance.payee.npi),
    Column(
        "answered",
        "date32",
        "Day of the payment, else of production (BPR16, DTM 405).",
        lambda r: r.remittance.answered,
    ),
    Column("received", "date32", "When the payer took the claim in (DTM 050).", lambda row: row.paid.received),
    Column("status", "string", "Claim status (CLP02).", lambda row: row.paid.status),
    Column("frequency_code", "string", "Of the claim, as returned (CLP09).", lambda row: row.paid.frequency_code),
    Column("charge", "float64", "Dollars billed (CLP03).", lambda row: _dollars(row.paid.charge)),
    Column("paid", "float64", "Dollars paid (CLP04).", lambda row: _dollars(row.paid.paid)),
    Column("patient_owes", "float64", "Dollars (CLP05).", lambda row: _dollars(row.paid.patient_owes)),
    Column("codes", "list", "Group and CARC of all adjustments, of the claim and of its lines.", _codes),
    Column("remarks", "list", "Remark codes of the claim (MOA, MIA).", lambda row: list(row.paid.remarks)),
    Column("lines", "int32", "How many services it answers.", lambda row: len(row.paid.lines)),
)

TABLES = {
    "claims": "One row a claim that was sent.",
    "lines": "One row a service line, with its fate where it is known.",
    "answers": "One row an answer to a claim as the 835 says it (CLP): refusals, payments, reversals and repetitions.",
    "outcomes": "One row a claim that was answered: what became of it at the first adjudication.",
    "features": "One row a service line: what the model sees of it, as it was known on the day the claim was sent.",
}


def schema() -> dict[str, Sequence[Column]]:
    """The columns of each table, in order."""
    return {
        "claims": CLAIMS,
        "lines": LINES,
        "answers": ANSWERS,
        "outcomes": OUTCOMES,
        "features": (KEY, LINE, *_feature_columns()),
    }


def _feature_columns() -> Iterator[Column]:
    for feature in features.catalogue():
        yield Column(feature.name, "float64", " ".join(feature.doc.split()), lambda _: None)

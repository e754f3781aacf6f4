"""Whose table of the National Correct Coding Initiative a claim goes by, and whom it binds.

Practitioners' table: professional claims, those of ambulatory surgery centers among them. Hospital table: outpatient
bills that pass the outpatient code editor; never inpatient bills (NCCI Policy Manual for Medicare Services,
introduction and chapter I). State Medicaid programs go by their own tables (Social Security Act, section 1903(r)).
Other payers commonly adopt Medicare's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from claims.claim import Claim, ServiceLine
from rules.bills import kind_of
from rules.reference import ncci
from rules.reference.kind import Kind
from rules.reference.ncci import AddOn, Pair, Units

BINDING = ("medicare", "medicaid")
"""Kinds of payers that must apply the edits."""
PAIR_BILLS = ("012x", "013x", "014x", "022x", "023x", "034x", "074x", "075x")
"""Outpatient hospitals, and the providers of outpatient therapy."""
UNIT_BILLS = ("013x", "014x", "085x")
VOID = "8"

NCCI_MODIFIERS = frozenset((
    "24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XP", "XS", "XU", "LT", "RT", "LC", "LD", "LM", "RC",
    "RI", "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2", "T3",
    "T4", "T5", "T6", "T7", "T8", "T9",
))  # fmt: skip
"""Each says that two services were apart (NCCI Policy Manual, chapter I, section E)."""

SUPPLIERS = ("332B", "335E")
"""Taxonomy codes of suppliers of equipment, and of prostheses and orthoses, begin so."""
EQUIPMENT_CONTRACTORS = ("16013", "17013", "18003", "19003")
"""Payer identifiers of Medicare's four contractors for durable equipment."""

Row = TypeVar("Row", Pair, AddOn)

PAIRS: Mapping[tuple[bool, bool], Kind[Pair]] = {
    (False, False): ncci.PAIRS_PRACTITIONER,
    (False, True): ncci.PAIRS_OUTPATIENT,
    (True, False): ncci.PAIRS_MEDICAID_PRACTITIONER,
    (True, True): ncci.PAIRS_MEDICAID_OUTPATIENT,
}
"""By whether it is Medicaid's, and a hospital's."""
UNITS: Mapping[tuple[bool, str], Kind[Units]] = {
    (False, "professional"): ncci.UNITS_PRACTITIONER,
    (False, "institutional"): ncci.UNITS_OUTPATIENT,
    (False, "supplier"): ncci.UNITS_SUPPLIER,
    (True, "professional"): ncci.UNITS_MEDICAID_PRACTITIONER,
    (True, "institutional"): ncci.UNITS_MEDICAID_OUTPATIENT,
    (True, "supplier"): ncci.UNITS_MEDICAID_SUPPLIER,
}


def pairs_of(claim: Claim, payer_kind: str) -> Kind[Pair] | None:
    """The table of pairs for a claim; ``None`` where none is for it."""
    hospital = claim.claim_type == "institutional"
    if claim.frequency_code == VOID or is_supplier(claim) or (hospital and kind_of(claim) not in PAIR_BILLS):
        return None
    return PAIRS[payer_kind == "medicaid", hospital]


def units_of(claim: Claim, payer_kind: str) -> Kind[Units] | None:
    """The table of unlikely units for a claim; ``None`` where none is for it."""
    if claim.frequency_code == VOID or (claim.claim_type == "institutional" and kind_of(claim) not in UNIT_BILLS):
        return None
    whose = "supplier" if is_supplier(claim) else claim.claim_type
    return UNITS.get((payer_kind == "medicaid", whose))


def is_supplier(claim: Claim) -> bool:
    """Whether a claim is a supplier's of durable equipment: by the billing provider's taxonomy, or the contractor."""
    return claim.claim_type == "professional" and (
        claim.billing_provider.taxonomy.startswith(SUPPLIERS) or claim.payer.id in EQUIPMENT_CONTRACTORS
    )


def day_of(claim: Claim, line: ServiceLine) -> date | None:
    """The day of a line; of an institutional claim's line without one, the first of the statement."""
    return line.service_date or claim.statement_from


def clinician_of(claim: Claim, line: ServiceLine) -> str:
    """The provider that an edit of a day takes as one: who rendered the line; of a hospital, the hospital."""
    return claim.renders(line).npi if claim.claim_type == "professional" else ""


def in_window(rows: tuple[Row, ...], day: date) -> Iterator[Row]:
    """Those rows that hold on a day."""
    for row in rows:
        if (row.start is None or row.start <= day) and (row.end is None or day <= row.end):
            yield row

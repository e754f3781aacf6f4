"""Remittances as an X12 835 file (005010X221A1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from claims.answer import PaidClaim, PaidLine, Remittance
from claims.claim import Provider
from training.office.segments import Envelope, Segment, amount, day8, groups, parts, trimmed
from training.office.write837_lines import cas


def write835(remits: Sequence[Remittance], sent_by: Provider, trace: str, envelope: Envelope) -> bytes:
    """One file: a transaction for each payee, from one payer with this address and trace number."""
    return groups(envelope, [("HP", "005010X221A1", [list(_transaction(remit, sent_by, trace)) for remit in remits])])


def _transaction(remit: Remittance, sent_by: Provider, trace: str) -> Iterator[Segment]:
    assert remit.payment_date is not None
    day = day8(remit.payment_date)
    if remit.payment > 0:
        banks = ("CCP", "01", "999999992", "DA", "1234567", trace, "", "01", "999988880", "DA", "98765")
        yield ("BPR", "I", amount(remit.payment), "C", "ACH", *banks, day)
    else:
        yield ("BPR", "H", "0", "C", "NON", "", "", "", "", "", "", "", "", "", "", "", day)
    yield ("TRN", "1", remit.trace_number, trace)
    yield ("DTM", "405", day)
    yield ("N1", "PR", remit.payer.name)
    yield ("N3", sent_by.address)
    yield ("N4", sent_by.city, sent_by.state, sent_by.zip)
    yield ("REF", "2U", remit.payer.id)
    yield ("PER", "BL", "PROVIDER SERVICES", "TE", "5555550177")
    yield ("N1", "PE", remit.payee.name, "XX", remit.payee.npi)
    if remit.payee.tax_id:
        yield ("REF", "TJ", remit.payee.tax_id)
    if remit.claims:
        yield ("LX", "1")
    for claim in remit.claims:
        yield from _claim(claim)
    for (provider, year_end), several in groupby(
        remit.adjustments, key=lambda one: (one.provider, one.fiscal_year_end)
    ):
        given = list(several)
        for at in range(0, len(given), 6):
            pairs = [
                text for one in given[at : at + 6] for text in (parts(one.reason, one.reference), amount(one.amount))
            ]
            yield ("PLB", provider, day8(year_end) if year_end else "", *pairs)


def _claim(claim: PaidClaim) -> Iterator[Segment]:
    owes = amount(claim.patient_owes) if claim.patient_owes else ""
    yield trimmed(
        "CLP", claim.claim_id, claim.status, amount(claim.charge), amount(claim.paid), owes, claim.filing_indicator,
        claim.payer_control_number, claim.facility_code, claim.frequency_code,
    )  # fmt: skip
    yield from cas(claim.adjustments)
    yield trimmed("NM1", "QC", "1", "PATIENT", "A", "", "", "", "MI", claim.member_id)
    if claim.rendering_npi:
        yield ("NM1", "82", "1", "CLINICIAN", "A", "", "", "", "XX", claim.rendering_npi)
    if claim.remarks:
        inpatient = claim.facility_code == "11" and claim.filing_indicator == "MA"
        yield ("MIA", "0", "", "", "0", *claim.remarks[:1]) if inpatient else ("MOA", "", "", *claim.remarks[:5])
    if claim.original_reference:
        yield ("REF", "F8", claim.original_reference)
    for qualifier, day in (("232", claim.statement_from), ("233", claim.statement_through), ("050", claim.received)):
        if day:
            yield ("DTM", qualifier, day8(day))
    for line in claim.lines:
        yield from _line(line)


def _line(line: PaidLine) -> Iterator[Segment]:
    code = parts("HC", line.procedure, *line.modifiers) if line.procedure else parts("NU", line.revenue_code)
    billed = parts("HC", line.billed_procedure, *line.billed_modifiers) if line.billed_procedure else ""
    units = amount(line.units) if line.units is not None else ""
    was = amount(line.billed_units) if line.billed_units is not None else ""
    revenue = line.revenue_code if line.procedure else ""
    yield trimmed("SVC", code, amount(line.charge), amount(line.paid), revenue, units, billed, was)
    if line.service_date and line.service_date_end:
        yield ("DTM", "150", day8(line.service_date))
        yield ("DTM", "151", day8(line.service_date_end))
    elif line.service_date:
        yield ("DTM", "472", day8(line.service_date))
    yield from cas(line.adjustments)
    if line.control_number:
        yield ("REF", "6R", line.control_number)
    if line.allowed is not None:
        yield ("AMT", "B6", amount(line.allowed))
    for remark in line.remarks:
        yield ("LQ", "HE", remark)

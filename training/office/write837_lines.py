"""The service lines of an 837 (loops 2400 to 2430), and what claims and lines share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from claims.claim import Adjustment, Claim, Provider, ServiceLine
from training.office.segments import Segment, amount, day8, parts, trimmed


def person(role: str, provider: Provider) -> Segment:
    """NM1 of a provider; a given name makes it a person."""
    kind = "1" if provider.first_name else "2"
    identified = ("", "", "", "XX", provider.npi) if provider.npi else ()
    return trimmed("NM1", role, kind, provider.name, provider.first_name, *identified)


def number(day: date | None) -> str:
    """CCYYMMDD, or nothing."""
    return day8(day) if day else ""


def cas(adjustments: Iterable[Adjustment]) -> Iterator[Segment]:
    """CAS segments: up to six adjustments of one group in each."""
    for group, own in groupby(adjustments, key=lambda one: one.group):
        several = list(own)
        for at in range(0, len(several), 6):
            triples: list[str] = []
            for one in several[at : at + 6]:
                triples += [one.code, amount(one.amount), amount(one.quantity) if one.quantity is not None else ""]
            yield trimmed("CAS", group, *triples)


def line_segments(claim: Claim, line: ServiceLine) -> Iterator[Segment]:
    """One service line."""
    yield ("LX", str(line.number))
    code = (
        parts(line.procedure_qualifier or "HC", line.procedure, *line.modifiers, *_described(line))
        if line.procedure
        else ""
    )
    if claim.claim_type == "professional":
        pointers = parts(*(str(at) for at in line.diagnosis_pointers))
        flags = ("Y" if line.emergency else "", "", "Y" if line.epsdt else "", "Y" if line.family_planning else "")
        exempt = "0" if line.copay_exempt else ""
        measured = (amount(line.charge), line.unit or "UN", amount(line.units))
        yield trimmed("SV1", code, *measured, line.place_of_service, "", pointers, "", *flags, "", "", exempt)
    else:
        extra = amount(line.non_covered) if line.non_covered is not None else ""
        yield trimmed(
            "SV2", line.revenue_code, code, amount(line.charge), line.unit or "UN", amount(line.units), "", extra
        )
    yield from _dated(line)
    for qualifier, value in (
        ("G1", line.prior_authorization),
        ("6R", line.control_number),
        ("9F", line.referral),
        ("X4", line.clia),
    ):
        if value:
            yield ("REF", qualifier, value)
    for note in line.notes:
        yield ("NTE", note.code, note.text)
    yield from _drug(line)
    yield from _people(line)
    for other in line.adjudications:
        procedure = parts("HC", other.procedure, *other.modifiers) if other.procedure else ""
        units = amount(other.units) if other.units is not None else ""
        yield trimmed("SVD", other.payer_id, amount(other.paid), procedure, line.revenue_code, units)
        yield from cas(other.adjustments)
        if other.paid_date:
            yield ("DTP", "573", "D8", day8(other.paid_date))
        if other.remaining is not None:
            yield ("AMT", "EAF", amount(other.remaining))


def _described(line: ServiceLine) -> tuple[str, ...]:
    return (*[""] * (4 - len(line.modifiers)), line.description) if line.description else ()


def _dated(line: ServiceLine) -> Iterator[Segment]:
    if line.service_date and line.service_date_end:
        yield ("DTP", "472", "RD8", f"{day8(line.service_date)}-{day8(line.service_date_end)}")
    elif line.service_date:
        yield ("DTP", "472", "D8", day8(line.service_date))


def _drug(line: ServiceLine) -> Iterator[Segment]:
    if line.ndc:
        yield ("LIN", "", "N4", line.ndc.code)
        if line.ndc.quantity is not None:
            yield ("CTP", "", "", "", amount(line.ndc.quantity), line.ndc.unit or "UN")
        if line.ndc.prescription:
            yield ("REF", "XZ", line.ndc.prescription)


def _people(line: ServiceLine) -> Iterator[Segment]:
    pairs = (
        ("82", line.rendering_provider),
        ("77", line.service_facility),
        ("DQ", line.supervising_provider),
        ("DK", line.ordering_provider),
        ("DN", line.referring_provider),
    )
    for role, provider in pairs:
        if provider is not None:
            yield person(role, provider)
            if role == "82" and provider.taxonomy:
                yield ("PRV", "PE", "PXC", provider.taxonomy)

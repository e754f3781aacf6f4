"""Claims as an X12 837 file: professional (005010X222A1) and institutional (005010X223A2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from claims.claim import Claim, OtherPayer, Patient, Payer, Provider, Subscriber
from training.office.segments import Envelope, Segment, amount, day8, groups, parts, trimmed
from training.office.write837_lines import cas, line_segments, number, person

VERSIONS = {"professional": "005010X222A1", "institutional": "005010X223A2"}


def write837(claims: Iterable[Claim], envelope: Envelope, *, batch: str = "0001", size: int = 200) -> bytes:
    """One file. Neighbours of one kind and submission date go into one transaction, up to ``size`` claims."""
    found: list[tuple[str, str, list[list[Segment]]]] = []
    for kind, of_kind in groupby(claims, key=lambda claim: claim.claim_type):
        transactions: list[list[Segment]] = []
        for day, of_day in groupby(of_kind, key=lambda claim: claim.submission_date or envelope.day):
            several = list(of_day)
            parts_of_day = (several[at : at + size] for at in range(0, len(several), size))
            transactions += [list(_transaction(some, day, envelope, batch)) for some in parts_of_day]
        found.append(("HC", VERSIONS[kind], transactions))
    return groups(envelope, found)


def _transaction(claims: Sequence[Claim], day: date, envelope: Envelope, batch: str) -> Iterator[Segment]:
    first = claims[0].billing_provider
    yield ("BHT", "0019", "00", batch, day8(day), "0615", "CH")
    yield trimmed("NM1", "41", "2", first.name, "", "", "", "", "46", envelope.sender)
    yield ("PER", "IC", "BILLING OFFICE", "TE", "5555550142")
    yield ("NM1", "40", "2", "CLEARINGHOUSE", "", "", "", "", "46", envelope.receiver)
    level = 0
    for provider, own in groupby(claims, key=lambda claim: (claim.billing_provider, claim.pay_to_provider)):
        level += 1
        biller = str(level)
        yield ("HL", biller, "", "20", "1")
        yield from _billing(*provider)
        for claim in own:
            level += 1
            dependent = claim.patient.relationship not in ("", "18")
            yield ("HL", str(level), biller, "22", "1" if dependent else "0")
            yield from _subscriber(claim, dependent=dependent)
            if dependent:
                level += 1
                yield ("HL", str(level), str(level - 1), "23", "0")
                yield from _dependent(claim)
            yield from _professional(claim) if claim.claim_type == "professional" else _institutional(claim)
            for other in claim.other_payers:
                yield from _other_payer(claim, other)
            for line in claim.lines:
                yield from line_segments(claim, line)


def _address(provider: Provider) -> Iterator[Segment]:
    if provider.address:
        yield ("N3", provider.address)
        yield trimmed("N4", provider.city, provider.state, provider.zip)


def _billing(provider: Provider, pay_to: Provider | None) -> Iterator[Segment]:
    if provider.taxonomy:
        yield ("PRV", "BI", "PXC", provider.taxonomy)
    yield person("85", provider)
    yield from _address(provider)
    if provider.tax_id:
        yield ("REF", "EI", provider.tax_id)
    if pay_to:
        yield ("NM1", "87", "2")
        yield from _address(pay_to)


def _payer(payer: Payer) -> Segment:
    return ("NM1", "PR", "2", payer.name, "", "", "", "", "PI", payer.id)


def _subscriber(claim: Claim, *, dependent: bool) -> Iterator[Segment]:
    who = claim.subscriber
    relationship = "" if dependent else "18"
    yield trimmed(
        "SBR",
        claim.payer.responsibility,
        relationship,
        who.group_number,
        "",
        "",
        "",
        "",
        "",
        claim.payer.filing_indicator,
    )
    yield trimmed("NM1", "IL", "1", who.last_name, who.first_name, "", "", "", "MI", who.member_id)
    yield from _home(who)
    if who.birth_date:
        yield ("DMG", "D8", day8(who.birth_date), who.sex or "U")
    yield _payer(claim.payer)


def _home(who: Subscriber | Patient) -> Iterator[Segment]:
    if who.state:
        yield ("N3", who.address)
        yield trimmed("N4", who.city, who.state, who.zip)


def _dependent(claim: Claim) -> Iterator[Segment]:
    who = claim.patient
    yield ("PAT", who.relationship)
    yield trimmed("NM1", "QC", "1", who.last_name, who.first_name)
    yield from _home(who)
    if who.birth_date:
        yield ("DMG", "D8", day8(who.birth_date), who.sex or "U")


def _dates(*pairs: tuple[str, date | None]) -> Iterator[Segment]:
    for qualifier, day in pairs:
        if day:
            yield ("DTP", qualifier, "D8", day8(day))


def _references(claim: Claim) -> Iterator[Segment]:
    pairs = (
        ("4N", claim.authorization_exception),
        ("9F", claim.referral),
        ("G1", claim.prior_authorization),
        ("F8", claim.original_reference),
        ("X4", claim.clia),
        ("LX", claim.investigational_device),
        ("EA", claim.medical_record),
        ("P4", claim.demonstration_project),
    )
    for qualifier, value in pairs:
        if value:
            yield ("REF", qualifier, value)


def _attachments(claim: Claim) -> Iterator[Segment]:
    for paper in claim.attachments:
        yield trimmed(
            "PWK", paper.type, paper.transmission, "", "", "AC" if paper.control_number else "", paper.control_number
        )


def _claim_segment(claim: Claim, place: str, qualifier: str) -> Segment:
    signed = claim.provider_signature if claim.claim_type == "professional" else ""
    released = (claim.assignment or "A", claim.benefits_assigned or "Y", claim.release_of_information or "Y")
    where = parts(place, qualifier, claim.frequency_code)
    last = (claim.special_program, "", "", "", "", "", "", "", claim.delay_reason)
    return trimmed(
        "CLM", claim.claim_id, amount(claim.total_charge), "", "", where, signed, *released, "", _causes(claim), *last
    )


def _causes(claim: Claim) -> str:
    if not claim.accident:
        return ""
    causes = [*claim.accident.causes, "", "", ""][:3]
    return parts(*causes, claim.accident.state, claim.accident.country)


def _professional(claim: Claim) -> Iterator[Segment]:
    yield _claim_segment(claim, claim.place_of_service, "B")
    yield from _dates(
        ("431", claim.onset_date), ("454", claim.initial_treatment_date), ("304", claim.last_seen_date),
        ("439", claim.accident.occurred if claim.accident else None), ("484", claim.last_menstrual_period),
        ("435", claim.admission_date), ("096", claim.discharge_date),
    )  # fmt: skip
    yield from _attachments(claim)
    if claim.patient_paid is not None:
        yield ("AMT", "F5", amount(claim.patient_paid))
    yield from _references(claim)
    yield from _notes(claim)
    for condition in claim.conditions:
        category, _, code = condition.partition(":")
        yield ("CRC", category, "Y", code)
    if claim.diagnoses:
        yield ("HI", *(parts(diagnosis.qualifier, diagnosis.code) for diagnosis in claim.diagnoses))
    yield from _people(
        ("DN", claim.referring_provider),
        ("82", claim.rendering_provider),
        ("77", claim.service_facility),
        ("DQ", claim.supervising_provider),
    )


def _notes(claim: Claim) -> Iterator[Segment]:
    for note in claim.notes:
        yield ("NTE", note.code, note.text)


def _institutional(claim: Claim) -> Iterator[Segment]:
    yield _claim_segment(claim, claim.type_of_bill[1:3], "A")
    if claim.discharge_hour:
        yield ("DTP", "096", "TM", claim.discharge_hour)
    if claim.statement_from:
        yield (
            "DTP",
            "434",
            "RD8",
            f"{day8(claim.statement_from)}-{day8(claim.statement_through or claim.statement_from)}",
        )
    if claim.admission_date:
        hour = claim.admission_hour
        yield ("DTP", "435", "DT" if hour else "D8", day8(claim.admission_date) + (f"{hour:0<4}" if hour else ""))
    yield trimmed("CL1", claim.admission_type, claim.admission_source, claim.discharge_status)
    yield from _attachments(claim)
    yield from _references(claim)
    yield from _notes(claim)
    yield from _codes(claim)
    yield from _people(
        ("71", claim.attending_provider), ("72", claim.operating_provider), ("ZZ", claim.other_operating_provider),
        ("82", claim.rendering_provider), ("77", claim.service_facility), ("DN", claim.referring_provider),
    )  # fmt: skip


def _codes(claim: Claim) -> Iterator[Segment]:
    """The HI segments of an institutional claim: a segment for each kind, up to twelve codes in it."""
    kinds = ("ABK", "ABJ", "APR", "ABN")
    lists = [
        [
            parts(one.qualifier, one.code, "", "", "", "", "", "", one.present_on_admission)
            for one in claim.diagnoses
            if one.qualifier == kind
        ]
        for kind in kinds
    ]
    lists.append([parts("DR", claim.drg)] if claim.drg else [])
    lists.append(
        [
            parts(one.qualifier, one.code, "", "", "", "", "", "", one.present_on_admission)
            for one in claim.diagnoses
            if one.qualifier not in kinds
        ]
    )
    lists += [
        [
            parts(one.qualifier, one.code, *(("D8", day8(one.performed)) if one.performed else ()))
            for one in claim.procedures
            if one.qualifier == qualifier
        ]
        for qualifier in ("BBR", "BBQ")
    ]
    spans = [one for one in claim.occurrence_codes if one.end]
    lists.append([parts("BI", one.code, "RD8", f"{number(one.start)}-{number(one.end)}") for one in spans])
    lists.append([parts("BH", one.code, "D8", number(one.start)) for one in claim.occurrence_codes if not one.end])
    lists.append([parts("BE", one.code, "", "", amount(one.amount)) for one in claim.value_codes])
    lists.append([parts("BG", code) for code in claim.condition_codes])
    for codes in lists:
        for at in range(0, len(codes), 12):
            yield ("HI", *codes[at : at + 12])


def _people(*pairs: tuple[str, Provider | None]) -> Iterator[Segment]:
    categories = {"82": "PE", "71": "AT"}
    for role, provider in pairs:
        if provider is None:
            continue
        yield person(role, provider)
        if provider.taxonomy and role in categories:
            yield ("PRV", categories[role], "PXC", provider.taxonomy)
        if role == "77":
            yield from _address(provider)


def _other_payer(claim: Claim, other: OtherPayer) -> Iterator[Segment]:
    yield trimmed(
        "SBR", other.responsibility, other.relationship, other.group_number, "", "", "", "", "", other.filing_indicator
    )
    yield from cas(other.adjustments)
    for qualifier, value in (("D", other.paid), ("EAF", other.patient_owes), ("A8", other.non_covered)):
        if value is not None:
            yield ("AMT", qualifier, amount(value))
    yield ("OI", "", "", claim.benefits_assigned or "Y", "", "", claim.release_of_information or "Y")
    who = claim.subscriber
    yield trimmed("NM1", "IL", "1", who.last_name, who.first_name, "", "", "", "MI", other.member_id)
    yield ("NM1", "PR", "2", other.name, "", "", "", "", "PI", other.id)
    yield from _dates(("573", other.paid_date))
    if other.control_number:
        yield ("REF", "F8", other.control_number)

"""A Claim resource to a canonical claim."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from claims.claim import Accident, Claim, ServiceLine
from claims.fhir import systems
from claims.fhir.coverage import insurance
from claims.fhir.diagnoses import diagnoses, procedures
from claims.fhir.draft import Draft, Refused
from claims.fhir.information import bill, information
from claims.fhir.line import Around, items, line
from claims.fhir.node import Node, code_of, codings, extension, numbers, part, parts, text
from claims.fhir.party import astray, identifier, patient, provider
from claims.fhir.team import team

REFERRAL = f"{systems.PCT}referralNumber"


def read(draft: Draft) -> Claim:
    """The claim that a Claim resource says.

    Raises:
        Refused: it makes no claim that could be sent.
    """
    _head(draft)
    patient(draft)
    insurance(draft)
    _provider(draft)
    places = diagnoses(draft)
    procedures(draft)
    kept = information(draft)
    services = items(draft)
    around = Around(places, team(draft, [item for item, _ in services]), kept)
    lines = [line(draft, item, path, at, around) for at, (item, path) in enumerate(services)]
    used = {sequence for item, _ in services for sequence in numbers(item, "informationSequence")}
    for sequence, (field, value, path) in kept.items():
        if sequence not in used:
            draft.add(field, value, path)
    _reference(draft)
    _accident(draft)
    _name(draft)
    _total(draft, lines)
    lines = _period(draft, lines)
    lines = _place(draft, lines)
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in draft.fields.items()
    }
    return Claim(**fields, lines=tuple(lines))


def _head(draft: Draft) -> None:
    """Type, use and status."""
    claim = draft.claim
    kind = next((code for _, code in codings(part(claim, "type"))), "")
    if kind == "vision":
        draft.tell("Claim.type", "a vision claim goes out as a professional one")
    elif kind not in systems.CLAIM_TYPES:
        raise Refused("no 837 is made of a claim of this type", "Claim.type", "professional, institutional or oral")
    draft.kind = systems.CLAIM_TYPES.get(kind, "professional")
    draft.fields["claim_type"] = draft.kind
    draft.paths["/claim_type"] = "Claim.type"
    if text(claim, "status") in {"cancelled", "entered-in-error"}:
        raise Refused("the claim is not to be sent: it was cancelled or entered in error", "Claim.status", "active")
    if text(claim, "use") in {"preauthorization", "predetermination"}:
        draft.tell("Claim.use", "this asks for no payment: it is checked as the claim that would follow")
    draft.keep("submission_date", draft.day(claim, "created", "Claim.created", "/submission_date"), "Claim.created")


def _name(draft: Draft) -> None:
    """The patient control number."""
    named = [(at, one) for at, one in parts(draft.claim, "identifier") if text(one, "use") != "old"]
    named = [(at, one) for at, one in named if text(one, "value")]
    if named:
        at, one = min(named, key=lambda each: (text(each[1], "use") not in {"official", "usual"}, each[0]))
        draft.keep("claim_id", text(one, "value"), f"Claim.identifier[{at}].value")
        for other, _ in named:
            if other != at:
                draft.tell(
                    f"Claim.identifier[{other}]", "a claim has one number: the official, usual or first is taken"
                )
    elif not draft.fields.get("claim_id"):
        if not (own := text(draft.claim, "id")):
            raise Refused("the claim has no number", "Claim.identifier", "the patient control number")
        draft.keep("claim_id", own, "Claim.id")
        draft.tell("Claim.identifier", "the claim has no number: the id of the resource is taken for it",
                   "the patient control number")  # fmt: skip


def _provider(draft: Draft) -> None:
    """Who bills, who is paid, and where."""
    claim = draft.claim
    reference = part(claim, "provider")
    found = provider(draft, reference, "Claim.provider", "/billing_provider", bills=True)
    draft.keep("billing_provider", found, "Claim.provider")
    payee = part(claim, "payee")
    whose = code_of(part(payee, "type"))
    if whose in {"provider", "subscriber"}:
        draft.keep("benefits_assigned", "Y" if whose == "provider" else "N", "Claim.payee.type")
    if party := part(payee, "party"):
        paid = provider(draft, party, "Claim.payee.party", "/pay_to_provider", bills=True)
        if paid != found and whose != "subscriber":
            draft.keep("pay_to_provider", paid, "Claim.payee.party")
    if facility := part(claim, "facility"):
        place = provider(draft, facility, "Claim.facility", "/service_facility")
        draft.keep("service_facility", place, "Claim.facility")
        draft.keep("clia", identifier(draft.references.follow(facility), systems.CLIA), "Claim.facility")
    if code := code_of(part(claim, "subType"), *systems.TYPE_OF_BILL):
        bill(draft, code, "Claim.subType")


def _reference(draft: Draft) -> None:
    """What the claim replaces or takes back, who sent the patient, and how often it was billed."""
    claim = draft.claim
    related = parts(claim, "related")
    prior = None
    for at, one in related:
        codes = {(system, code) for system, code in codings(part(one, "relationship"))}
        frequency = next((code for system, code in codes if systems.is_x12(system, "1325")), "")
        if prior is None and (frequency or any(code in {"prior", "replaces"} for _, code in codes)):
            prior = at
            draft.keep(
                "frequency_code",
                frequency or draft.fields.get("frequency_code", "7"),
                f"Claim.related[{at}].relationship",
            )
            _original(draft, one, at)
        else:
            draft.tell(f"Claim.related[{at}]", "a claim names only the one that it replaces or takes back")
    said = code_of(part(extension(claim, systems.FREQUENCY), "valueCodeableConcept")) or text(
        extension(claim, systems.FREQUENCY), "valueCode"
    )
    draft.keep("frequency_code", said.upper(), "Claim.extension")
    if draft.kind == "institutional" and draft.fields.get("type_of_bill") and draft.fields.get("frequency_code"):
        draft.fields["type_of_bill"] = draft.fields["type_of_bill"][:3] + draft.fields["frequency_code"][:1]
    if reference := part(claim, "referral"):
        request = draft.references.follow(reference)
        value = text(part(reference, "identifier"), "value") or next(
            (text(one, "value") for _, one in parts(request, "identifier")), ""
        )
        if not request and not value:
            astray(draft, "Claim.referral", "/referral")
        draft.keep("referral", value, "Claim.referral")
    draft.keep("referral", text(extension(claim, REFERRAL), "valueString"), "Claim.extension")


def _original(draft: Draft, one: Node, at: int) -> None:
    """The payer's number of the claim before, which the 837 asks for."""
    path = f"Claim.related[{at}]"
    if value := text(part(one, "reference"), "value"):
        draft.keep("original_reference", value, f"{path}.reference")
    elif value := text(part(part(one, "claim"), "identifier"), "value"):
        draft.keep("original_reference", value, f"{path}.claim")
    elif part(one, "claim"):
        draft.tell(f"{path}.claim", "the earlier claim's own resource does not tell the payer's number",
                   "the payer's claim control number in related.reference.value")  # fmt: skip


def _accident(draft: Draft) -> None:
    node = part(draft.claim, "accident")
    if not node:
        return
    codes = [code for _, code in codings(part(node, "type"))]
    place = part(node, "locationAddress")
    found = Accident(
        draft.day(node, "date", "Claim.accident.date", "/accident/occurred"),
        tuple(dict.fromkeys(systems.ACCIDENTS.get(code, "OA") for code in codes)),
        text(place, "state").upper(),
        text(place, "country").upper(),
    )
    if node.get("locationReference"):
        draft.tell("Claim.accident.location", "a claim holds the state of an accident alone", "locationAddress.state")
    draft.keep("accident", found, "Claim.accident")


def _total(draft: Draft, lines: list[ServiceLine]) -> None:
    total = draft.dollars(draft.claim, "total", "Claim.total", "/total_charge")
    if total is not None:
        draft.fields["total_charge"] = total
    elif not part(draft.claim, "total"):
        draft.fields["total_charge"] = sum((one.charge for one in lines), Decimal(0))
        draft.tell("Claim.total", "the claim has no total: the sum of its items is taken")
    draft.paths["/total_charge"] = "Claim.total"


def _period(draft: Draft, lines: list[ServiceLine]) -> list[ServiceLine]:
    """Statement days of an institutional claim; of another, the days of lines that have none of their own."""
    period, path = part(draft.claim, "billablePeriod"), "Claim.billablePeriod"
    first = draft.day(period, "start", f"{path}.start", "/statement_from")
    last = draft.day(period, "end", f"{path}.end", "/statement_through")
    if draft.kind == "institutional":
        draft.keep("statement_from", first, f"{path}.start")
        draft.keep("statement_through", last, f"{path}.end")
        return lines
    for at, one in enumerate(lines):
        if one.service_date is None and first is not None:
            lines[at] = replace(one, service_date=first, service_date_end=last if last != first else None)
            draft.paths[f"/lines/{at}/service_date"] = f"{path}.start"
    return lines


def _place(draft: Draft, lines: list[ServiceLine]) -> list[ServiceLine]:
    """The place of most lines is the claim's; lines keep their own where it differs."""
    places = Counter(one.place_of_service for one in lines if one.place_of_service)
    if not places:
        return lines
    most = places.most_common(1)[0][0]
    first = next(at for at, one in enumerate(lines) if one.place_of_service == most)
    draft.keep("place_of_service", most, draft.paths[f"/lines/{first}/place_of_service"])
    return [replace(one, place_of_service="") if one.place_of_service == most else one for one in lines]

"""Whom a Claim names: providers, places and people, behind references or named on the spot."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from claims.claim import Patient, Provider
from claims.fhir import systems
from claims.fhir.draft import MAX_TEXT, Draft
from claims.fhir.node import NOTHING, Node, code_of, part, parts, text, texts

NPI = re.compile(r"[12]\d{9}", re.ASCII)
TAX_ID = re.compile(r"\d{2}-?\d{7}|\d{3}-\d{2}-\d{4}", re.ASCII)


def provider(draft: Draft, reference: Node, path: str, field: str, *, bills: bool = False) -> Provider | None:
    """The provider that a Reference means.

    Args:
        draft: takes note of a reference that leads nowhere.
        reference: to a Practitioner, PractitionerRole, Organization or Location.
        path: the element of the reference.
        field: JSON pointer of the provider.
        bills: of a role, take the organization rather than the practitioner.
    """
    if not reference:
        return None
    found = draft.references.follow(reference)
    specialty = ""
    if found.get("resourceType") == "PractitionerRole":
        specialty = _taxonomy(parts(found, "specialty"))
        first, second = ("organization", "practitioner") if bills else ("practitioner", "organization")
        role = found
        found = draft.references.follow(part(role, first)) or draft.references.follow(part(role, second))
        found = found or named(part(role, first)) or named(part(role, second)) or role
    found = found or named(reference)
    if not found:
        astray(draft, path, field)
        return None
    made = _provider(draft, found, specialty)
    return made if made != Provider() else None


def astray(draft: Draft, path: str, field: str) -> None:
    """Note a reference that leads to nothing that is here."""
    draft.flaw(
        path, "the reference leads to nothing here",
        "the resource: contained in the Claim, in the same Bundle, or on an earlier line of the file", field,
    )  # fmt: skip


def named(reference: Node) -> Node:
    """What a Reference says itself of whom it means: an identifier, a name to show."""
    identifier, display = part(reference, "identifier"), text(reference, "display")
    if not (identifier or display):
        return NOTHING
    return {"identifier": [identifier] if identifier else [], "name": display}


def _provider(draft: Draft, found: Node, specialty: str) -> Provider:
    last, first = name_of(found)
    taxonomy = _taxonomy([(0, part(one, "code")) for _, one in parts(found, "qualification")])
    street = address(found)
    npi = identifier(found, systems.NPI)
    managing = part(found, "managingOrganization")
    if not npi and managing:
        npi = identifier(draft.references.follow(managing) or named(managing), systems.NPI)
    return Provider(
        npi=npi,
        taxonomy=specialty or taxonomy or _taxonomy(parts(found, "type")),
        tax_id=(identifier(found, systems.EIN, *systems.SSN, kinds=("TAX", "EN")) if last else "").replace("-", ""),
        name=last,
        first_name=first,
        **street,
    )


def _taxonomy(concepts: list[tuple[int, Node]]) -> str:
    return next((code for _, one in concepts if (code := code_of(one, *systems.TAXONOMY))), "")


def identifier(node: Node, *of: str, kinds: tuple[str, ...] = ()) -> str:
    """The value of the first identifier of one of these systems, else of one of these types."""
    all_of_them = [one for _, one in parts(node, "identifier")]
    for one in all_of_them:
        if text(one, "system") in of and (value := text(one, "value")):
            return value
    for one in all_of_them:
        if (value := text(one, "value")) and any(code_of(part(one, "type")) == kind for kind in kinds):
            return value
    return _bare(all_of_them, of)


def _bare(all_of_them: list[Node], of: tuple[str, ...]) -> str:
    """An NPI whose system nobody named, as it has the look of one."""
    if systems.NPI not in of:
        return ""
    bare = (text(one, "value") for one in all_of_them if not text(one, "system") and not part(one, "type"))
    return next((value for value in bare if NPI.fullmatch(value)), "")


def name_of(node: Node) -> tuple[str, str]:
    """Family or organization name, and given name."""
    whole = node.get("name")
    if isinstance(whole, str):
        return whole.strip()[:MAX_TEXT], ""
    names = [one for _, one in parts(node, "name") if text(one, "use") not in {"old", "maiden"}]
    best = next((one for one in names if text(one, "use") in {"official", "usual"}), names[0] if names else NOTHING)
    family = text(best, "family") or text(best, "text")
    return family[:MAX_TEXT], " ".join(texts(best, "given")[:1])[:MAX_TEXT]


def address(node: Node) -> dict[str, str]:
    """Street, city, state and ZIP of a person, an organization (a list) or a place (one)."""
    one = part(node, "address")
    if not one:
        several = [each for _, each in parts(node, "address") if text(each, "use") != "old"]
        one = several[0] if several else NOTHING
    said = {
        "address": " ".join(filter(None, texts(one, "line"))),
        "city": text(one, "city"),
        "state": text(one, "state").upper(),
        "zip": text(one, "postalCode").replace("-", ""),
    }
    return {field: value[:MAX_TEXT] for field, value in said.items() if value}


def person(draft: Draft, node: Node, path: str, field: str) -> dict[str, Any]:
    """What a Patient or a RelatedPerson says that a subscriber or a patient has on a claim."""
    last, first = name_of(node)
    sex = systems.SEXES.get(text(node, "gender"), "")
    birth: date | None = draft.day(node, "birthDate", f"{path}.resolve().birthDate", f"{field}/birth_date")
    said = {"birth_date": birth, "sex": sex, "last_name": last, "first_name": first, **address(node)}
    return {name: value for name, value in said.items() if value}


def patient(draft: Draft) -> None:
    """``Claim.patient``."""
    reference = part(draft.claim, "patient")
    found = draft.references.follow(reference)
    path = "Claim.patient"
    if not found:
        if reference:
            astray(draft, path, "/patient")
        return
    fields = person(draft, found, path, "/patient")
    if died := draft.day(found, "deceasedDateTime", f"{path}.resolve().deceasedDateTime", "/patient/death_date"):
        fields["death_date"] = died
    draft.keep("patient", Patient(**fields), path)

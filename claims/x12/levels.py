"""What claims inherit from the loops above them: billing provider (2000A), subscriber (2000B), patient (2000C)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from claims.claim import Patient, Payer, Provider, Subscriber
from claims.x12.draft import Draft, Elements, Fields, Table, Untrusted, skip
from claims.x12.party import PARTY, take_name
from claims.x12.values import name


class Billing(NamedTuple):
    """Loop 2000A."""

    provider: Provider
    pay_to: Provider | None


class Coverage(NamedTuple):
    """Loop 2000B; its patient is the subscriber."""

    subscriber: Subscriber
    payer: Payer
    patient: Patient


def billing(draft: Draft, segments: Sequence[str]) -> Billing:
    """Read the segments of an HL with level code 20.

    Raises:
        Untrusted: they do not describe a billing provider.
    """
    draft.fields = draft.inner = {}
    draft.table = _BILLING
    draft.walk(segments)
    if "billed_by" not in draft.fields:
        raise Untrusted("the billing provider is missing", "NM101", expected="NM1 with 85 in loop 2010AA")
    pay_to: Fields = draft.fields.get("pay_to", {})
    provider: Fields = draft.fields["billed_by"]
    if taxonomy := draft.fields.get("taxonomy"):
        provider["taxonomy"] = taxonomy
    return Billing(Provider(**provider), Provider(**pay_to) if pay_to else None)


def subscriber(draft: Draft, segments: Sequence[str]) -> Coverage:
    """Read the segments of an HL with level code 22.

    Raises:
        Untrusted: they do not describe a subscriber.
    """
    draft.fields = draft.inner = {}
    draft.table = _SUBSCRIBER
    draft.walk(segments)
    fields = draft.fields
    if "who" not in fields:
        raise Untrusted("the subscriber is missing", "NM101", expected="NM1 with IL in loop 2010BA")
    who: Fields = fields["who"]
    coverage: Fields = fields.get("coverage", {})
    treated: Fields = fields.get("treated", {})
    person = {key: who[key] for key in _PERSON & who.keys()}
    return Coverage(
        Subscriber(
            member_id=who.get("member_id", ""),
            group_number=coverage.get("group_number", ""),
            **person,
        ),
        Payer(
            filing_indicator=coverage.get("filing_indicator", ""),
            responsibility=coverage.get("responsibility", ""),
            **fields.get("payer", {}),
        ),
        Patient(relationship=coverage.get("relationship", ""), **person, **treated),
    )


def patient(draft: Draft, segments: Sequence[str]) -> Patient:
    """Read the segments of an HL with level code 23.

    Raises:
        Untrusted: they do not describe a patient.
    """
    draft.fields = draft.inner = {}
    draft.table = _PATIENT
    draft.walk(segments)
    fields = draft.fields
    if "who" not in fields:
        raise Untrusted("the patient is missing", "NM101", expected="NM1 with QC in loop 2010CA")
    who: Fields = fields["who"]
    return Patient(
        relationship=fields.get("relationship", ""),
        **{key: who[key] for key in _PERSON & who.keys()},
        **fields.get("treated", {}),
    )


_PERSON = frozenset(["last_name", "first_name", "birth_date", "sex", "state", "zip"])


def _open(draft: Draft, field: str) -> Fields:
    draft.inner = draft.fields[field] = {}
    return draft.inner


def _billing_name(draft: Draft, elements: Elements) -> None:
    role = elements[1]
    if role == "85":
        take_name(_open(draft, "billed_by"), elements)
    elif role == "87":
        take_name(_open(draft, "pay_to"), elements)
    elif role == "PE":
        _open(draft, "pay_to_plan")
    else:
        raise Untrusted(f"NM1 with {role[:3]} cannot stand here: an HL before it seems to be missing", "NM101")


def _coverage(draft: Draft, elements: Elements) -> None:
    draft.fields["coverage"] = {
        "responsibility": elements[1].strip(),
        "relationship": elements[2].strip(),
        "group_number": elements[3].strip(),
        "filing_indicator": elements[9].strip().upper(),
    }


def _treated(draft: Draft, elements: Elements) -> None:
    draft.fields["relationship"] = elements[1].strip()
    treated: Fields = {}
    if elements[6] and (died := draft.day(elements[6], "PAT06")):
        treated["death_date"] = died
    if elements[8] and (weight := draft.amount(elements[8], "PAT08")) is not None:
        treated["weight"] = weight
    if elements[9].strip().upper() == "Y":
        treated["pregnant"] = True
    draft.fields["treated"] = treated


def _subscriber_name(draft: Draft, elements: Elements) -> None:
    role = elements[1]
    if role == "IL":
        who = _person(draft, elements)
        if elements[9]:
            who["member_id"] = elements[9].strip()
    elif role == "PR":
        payer = _open(draft, "payer")
        payer["name"] = name(elements[3])
        payer["id"] = elements[9].strip()
        draft.inner = {}
    else:
        raise Untrusted(f"NM1 with {role[:3]} cannot stand here: an HL before it seems to be missing", "NM101")


def _patient_name(draft: Draft, elements: Elements) -> None:
    if elements[1] != "QC":
        raise Untrusted(f"NM1 with {elements[1][:3]} cannot stand here: an HL before it seems to be missing", "NM101")
    _person(draft, elements)


def _person(draft: Draft, elements: Elements) -> Fields:
    who = _open(draft, "who")
    who["last_name"] = name(elements[3])
    who["first_name"] = name(elements[4])
    return who


def _place(draft: Draft, elements: Elements) -> None:
    draft.inner["state"] = elements[2].strip().upper()
    draft.inner["zip"] = elements[3].strip()


def _demographics(draft: Draft, elements: Elements) -> None:
    if born := draft.day(elements[2], "DMG02"):
        draft.inner["birth_date"] = born
    draft.inner["sex"] = elements[3].strip().upper()


_BILLING: Table = {**PARTY, "HL": (5, skip), "CUR": (22, skip), "NM1": (13, _billing_name)}

_PERSONAL: Table = {
    "HL": (5, skip),
    "PAT": (10, _treated),
    "N3": (3, skip),
    "N4": (8, _place),
    "DMG": (12, _demographics),
    "REF": (5, skip),
    "PER": (10, skip),
}
_SUBSCRIBER: Table = {**_PERSONAL, "SBR": (10, _coverage), "NM1": (13, _subscriber_name)}
_PATIENT: Table = {**_PERSONAL, "NM1": (13, _patient_name)}

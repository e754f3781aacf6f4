"""``Claim.supportingInfo``: all that has a box on the forms and no element of its own in FHIR."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from claims.claim import Attachment, Note, Occurrence, ValueCode
from claims.fhir import systems
from claims.fhir.draft import MAX_TEXT, Draft
from claims.fhir.node import Node, code_of, codings, number, part, parts, text
from claims.fhir.party import identifier, provider

TIME = re.compile(r"[^T]*T(\d\d):(\d\d)", re.ASCII)
BILL = re.compile(r"0?([0-9A-Z]{2})([0-9A-Z])", re.ASCII)


class Info(NamedTuple):
    """One of them."""

    node: Node
    path: str

    @property
    def code(self) -> str:
        """Its code, or what stands in place of one."""
        return code_of(part(self.node, "code")) or self.said

    @property
    def said(self) -> str:
        """Its text value."""
        return text(self.node, "valueString")


Kept = tuple[str, Attachment | Note, str]
"""Field (``attachments`` or ``notes``), value and path of what may be a line's."""


def information(draft: Draft) -> dict[int, Kept]:
    """Read all of them; returns attachments and notes by sequence, since a line may claim them for itself."""
    kept: dict[int, Kept] = {}
    for at, node in parts(draft.claim, "supportingInfo"):
        info = Info(node, f"Claim.supportingInfo[{at}]")
        kinds = [code.lower() for _, code in codings(part(node, "category"))]
        take = _by_code_list(node) or next((TAKE[kind] for kind in kinds if kind in TAKE), None)
        if take is not None:
            take(draft, info)
        elif loose := _loose(draft, info, kinds):
            kept[number(node, "sequence") or at + 1] = loose
        else:
            draft.tell(info.path, "a claim has no field for information of this category")
    return kept


def _by_code_list(node: Node) -> Callable[[Draft, Info], None] | None:
    """What the code's own list tells, whatever the category."""
    for system, _ in codings(part(node, "code")):
        for some, take in LISTS:
            if system in some:
                return take
    return None


def _loose(draft: Draft, info: Info, kinds: list[str]) -> Kept | None:
    if info.said and {"freeformmessage", "info", "other"} & set(kinds):
        return "notes", Note("ADD", info.said[:MAX_TEXT]), info.path
    if {"attachment", "additionalinformation"} & set(kinds):
        document = draft.references.follow(part(info.node, "valueReference"))
        coded = next((code for system, code in codings(part(info.node, "code")) if systems.is_x12(system, "755")), "")
        control = identifier(document, kinds=("ACSN",)) or next(
            (text(one, "value") for _, one in parts(document, "identifier")), ""
        )
        return "attachments", Attachment(coded, "", control), info.path
    return None


def _stay(draft: Draft, info: Info) -> None:
    """From admission to discharge; the hours where the moments have any."""
    period, day = part(info.node, "timingPeriod"), text(info.node, "timingDate")
    where = f"{info.path}.timing"
    start = draft.day(period, "start", f"{where}.start", "/admission_date") if period else None
    start = start or (draft.day(info.node, "timingDate", where, "/admission_date") if day else None)
    draft.keep("admission_date", start, f"{where}.start" if period else where)
    draft.keep("admission_hour", _hour(text(period, "start")), f"{where}.start")
    _leave(draft, period, "end", f"{where}.end")


def _leave(draft: Draft, node: Node, key: str, where: str) -> None:
    end = draft.day(node, key, where, "/discharge_date")
    if draft.kind == "institutional":
        draft.keep("discharge_hour", _hour(text(node, key)), where)
        if end and not draft.fields.get("statement_through"):
            draft.keep("statement_through", end, where)
    else:
        draft.keep("discharge_date", end, where)


def _discharged(draft: Draft, info: Info) -> None:
    if code := info.code:
        draft.keep("discharge_status", code, f"{info.path}.code")
    if text(info.node, "timingDate"):
        _leave(draft, info.node, "timingDate", f"{info.path}.timing")
    _leave(draft, part(info.node, "timingPeriod"), "end", f"{info.path}.timing.end")


def _hour(moment: str) -> str:
    found = TIME.match(moment)
    return f"{found[1]}{found[2]}" if found else ""


def bill(draft: Draft, code: str, where: str) -> None:
    """Type of bill, of three or four characters; its last one is the frequency."""
    found = BILL.fullmatch(code.upper())
    if found is None:
        draft.flaw(where, "this is no type of bill", "four characters such as 0131", "/type_of_bill")
        return
    if draft.kind == "institutional":
        draft.keep("type_of_bill", f"0{found[1]}{found[2]}", where)
    draft.keep("frequency_code", found[2], where)


def _bill(draft: Draft, info: Info) -> None:
    bill(draft, info.code, f"{info.path}.code")


def _plain(field: str) -> Callable[[Draft, Info], None]:
    def take(draft: Draft, info: Info) -> None:
        where = "code" if code_of(part(info.node, "code")) else "value"
        draft.keep(field, info.code[:MAX_TEXT], f"{info.path}.{where}")

    return take


def _day(field: str) -> Callable[[Draft, Info], None]:
    def take(draft: Draft, info: Info) -> None:
        where = f"{info.path}.timing"
        period = part(info.node, "timingPeriod")
        day = draft.day(period, "start", f"{where}.start", f"/{field}") or draft.day(
            info.node, "timingDate", where, f"/{field}"
        )
        draft.keep(field, day, where)

    return take


def _condition(draft: Draft, info: Info) -> None:
    draft.add("condition_codes", info.code, f"{info.path}.code")


def _occurrence(draft: Draft, info: Info) -> None:
    period, where = part(info.node, "timingPeriod"), f"{info.path}.timing"
    field = f"/occurrence_codes/{len(draft.fields.get('occurrence_codes', ()))}"
    start = draft.day(period, "start", f"{where}.start", f"{field}/start") or draft.day(
        info.node, "timingDate", where, f"{field}/start"
    )
    end = draft.day(period, "end", f"{where}.end", f"{field}/end")
    draft.add("occurrence_codes", Occurrence(info.code, start, end), info.path)


def _value(draft: Draft, info: Info) -> None:
    where = f"{info.path}.value.value"
    field = f"/value_codes/{len(draft.fields.get('value_codes', ()))}/amount"
    amount = draft.amount(part(info.node, "valueQuantity"), where, field)
    if amount is None:
        draft.flaw(info.path, "the value code has no amount", "its amount in valueQuantity.value", field)
        return
    draft.add("value_codes", ValueCode(info.code, amount), info.path)


def _facility(draft: Draft, info: Info) -> None:
    where = f"{info.path}.value"
    found = provider(draft, part(info.node, "valueReference"), where, "/service_facility")
    draft.keep("service_facility", found, where)


TAKE: dict[str, Callable[[Draft, Info], None]] = {
    "admissionperiod": _stay,
    "hospitalized": _stay,
    "admissionreviewstart": _day("admission_date"),
    "admissionreviewend": lambda draft, info: _leave(draft, info.node, "timingDate", f"{info.path}.timing"),
    "pointoforigin": _plain("admission_source"),
    "admtype": _plain("admission_type"),
    "discharge-status": _discharged,
    "discharge": _discharged,
    "typeofbill": _bill,
    "drg": _plain("drg"),
    "onset": _day("onset_date"),
    "medicalrecordnumber": _plain("medical_record"),
    "patientaccountnumber": _plain("claim_id"),
    "servicefacility": _facility,
}
"""By category: FHIR's own list, those of CARIN and of Da Vinci (small letters)."""

LISTS: tuple[tuple[tuple[str, ...], Callable[[Draft, Info], None]], ...] = (
    (systems.CONDITION, _condition),
    (systems.OCCURRENCE, _occurrence),
    (systems.VALUE, _value),
    (systems.TYPE_OF_BILL, _bill),
)

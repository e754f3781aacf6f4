"""What stands above a claim: billing provider (2000A), subscriber and payer (2000B), patient (2000C)."""

from __future__ import annotations

from msgspec.structs import replace

from claims.claim import Claim, Patient, Payer, Subscriber
from claims.field import SELF
from claims.x12.amending.another import drop_at_payer, drop_billing, is_another
from claims.x12.amending.guide import PARTY
from claims.x12.amending.loop import Loop
from claims.x12.amending.parties import mirrored, write_person, write_provider
from claims.x12.amending.refusal import CannotAmend


def write_billing(loop: Loop, before: Claim, after: Claim) -> None:
    """Write the billing provider into loop 2000A."""
    old, new = before.billing_provider, after.billing_provider
    if is_another(old, new):
        drop_billing(loop, before, after)
    if old != new:
        pen = loop.pen
        who = loop.within("NM1", "85")[-1]
        if old.taxonomy != new.taxonomy:
            found = loop.find("PRV")
            if new.taxonomy:
                code = pen.text(new.taxonomy, "/billing_provider/taxonomy")
                loop.put(pen.segment("PRV", "BI", "PXC", code), "/billing_provider/taxonomy", found)
            else:
                loop.remove(found)
        write_provider(who, replace(old, taxonomy=""), replace(new, taxonomy=""), "/billing_provider")
    if before.pay_to_provider != after.pay_to_provider:
        found_to = loop.within("NM1", "87")
        if not found_to or before.pay_to_provider is None or after.pay_to_provider is None:
            raise CannotAmend("/pay_to_provider", "it is changed where one stands, and neither added nor left out")
        write_provider(found_to[-1], before.pay_to_provider, after.pay_to_provider, "/pay_to_provider")


def write_subscriber(loop: Loop, before: Claim, after: Claim, *, is_patient: bool) -> None:
    """Write subscriber and payer, and the patient who is the subscriber, into loop 2000B."""
    who = loop.within("NM1", "IL")[-1]
    old, new = before.subscriber, after.subscriber
    write_person(who, old, new, "/subscriber", (old.member_id, new.member_id))
    _coverage(loop, before, after)
    if is_another(before.billing_provider, after.billing_provider):
        drop_at_payer(loop)
    if (before.payer.id, before.payer.name) != (after.payer.id, after.payer.name):
        _payer(loop, before.payer, after.payer)
    if is_patient:
        if mirrored(new, after.patient) != after.patient:
            raise CannotAmend("/patient", "the patient is the subscriber: change both alike")
        _treated(loop, before.patient, after.patient)


def write_patient(loop: Loop, before: Claim, after: Claim) -> None:
    """Write a patient who is not the subscriber into loop 2000C."""
    who = loop.within("NM1", "QC")[-1]
    old, new = before.patient, after.patient
    write_person(who, old, new, "/patient")
    if old.relationship != new.relationship:
        if new.relationship == SELF:
            raise CannotAmend("/patient/relationship", "the claim stands below a dependent's level")
        found = loop.find("PAT")
        stood = loop.segments[found[-1]] if found else "PAT"
        code = loop.pen.text(new.relationship, "/patient/relationship")
        loop.put(loop.pen.changed(stood, {1: code}), "/patient/relationship", found)
    _treated(loop, old, new)


def _coverage(loop: Loop, before: Claim, after: Claim) -> None:
    """SBR."""
    pen = loop.pen
    olds, news = _sbr(before.payer, before.subscriber), _sbr(after.payer, after.subscriber)
    changes = {at: pen.text(news[at], field) for at, field in SBR.items() if olds[at] != news[at]}
    if changes:
        found = loop.find("SBR")
        loop.put(pen.changed(loop.segments[found[-1]] if found else "SBR", changes), "/subscriber", found)


SBR = {
    1: "/payer/responsibility",
    3: "/subscriber/group_number",
    5: "/payer/insurance_type",
    9: "/payer/filing_indicator",
}


def _sbr(payer: Payer, subscriber: Subscriber) -> dict[int, str]:
    return {1: payer.responsibility, 3: subscriber.group_number, 5: payer.insurance_type, 9: payer.filing_indicator}


def _payer(loop: Loop, old: Payer, new: Payer) -> None:
    """Loop 2010BB."""
    pen = loop.pen
    if not loop.within("NM1", "PR"):
        if not new.name or not new.id:
            raise CannotAmend("/payer", "the claim names no payer: give the name and the id")
        loop.inner.append(Loop(pen, "NM1", [pen.segment("NM1", "PR", "2")], PARTY))
    segments = loop.within("NM1", "PR")[-1].segments
    if old.id and old.id != new.id and old.name != new.name:
        del segments[1:]  # address and numbers of another payer, among them the provider's own number there
    changes = {}
    if old.name != new.name:
        changes[3] = pen.text(new.name, "/payer/name")
    if old.id != new.id:
        changes[9] = pen.text(new.id, "/payer/id")
        if not pen.at(segments[0], 8):
            changes[8] = "PI"
    segments[0] = pen.changed(segments[0], changes)


def _treated(loop: Loop, old: Patient, new: Patient) -> None:
    """PAT: death, weight, pregnancy."""
    pen = loop.pen
    changes: dict[int, str] = {}
    if old.death_date != new.death_date:
        changes |= {5: "D8" if new.death_date else "", 6: pen.text(new.death_date, "/patient/death_date")}
    if old.weight != new.weight:
        given = new.weight is not None
        changes |= {7: "01" if given else "", 8: pen.text(new.weight, "/patient/weight")}
    if old.pregnant != new.pregnant:
        changes[9] = "Y" if new.pregnant else ""
    if not changes:
        return
    found = loop.find("PAT")
    written = pen.changed(loop.segments[found[-1]] if found else "PAT", changes)
    if written == "PAT":
        loop.remove(found)
    else:
        loop.put(written, "/patient", found)

"""Who pays: ``Claim.insurance``, ``Claim.insurer``, and the Coverage and the payers behind them."""

from __future__ import annotations

from typing import Any

import msgspec

from claims.claim import OtherPayer, Patient, Payer, Subscriber
from claims.fhir import systems
from claims.fhir.draft import Draft
from claims.fhir.node import Node, code_of, codings, number, part, parts, text, texts
from claims.fhir.party import astray, identifier, name_of, named, person

RANKS = "PSTABCDEFGH"
"""Responsibility (SBR01) by rank, counted from 0."""


def insurance(draft: Draft) -> None:
    """All coverages: the one that is asked to pay becomes ``payer`` and ``subscriber``, the others ``other_payers``."""
    all_of_them = parts(draft.claim, "insurance")
    if not all_of_them:
        _insurer_alone(draft)
        return
    ranked = sorted(all_of_them, key=lambda one: number(one[1], "sequence") or one[0] + 1)
    ranks = {at: RANKS[min(rank, len(RANKS) - 1)] for rank, (at, _) in enumerate(ranked)}
    focal = next((one for one in ranked if one[1].get("focal") is True), ranked[0])
    for at, one in ranked:
        path = f"Claim.insurance[{at}]"
        coverage = draft.references.follow(part(one, "coverage"))
        if not coverage and part(one, "coverage"):
            astray(draft, f"{path}.coverage", "/subscriber" if at == focal[0] else "/other_payers")
        if at == focal[0]:
            _asked(draft, coverage, path, ranks[at])
            _authorization(draft, one, path)
        else:
            _other(draft, one, coverage, path, ranks[at])


def _insurer_alone(draft: Draft) -> None:
    payer = _payer(draft, part(draft.claim, "insurer"))
    draft.keep("payer", Payer(**payer) if payer else None, "Claim.insurer")


def _asked(draft: Draft, coverage: Node, path: str, rank: str) -> None:
    """The coverage that is asked to pay."""
    insurer = part(draft.claim, "insurer")
    payer, where = _payer(draft, insurer), "Claim.insurer"
    if not payer.get("id"):
        for at, payor in parts(coverage, "payor"):
            if found := _payer(draft, payor):
                payer, where = {**found, **payer}, f"{path}.coverage.resolve().payor[{at}]"
                break
    if insurer and not payer:
        astray(draft, "Claim.insurer", "/payer")
    fields = {**payer, "filing_indicator": _kind(coverage), "responsibility": rank}
    draft.keep("payer", Payer(**fields), where)
    relationship = _relationship(coverage)
    patient: Patient = draft.fields.get("patient", Patient())
    if relationship:
        draft.keep("patient", msgspec.structs.replace(patient, relationship=relationship), "Claim.patient")
        draft.paths["/patient/relationship"] = f"{path}.coverage.resolve().relationship"
    if coverage:
        draft.keep("subscriber", _subscriber(draft, coverage, path, relationship, patient), f"{path}.coverage")


def _subscriber(draft: Draft, coverage: Node, path: str, relationship: str, patient: Patient) -> Subscriber:
    member = text(coverage, "subscriberId") or identifier(coverage, kinds=("MB",))
    if not member:
        member = next((text(one, "value") for _, one in parts(coverage, "identifier")), "")
    fields: dict[str, Any] = {"member_id": member, "group_number": _group(coverage)}
    reference = part(coverage, "subscriber")
    holder = draft.references.follow(reference)
    if holder:
        fields |= person(draft, holder, f"{path}.coverage.resolve().subscriber", "/subscriber")
    elif relationship == "18":
        same = set(Subscriber.__struct_fields__) & set(Patient.__struct_fields__)
        fields |= {name: getattr(patient, name) for name in same}
    elif named(reference):
        fields["last_name"] = name_of(named(reference))[0]
    elif reference:
        astray(draft, f"{path}.coverage.resolve().subscriber", "/subscriber")
    return Subscriber(**fields)


def _payer(draft: Draft, reference: Node) -> dict[str, str]:
    """Identifier and name of the payer that a Reference means."""
    found = draft.references.follow(reference) or named(reference)
    if not found:
        return {}
    chosen = identifier(found, systems.NAIC, kinds=("payerid", "PAYERID", "NIIP"))
    if not chosen:
        others = [one for _, one in parts(found, "identifier") if text(one, "system") not in {systems.EIN, systems.NPI}]
        chosen = next((value for one in others if (value := text(one, "value"))), "") or identifier(found, systems.NPI)
    said = {"id": chosen, "name": name_of(found)[0]}
    return {field: value for field, value in said.items() if value}


def _kind(coverage: Node) -> str:
    """Claim filing indicator, where the kind of coverage tells it."""
    for system, code in codings(part(coverage, "type")):
        if systems.is_x12(system, "1032"):
            return code
        if system in systems.SOPT:
            known = [begin for begin in systems.PAYER_KINDS if code.startswith(begin)]
            if known:
                return systems.PAYER_KINDS[max(known, key=len)]
        if code in systems.INSURANCES:
            return systems.INSURANCES[code]
    return ""


def _relationship(coverage: Node) -> str:
    for system, code in codings(part(coverage, "relationship")):
        if systems.is_x12(system, "1069"):
            return code
        if code in systems.RELATIONSHIPS:
            return systems.RELATIONSHIPS[code]
    return ""


def _group(coverage: Node) -> str:
    groups = (one for _, one in parts(coverage, "class") if code_of(part(one, "type")) == "group")
    return next((text(one, "value") for one in groups), "")


def _authorization(draft: Draft, one: Node, path: str) -> None:
    numbers = texts(one, "preAuthRef")
    if numbers:
        draft.keep("prior_authorization", numbers[0], f"{path}.preAuthRef[0]")
    for at in range(1, len(numbers)):
        draft.tell(f"{path}.preAuthRef[{at}]", "a claim holds one authorization", "further ones at their lines")


def _other(draft: Draft, one: Node, coverage: Node, path: str, rank: str) -> None:
    """A coverage that is not asked by this claim, and what its payer answered."""
    payer: dict[str, str] = {}
    for _, payor in parts(coverage, "payor"):
        payer = payer or _payer(draft, payor)
    member = text(coverage, "subscriberId") or identifier(coverage, kinds=("MB",))
    fields: dict[str, Any] = {
        **payer,
        "filing_indicator": _kind(coverage),
        "responsibility": rank,
        "relationship": _relationship(coverage),
        "member_id": member,
        "group_number": _group(coverage),
    }
    draft.add("other_payers", OtherPayer(**fields, **_answered(draft, one, path)), f"{path}.coverage")


def _answered(draft: Draft, one: Node, path: str) -> dict[str, Any]:
    reference = part(one, "claimResponse")
    answer = draft.references.follow(reference)
    if not answer:
        if reference:
            astray(draft, f"{path}.claimResponse", "/other_payers")
        return {}
    field = f"/other_payers/{len(draft.fields.get('other_payers', ()))}"
    where = f"{path}.claimResponse.resolve()"
    payment = part(answer, "payment")
    for key in ("item", "addItem", "adjudication", "total"):
        if answer.get(key):
            draft.tell(f"{where}.{key}", "of another payer's answer only payment, day and number are read",
                       "adjustments in an 837 or a canonical claim")  # fmt: skip
    return {
        "paid": draft.dollars(payment, "amount", f"{where}.payment.amount", f"{field}/paid"),
        "paid_date": draft.day(payment, "date", f"{where}.payment.date", f"{field}/paid_date"),
        "control_number": next((text(each, "value") for _, each in parts(answer, "identifier")), ""),
    }

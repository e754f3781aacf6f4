"""Diagnoses and ICD-10-PCS procedures of a Claim."""

from __future__ import annotations

from claims.claim import Diagnosis, ProcedureCode
from claims.fhir import systems
from claims.fhir.draft import Draft
from claims.fhir.node import Node, code_of, codings, number, part, parts, text
from claims.fhir.party import astray


def diagnoses(draft: Draft) -> dict[int, int]:
    """All diagnoses by their sequence; returns the position on the claim, counted from 1, of each sequence."""
    places: dict[int, int] = {}
    ordered = sorted(parts(draft.claim, "diagnosis"), key=lambda one: number(one[1], "sequence") or one[0] + 1)
    kinds = {at: _kind(draft, one, f"Claim.diagnosis[{at}]") for at, one in ordered}
    has_principal = any(kind in {"principal", "primary"} for kind in kinds.values())
    for at, one in ordered:
        path = f"Claim.diagnosis[{at}]"
        _group(draft, one, path)
        code, nine, where = _code(draft, one, path)
        if not code:
            continue
        kind = kinds[at] or ("other" if has_principal else "principal")
        has_principal = has_principal or kind == "principal"
        qualifier = systems.QUALIFIERS[kind][nine]
        draft.add("diagnoses", Diagnosis(code, qualifier, _present(draft, one, path)), path)
        place = len(draft.fields["diagnoses"])
        draft.paths[f"/diagnoses/{place - 1}/code"] = where
        if (sequence := number(one, "sequence")) is not None:
            places.setdefault(sequence, place)
    return places


def _kind(draft: Draft, one: Node, path: str) -> str:
    for at, concept in parts(one, "type"):
        for _, code in codings(concept):
            if code.lower() in systems.QUALIFIERS:
                return code.lower()
            draft.tell(f"{path}.type[{at}]", "a claim knows no such kind of diagnosis",
                       "principal, admitting, patientreasonforvisit, externalcauseofinjury or other")  # fmt: skip
    return ""


def _code(draft: Draft, one: Node, path: str) -> tuple[str, int, str]:
    """The code without point; 1 where it is ICD-9-CM; where it stood."""
    concept, where = part(one, "diagnosisCodeableConcept"), f"{path}.diagnosisCodeableConcept"
    if reference := part(one, "diagnosisReference"):
        where = f"{path}.diagnosisReference"
        condition = draft.references.follow(reference)
        if not condition:
            astray(draft, where, "/diagnoses")
            return "", 0, where
        concept = part(condition, "code")
        where += ".resolve().code"
    if code := code_of(concept, *systems.ICD10):
        return _plain(code), 0, where
    if code := code_of(concept, *systems.ICD9):
        return _plain(code), 1, where
    if drg := code_of(concept, *systems.DRG):
        draft.keep("drg", drg, where)
        return "", 0, where
    bare = next((code for system, code in codings(concept) if not system), "")
    if not bare:
        draft.flaw(
            where, "this is no ICD-10-CM code", "a coding of the system http://hl7.org/fhir/sid/icd-10-cm", "/diagnoses"
        )
    return _plain(bare), 0, where


def _plain(code: str) -> str:
    return code.replace(".", "").upper()


def _present(draft: Draft, one: Node, path: str) -> str:
    codes = [code.lower() for _, code in codings(part(one, "onAdmission"))]
    found = next((systems.ON_ADMISSION[code] for code in codes if code in systems.ON_ADMISSION), "")
    if codes and not found:
        draft.flaw(
            f"{path}.onAdmission", "this is no indicator of presence on admission", "Y, N, U, W or 1", "/diagnoses"
        )
    return found


def _group(draft: Draft, one: Node, path: str) -> None:
    if code := code_of(part(one, "packageCode")):
        draft.keep("drg", code, f"{path}.packageCode")


def procedures(draft: Draft) -> None:
    """ICD-10-PCS procedures."""
    ordered = sorted(parts(draft.claim, "procedure"), key=lambda one: number(one[1], "sequence") or one[0] + 1)
    for at, one in ordered:
        path = f"Claim.procedure[{at}]"
        concept, where, day = part(one, "procedureCodeableConcept"), f"{path}.procedureCodeableConcept", one
        key = "date"
        if reference := part(one, "procedureReference"):
            where = f"{path}.procedureReference"
            found = draft.references.follow(reference)
            if not found:
                astray(draft, where, "/procedures")
                continue
            concept = part(found, "code")
            if not text(one, "date"):
                day, key = found, "performedDateTime"
        code = code_of(concept, *systems.ICD10_PCS)
        if not code:
            draft.flaw(
                where, "this is no ICD-10-PCS code", f"a coding of the system {systems.ICD10_PCS[0]}", "/procedures"
            )
            continue
        first = not draft.fields.get("procedures")
        kinds = {code.lower() for _, kind in parts(one, "type") for _, code in codings(kind)}
        principal = bool(kinds & {"primary", "principal"}) or (first and not kinds)
        performed = draft.day(
            day, key, f"{path}.date", f"/procedures/{0 if first else len(draft.fields['procedures'])}/performed"
        )
        draft.add("procedures", ProcedureCode(_plain(code), "BBR" if principal else "BBQ", performed), path)

"""Canonical claims as Claim resources, and claims of which FHIR can hold every field."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from claims.claim import (
    Accident,
    Claim,
    Diagnosis,
    Drug,
    Note,
    Occurrence,
    OtherPayer,
    Patient,
    Payer,
    ProcedureCode,
    Provider,
    ServiceLine,
    Subscriber,
    ValueCode,
)
from claims.fhir import systems
from tests.claims.fhir.resources import CARIN, CPT, HL7, ICD, NPI, POS, Json, coded, dollars

ROLES = {"rendering_provider": "rendering", "referring_provider": "referring", "ordering_provider": "prescribing",
         "supervising_provider": "supervising", "attending_provider": "attending", "operating_provider": "operating",
         "other_operating_provider": "otheroperating"}  # fmt: skip
OF_LINES = (
    "rendering_provider",
    "ordering_provider",
    "referring_provider",
    "supervising_provider",
    "operating_provider",
)
KINDS = {"ABK": "principal", "ABF": "other", "ABJ": "admitting", "APR": "patientreasonforvisit",
         "ABN": "externalcauseofinjury"}  # fmt: skip
TYPES = {"professional": "professional", "institutional": "institutional", "dental": "oral"}
SEXES = {"F": "female", "M": "male", "U": "unknown"}


def resource(claim: Claim) -> Json:
    """The Claim resource, with all it points to contained in it."""
    inside: list[Json] = [_person("Patient", "patient", claim.patient)]
    team: list[Json] = []
    written: Json = {
        "resourceType": "Claim", "status": "active", "use": "claim", "priority": coded(f"{HL7}processpriority",
        "normal"),
        "identifier": [{"value": claim.claim_id}], "type": coded(f"{HL7}claim-type", TYPES[claim.claim_type]),
        "created": claim.submission_date.isoformat() if claim.submission_date else None,
        "extension": [{"url": systems.FREQUENCY, "valueCode": claim.frequency_code}],
        "patient": {"reference": "#patient"}, "total": dollars(str(claim.total_charge)),
        "insurer": _kept(inside, "insurer", _payer("Organization", claim.payer.id, claim.payer.name)),
        "provider": _kept(inside, "biller", _provider(claim.billing_provider)),
        "facility": _kept(inside, "place", _provider(claim.service_facility)),
        "careTeam": team, "contained": inside,
        "insurance": _insurance(claim, inside), "supportingInfo": _information(claim),
        "diagnosis": [_diagnosis(at, one) for at, one in enumerate(claim.diagnoses, start=1)],
        "procedure": [
            {"sequence": at, "type": [coded("x:y", "primary" if one.qualifier == "BBR" else "secondary")],
             "procedureCodeableConcept": coded(systems.ICD10_PCS[0], one.code), "date": _day(one.performed)}
            for at, one in enumerate(claim.procedures, start=1)
        ],
        "billablePeriod": {"start": _day(claim.statement_from), "end": _day(claim.statement_through)},
        "related": [{"relationship": coded("x:y", "prior"), "reference": {"value": claim.original_reference}}]
        if claim.original_reference else [],
        "referral": {"identifier": {"value": claim.referral}} if claim.referral else None,
        "payee": {"type": coded("x:y", {"Y": "provider", "N": "subscriber"}[claim.benefits_assigned])}
        if claim.benefits_assigned else None,
        "accident": claim.accident and {"date": _day(claim.accident.occurred),
                                        "type": coded("x:y", "MVA"),
                                        "locationAddress": {"state": claim.accident.state}},
    }  # fmt: skip
    for field, role in ROLES.items():
        if who := getattr(claim, field):
            _member(team, inside, who, role, of_claim=True)
    written["item"] = [_item(claim, line, team, inside) for line in claim.lines]
    return _bare(written)


def _bare(node: Any) -> Any:
    """Without what says nothing."""
    if isinstance(node, dict):
        return {key: value for key, one in node.items() if (value := _bare(one)) not in (None, "", [], {})}
    return [_bare(one) for one in node] if isinstance(node, list) else node


def _day(day: date | None) -> str | None:
    return day and day.isoformat()


def _kept(inside: list[Json], name: str, node: Json | None) -> Json | None:
    if node is None:
        return None
    inside.append({**node, "id": name})
    return {"reference": f"#{name}"}


def _payer(kind: str, number: str, name: str) -> Json:
    return {"resourceType": kind, "name": name, "identifier": [{"system": systems.NAIC, "value": number}]}


def _address(one: Any) -> list[Json]:
    said = {"line": [one.address] if one.address else [], "city": one.city, "state": one.state, "postalCode": one.zip}
    return [said] if any(said.values()) else []


def _provider(one: Provider | None) -> Json | None:
    if one is None:
        return None
    numbers = [{"system": NPI, "value": one.npi}, {"system": systems.EIN, "value": one.tax_id}]
    said: Json = {"identifier": [each for each in numbers if each["value"]], "address": _address(one)}
    taxonomy = coded(systems.TAXONOMY[0], one.taxonomy) if one.taxonomy else None
    if one.first_name:
        name = [{"family": one.name, "given": [one.first_name]}]
        return {
            "resourceType": "Practitioner",
            "name": name,
            "qualification": [{"code": taxonomy}] if taxonomy else [],
            **said,
        }
    return {"resourceType": "Organization", "name": one.name, "type": [taxonomy] if taxonomy else [], **said}


def _person(kind: str, name: str, one: Patient | Subscriber) -> Json:
    died = _day(one.death_date) if isinstance(one, Patient) else None
    return {
        "resourceType": kind, "id": name, "birthDate": _day(one.birth_date), "gender": SEXES.get(one.sex),
        "name": [{"family": one.last_name, "given": [one.first_name] if one.first_name else []}],
        "address": _address(one),
        "deceasedDateTime": died,
    }  # fmt: skip


def _insurance(claim: Claim, inside: list[Json]) -> list[Json]:
    focal = {"resourceType": "Coverage", "status": "active", "subscriberId": claim.subscriber.member_id,
             "type": coded(f"{systems.X12[0]}1032",
             claim.payer.filing_indicator) if claim.payer.filing_indicator else None,
             "relationship": coded(f"{systems.X12[0]}1069", claim.patient.relationship),
             "subscriber": {"reference": "#subscriber"}, "beneficiary": {"reference": "#patient"},
             "payor": [{"reference": "#insurer"}], "class": _group(claim.subscriber.group_number)}  # fmt: skip
    inside.append(_person("RelatedPerson", "subscriber", claim.subscriber))
    written = [{"sequence": 1, "focal": True, "coverage": _kept(inside, "coverage", focal),
                "preAuthRef": [claim.prior_authorization] if claim.prior_authorization else []}]  # fmt: skip
    for at, one in enumerate(claim.other_payers, start=2):
        payer = _kept(inside, f"payer{at}", _payer("Organization", one.id, one.name))
        coverage = {"resourceType": "Coverage", "status": "active", "subscriberId": one.member_id,
                    "beneficiary": {"reference": "#patient"}, "payor": [payer],
                    "class": _group(one.group_number)}  # fmt: skip
        answer = {"resourceType": "ClaimResponse", "identifier": [{"value": one.control_number}],
                  "payment": {"amount": dollars(str(one.paid)), "date": _day(one.paid_date)}}  # fmt: skip
        written.append({"sequence": at, "focal": False, "coverage": _kept(inside, f"coverage{at}", coverage),
                        "claimResponse": _kept(inside, f"answer{at}", answer)})  # fmt: skip
    return written


def _group(number: str) -> list[Json]:
    return [{"type": coded(f"{HL7}coverage-class", "group"), "value": number}] if number else []


def _diagnosis(sequence: int, one: Diagnosis) -> Json:
    present = coded("x:y", one.present_on_admission) if one.present_on_admission else None
    kind = [coded(f"{HL7}ex-diagnosistype", KINDS[one.qualifier])]
    return {
        "sequence": sequence,
        "diagnosisCodeableConcept": coded(ICD, one.code),
        "type": kind,
        "onAdmission": present,
    }


def _information(claim: Claim) -> list[Json]:  # noqa: C901  one branch a box of the form
    found: list[Json] = []

    def add(category: str, **said: Any) -> None:
        found.append(
            {"sequence": len(found) + 1, "category": coded(f"{CARIN}C4BBSupportingInfoType", category), **said}
        )

    for category, code in {"typeofbill": claim.type_of_bill, "admtype": claim.admission_type, "drg": claim.drg,
                           "pointoforigin": claim.admission_source,
                           "discharge-status": claim.discharge_status}.items():  # fmt: skip
        if code:
            add(category, code=coded("x:y", code))
    if claim.admission_date:
        time = f"T{claim.admission_hour[:2]}:{claim.admission_hour[2:]}:00Z" if claim.admission_hour else ""
        add("admissionperiod", timingPeriod={"start": f"{_day(claim.admission_date)}{time}"})
    if claim.onset_date:
        add("onset", timingDate=_day(claim.onset_date))
    if claim.medical_record:
        add("medicalrecordnumber", valueString=claim.medical_record)
    for code in claim.condition_codes:
        add("info", code=coded(systems.CONDITION[0], code))
    for one in claim.occurrence_codes:
        when = {"timingPeriod": {"start": _day(one.start), "end": _day(one.end)}}
        add("info", code=coded(systems.OCCURRENCE[0], one.code), **when)
    for value in claim.value_codes:
        add("info", code=coded(systems.VALUE[0], value.code), valueQuantity={"value": value.amount})
    for note in claim.notes:
        add("freeFormMessage", valueString=note.text)
    return found


def _member(team: list[Json], inside: list[Json], who: Provider, role: str, *, of_claim: bool) -> int:
    sequence = len(team) + 1
    scope = {"url": f"{systems.PAS}extension-careTeamClaimScope", "valueBoolean": of_claim}
    team.append({"sequence": sequence, "provider": _kept(inside, f"member{sequence}", _provider(who)),
                 "role": coded(f"{CARIN}C4BBClaimCareTeamRole", role), "extension": [scope]})  # fmt: skip
    return sequence


def _item(claim: Claim, line: ServiceLine, team: list[Json], inside: list[Json]) -> Json:
    own = [(field, who) for field in OF_LINES if (who := getattr(line, field))]
    place = line.place_of_service or claim.place_of_service
    drug = line.ndc
    detail = drug and {"sequence": 1, "productOrService": coded(systems.NDC[0], drug.code),
                       "quantity": {"value": drug.quantity, "unit": "mL"}}  # fmt: skip
    return {
        "sequence": line.number, "productOrService": {**coded(CPT, line.procedure), "text": line.description},
        "careTeamSequence": [_member(team, inside, who, ROLES[field], of_claim=False) for field, who in own],
        "modifier": [coded(CPT, one) for one in line.modifiers],
        "revenue": coded(systems.REVENUE[0], line.revenue_code) if line.revenue_code else None,
        "quantity": {"value": line.units, "unit": {"MJ": "min", "DA": "d"}.get(line.unit, "1")},
        "net": dollars(str(line.charge)), "diagnosisSequence": list(line.diagnosis_pointers),
        "servicedPeriod": {"start": _day(line.service_date), "end": _day(line.service_date_end)},
        "locationCodeableConcept": coded(POS, place) if place else None, "detail": [detail] if detail else [],
        "extension": [{"url": f"{systems.PCT}gfeBillingProviderLineItemCtrlNum",
                       "valueIdentifier": {"value": line.control_number}}] if line.control_number else [],
    }  # fmt: skip


def made_up(seed: int) -> Claim:
    """A claim of which FHIR can hold every field."""
    dice = Random(seed)
    kind = dice.choice(["professional", "institutional", "dental"])

    def maybe(value: Any, nothing: Any = "") -> Any:
        return value if dice.random() < 0.5 else nothing

    def word() -> str:
        return dice.choice("ABCDEFGH") + "".join(dice.choices("ABC123", k=dice.randint(1, 6)))

    def day() -> date:
        return date(2020, 1, 1) + timedelta(dice.randint(0, 3000))

    def later() -> date:
        return date(2030, 1, 1) + timedelta(dice.randint(0, 300))

    def money() -> Decimal:
        return Decimal(dice.randint(0, 10**7)).scaleb(-2)

    def provider() -> Provider:
        return Provider(word(), maybe(word()), maybe("391234567"), word(), maybe(word()), maybe(word()), maybe(word()),
                        maybe("WI"), maybe("53703"))  # fmt: skip

    hospital = kind == "institutional"
    frequency = dice.choice("1178")
    count = dice.randint(1, 5)
    person = {"birth_date": day(), "sex": dice.choice("FMU"), "last_name": word(), "first_name": maybe(word()),
              "address": maybe(word()), "city": maybe(word()), "state": maybe("WI"), "zip": maybe("53703")}  # fmt: skip
    line_roles = [field for field in OF_LINES if not (hospital and field == "ordering_provider")]
    places = "" if hospital else dice.choice(["11", "22"])
    lines = tuple(
        ServiceLine(
            at, word(), "AD" if kind == "dental" else "HC", tuple(word() for _ in range(dice.randint(0, 4))),
            description=maybe(word()), revenue_code=maybe("0450") if hospital else "",
            units=Decimal(dice.randint(1, 9)),
            unit=dice.choice(["UN", "MJ", "DA"]), charge=money(), service_date=day(),
            service_date_end=maybe(later(), None),
            diagnosis_pointers=tuple(dice.sample(range(1, count + 1), dice.randint(0, min(4, count)))),
            control_number=maybe(word()),
            ndc=maybe(Drug("12345678901", Decimal(dice.randint(1, 9)), "ML"), None),
            **{field: maybe(provider(), None) for field in line_roles},
        )
        for at in range(1, dice.randint(2, 5))
    )  # fmt: skip
    if kind == "dental":  # CDT codes come under CDT's system, which this writer does not use
        lines = tuple(ServiceLine(**{**_fields(line), "procedure_qualifier": "HC"}) for line in lines)
    roles = [field for field in ROLES if hospital or not field.startswith(("attending", "operating", "other"))]
    return Claim(
        word(), kind, frequency, maybe(word()) if frequency != "1" else "", maybe(day(), None), money(),
         # type: ignore[arg-type]
        Payer(word(), word(), maybe("MB"), "P"),
        tuple(OtherPayer(word(), word(), responsibility="STA"[at], member_id=word(), group_number=maybe(word()),
                         paid=money(), paid_date=maybe(day(), None), control_number=maybe(word()))
              for at in range(dice.randint(0, 2))),
        provider(), service_facility=maybe(provider(), None),
        **{field: maybe(provider(), None) for field in roles},
        subscriber=Subscriber(word(), maybe(word()), **{**person, "last_name": word()}),
        patient=Patient(relationship=dice.choice(["18", "01", "19"]), death_date=maybe(day(), None), **person),
        place_of_service=places, type_of_bill=f"013{frequency}" if hospital else "",
        statement_from=day() if hospital else None, statement_through=day() if hospital else None,
        admission_date=(admitted := maybe(day(), None)),
        admission_hour="1030" if admitted and dice.random() < 0.5 else "",
        admission_type=maybe("1"), admission_source=maybe("2"), discharge_status=maybe("01"),
        onset_date=maybe(day(), None),
        diagnoses=tuple(Diagnosis(word(), dice.choice(list(KINDS)), maybe(dice.choice("YNUW"))) for _ in range(count)),
        procedures=tuple(ProcedureCode(word(), dice.choice(["BBR", "BBQ"]), day()) for _ in range(dice.randint(0, 2))),
        drg=maybe("470"), condition_codes=tuple(word() for _ in range(dice.randint(0, 2))),
        occurrence_codes=tuple(Occurrence(word(), day(), maybe(day(), None)) for _ in range(dice.randint(0, 2))),
        value_codes=tuple(ValueCode(word(), money()) for _ in range(dice.randint(0, 2))),
        prior_authorization=maybe(word()), referral=maybe(word()), medical_record=maybe(word()),
        benefits_assigned=maybe(dice.choice("YN")), accident=maybe(Accident(day(), ("AA",), "WI"), None),
        notes=tuple(Note("ADD", word()) for _ in range(dice.randint(0, 2))), lines=lines,
    )  # fmt: skip


def _fields(line: ServiceLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__struct_fields__}

"""``Claim.item``: the service lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from claims.claim import Drug, ServiceLine, Tooth
from claims.fhir import systems
from claims.fhir.draft import MAX_TEXT, Draft
from claims.fhir.information import Kept, bill
from claims.fhir.node import Node, code_of, codings, extension, number, numbers, part, parts, text
from claims.fhir.party import provider
from claims.fhir.team import Member

LINE_NUMBER = (f"{systems.PCT}gfeBillingProviderLineItemCtrlNum", f"{systems.PAS}extension-itemTraceNumber")
AUTHORIZATION = f"{systems.PAS}extension-authorizationNumber"
EPSDT = f"{systems.PAS}extension-epsdtIndicator"
MEASURES = {"[iu]": "F2", "f2": "F2", "g": "GR", "gr": "GR", "mg": "ME", "me": "ME", "ml": "ML", "un": "UN"}
NDC = (5, 4, 2)
"""Digits of the three parts of a National Drug Code."""


class Around(NamedTuple):
    """What lines refer to."""

    diagnoses: Mapping[int, int]
    team: Mapping[int, Member]
    kept: Mapping[int, Kept]


def items(draft: Draft) -> list[tuple[Node, str]]:
    """The items that are lines, each with its path: where an item only sums up its details, these."""
    found: list[tuple[Node, str]] = []
    for at, item in parts(draft.claim, "item"):
        path = f"Claim.item[{at}]"
        details = [(f"{path}.detail[{n}]", one) for n, one in parts(item, "detail") if not _drug_code(one)]
        if details and _sums_up(item, [one for _, one in details]):
            shared = {key: value for key, value in item.items() if key not in OWN}
            found += [({**shared, **detail}, where) for where, detail in details]
            continue
        for where, _ in details:
            draft.tell(where, "a line has no details", "details as items of their own")
        found.append((item, path))
    return found


OWN = frozenset(
    ["sequence", "net", "unitPrice", "quantity", "factor", "detail", "productOrService", "modifier", "extension"]
)
"""What an item that is a group says of itself, and not of its details."""


def _sums_up(item: Node, details: list[Node]) -> bool:
    """Whether an item is a group: its details bear the charge."""
    said = [part(one, "net").get("value") for one in details]
    amounts = [one for one in said if isinstance(one, (int, Decimal))]
    whole = part(item, "net").get("value")
    return len(amounts) == len(said) and whole in {None, sum(amounts)}


def line(draft: Draft, item: Node, path: str, at: int, around: Around) -> ServiceLine:
    """The line of an item, which is the claim's line ``at``, counted from 0."""
    field = f"/lines/{at}"
    draft.paths[field] = path
    said: dict[str, Any] = {"number": number(item, "sequence") or at + 1}
    said |= _service(draft, item, path, field)
    said |= _money(draft, item, path, field)
    said |= _days(draft, item, path, field)
    said |= _place(draft, item, path, field)
    said["diagnosis_pointers"] = tuple(_pointers(draft, item, path, field, around.diagnoses))
    for sequence in numbers(item, "careTeamSequence"):
        if member := around.team.get(sequence):
            said[member.field] = member.provider
            draft.paths[f"{field}/{member.field}"] = member.path
    for sequence in numbers(item, "informationSequence"):
        if sequence in around.kept:
            name, value, where = around.kept[sequence]
            draft.paths[f"{field}/{name}/{len(said.get(name, ()))}"] = where
            said[name] = (*said.get(name, ()), value)
    said |= _mouth(item)
    said |= _extensions(item)
    return ServiceLine(**{name: value for name, value in said.items() if value is not None})


def _service(draft: Draft, item: Node, path: str, field: str) -> dict[str, Any]:
    concept = part(item, "productOrService")
    found = next(((system, code) for system, code in codings(concept) if system in systems.PROCEDURES), None)
    bare = next((code for system, code in codings(concept) if not system), "")
    code = found[1] if found else bare
    qualifier = systems.PROCEDURES[found[0]] if found else ("AD" if draft.kind == "dental" else "HC") * bool(bare)
    revenue = code_of(part(item, "revenue"))
    drug = _drug(draft, item, path, field)
    if not code and not revenue and not drug:
        draft.flaw(f"{path}.productOrService", "the service has no code that an 837 takes",
                   "a coding of CPT, HCPCS, HIPPS or CDT", f"{field}/procedure")  # fmt: skip
    elif not code and any(_ for _ in codings(concept)) and not drug and not _is_revenue(concept):
        draft.tell(f"{path}.productOrService", "the code is of a list that an 837 does not take", "CPT, HCPCS or HIPPS")
    return {
        "procedure": code.upper(),
        "procedure_qualifier": qualifier,
        "modifiers": tuple(_modifiers(draft, item, path, field)),
        "description": text(concept, "text")[:MAX_TEXT],
        "revenue_code": revenue.zfill(4) if revenue.isdecimal() else revenue,
        "ndc": drug,
    }


def _is_revenue(concept: Node) -> bool:
    """Guides ask for some service code: a line without one repeats its revenue code, or says that none applies."""
    return all(system in systems.REVENUE or code == "not-applicable" for system, code in codings(concept))


def _modifiers(draft: Draft, item: Node, path: str, field: str) -> Iterator[str]:
    kept = 0
    for at, concept in parts(item, "modifier"):
        if code := code_of(concept):
            draft.paths[f"{field}/modifiers/{kept}"] = f"{path}.modifier[{at}]"
            kept += 1
            yield code.upper()
        else:
            draft.flaw(f"{path}.modifier[{at}]", "the modifier has no code", "a coding", f"{field}/modifiers/{kept}")


def _money(draft: Draft, item: Node, path: str, field: str) -> dict[str, Any]:
    quantity = part(item, "quantity")
    units = draft.amount(quantity, f"{path}.quantity.value", f"{field}/units")
    price = draft.dollars(item, "unitPrice", f"{path}.unitPrice", f"{field}/charge")
    charge = draft.dollars(item, "net", f"{path}.net", f"{field}/charge")
    factor = draft.amount({"value": item.get("factor")}, f"{path}.factor", f"{field}/charge") or Decimal(1)
    if units is None and not quantity:
        units = Decimal(1)
        draft.tell(f"{path}.quantity", "the item has no quantity: one unit is taken", "the number of units")
    if charge is None and price is not None and units is not None:
        charge = price * units * factor
    elif charge is None and not part(item, "net"):
        draft.flaw(
            f"{path}.net", "the item has no charge", "its charge in net, or unitPrice and quantity", f"{field}/charge"
        )
    measure = (text(quantity, "code") or text(quantity, "unit")).lower()
    return {"units": units, "unit": systems.UNITS.get(measure, "UN"), "charge": charge}


def _days(draft: Draft, item: Node, path: str, field: str) -> dict[str, Any]:
    period, where = part(item, "servicedPeriod"), f"{path}.serviced"
    first = draft.day(item, "servicedDate", where, f"{field}/service_date")
    first = first or draft.day(period, "start", f"{where}.start", f"{field}/service_date")
    last = draft.day(period, "end", f"{where}.end", f"{field}/service_date_end")
    return {"service_date": first, "service_date_end": last if last != first else None}


def _place(draft: Draft, item: Node, path: str, field: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    concept, where = part(item, "locationCodeableConcept"), f"{path}.location"
    if bills := code_of(concept, *systems.TYPE_OF_BILL):
        bill(draft, bills, where)
    elif code := code_of(concept, *systems.PLACES) or code_of(concept):
        if draft.kind == "institutional":
            draft.tell(where, "an institutional claim has no place of service", "the type of bill")
        else:
            said["place_of_service"] = code
            draft.paths[f"{field}/place_of_service"] = where
    if reference := part(item, "locationReference"):
        said["service_facility"] = provider(draft, reference, where, f"{field}/service_facility")
        draft.paths[f"{field}/service_facility"] = where
    return said


def _pointers(draft: Draft, item: Node, path: str, field: str, places: Mapping[int, int]) -> Iterator[int]:
    kept = 0
    for at, sequence in enumerate(numbers(item, "diagnosisSequence")):
        if sequence in places:
            draft.paths[f"{field}/diagnosis_pointers/{kept}"] = f"{path}.diagnosisSequence[{at}]"
            kept += 1
            yield places[sequence]
        else:
            draft.flaw(f"{path}.diagnosisSequence[{at}]", "no diagnosis has this sequence",
                       "the sequence of a diagnosis of this claim", f"{field}/diagnosis_pointers")  # fmt: skip


def _drug_code(node: Node) -> str:
    return code_of(part(node, "productOrService"), *systems.NDC)


def _drug(draft: Draft, item: Node, path: str, field: str) -> Drug | None:
    """The drug of a line: a second coding of its service, or a detail that has an NDC."""
    for at, node in [(-1, item), *parts(item, "detail")]:
        if code := _drug_code(node):
            where = path if at < 0 else f"{path}.detail[{at}]"
            draft.paths[f"{field}/ndc"] = f"{where}.productOrService"
            if at < 0:
                return Drug(_eleven(code))
            quantity = part(node, "quantity")
            measure = (text(quantity, "code") or text(quantity, "unit")).lower()
            amount = draft.amount(quantity, f"{where}.quantity.value", f"{field}/ndc/quantity")
            return Drug(_eleven(code), amount, MEASURES.get(measure, "UN") if quantity else "")
    return None


def _eleven(code: str) -> str:
    """An NDC in eleven digits: of a hyphenated one each part is filled up with zeros."""
    split = code.split("-")
    if len(split) == len(NDC):
        return "".join(digits.zfill(length) for digits, length in zip(split, NDC, strict=True))
    return code.replace("-", "")


def _mouth(item: Node) -> dict[str, Any]:
    """Teeth with their surfaces, and areas of the oral cavity."""
    site = list(codings(part(item, "bodySite")))
    surfaces = tuple(code.upper() for _, concept in parts(item, "subSite") for _, code in codings(concept))
    teeth = tuple(Tooth(code, surfaces) for system, code in site if system in systems.TEETH)
    areas = tuple(code for system, code in site if system in systems.CAVITY)
    return {**({"teeth": teeth} if teeth else {}), **({"oral_cavity": areas} if areas else {})}


def _extensions(item: Node) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for url in LINE_NUMBER:
        if value := text(part(extension(item, url), "valueIdentifier"), "value"):
            said.setdefault("control_number", value)
    if value := text(extension(item, AUTHORIZATION), "valueString"):
        said["prior_authorization"] = value
    if extension(item, EPSDT).get("valueBoolean") is True:
        said["epsdt"] = True
    return said

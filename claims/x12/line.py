"""Service lines: loops 2400, 2410 (drug), 2420 (providers) and 2430 (what other payers decided)."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from claims.claim import Attachment, Drug, LineAdjudication, Note, Provider, ServiceLine, Tooth
from claims.x12.adjudication import adjudicated, adjustments, remaining
from claims.x12.draft import Draft, Elements, Fields, Table, Untrusted, skip
from claims.x12.party import LINE_ROLES, PARTY, take_name
from claims.x12.values import name

Procedure = tuple[str, str, tuple[str, ...], str]


@lru_cache(maxsize=8192)
def procedure(text: str, component: str) -> Procedure:
    """Qualifier, code, modifiers and description of a composite such as ``HC:99213:25``."""
    parts = [part.strip() for part in text.split(component)]
    parts += [""] * 7
    modifiers = tuple(part.upper() for part in parts[2:6] if part)
    return parts[0].upper(), parts[1].upper(), modifiers, name(parts[6])


@lru_cache(maxsize=1024)
def pointers(text: str, component: str) -> tuple[int, ...] | None:
    """Which diagnoses a line points to; ``None`` where one of them is no small number."""
    parts = [part.strip() for part in text.split(component) if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):  # noqa: PLR2004 - up to 12
        return None
    return tuple(map(int, parts))


SERVICES = {"professional": "SV1", "institutional": "SV2", "dental": "SV3"}

MAX_LINES = 5_000
"""Lines that a claim may have. The guides allow 50, and 999 on institutional claims."""


def open_line(draft: Draft, elements: Elements) -> None:
    """LX: a line begins."""
    number = elements[1].strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 6):  # noqa: PLR2004 - LX01 has at most six digits
        draft.flaw("LX01", "this is no line number", f"{len(number)} characters", "1, 2 and so on")
        number = str(len(draft.lines) + 1)
    _open(draft, int(number))


def _open(draft: Draft, number: int) -> None:
    if len(draft.lines) >= MAX_LINES:
        raise Untrusted("the claim has too many lines", "LX", expected=f"at most {MAX_LINES:,}")
    draft.line = draft.inner = {"number": number}
    draft.lines.append(draft.line)
    draft.table = LINE


def _service(draft: Draft, composite: str, element: str) -> None:
    if not draft.lines:
        draft.flaw("LX", "no LX stands before the first service", expected="LX*1", loses="nothing")
        _open(draft, 1)
    line = draft.line
    if "charge" in line:
        raise Untrusted("a second service stands in one line: an LX before it seems to be missing", element[:3])
    if element[:3] != SERVICES[draft.kind]:
        draft.flaw(
            element[:3], "the service is not one of this kind of claim", element[:3], SERVICES[draft.kind], "nothing"
        )
    if composite:
        qualifier, code, modifiers, description = procedure(composite, draft.component)
        line["procedure_qualifier"] = qualifier
        line["procedure"] = code
        if modifiers:
            line["modifiers"] = modifiers
        if description:
            line["description"] = description
        if len(qualifier) > 2:  # noqa: PLR2004 - HC, AD …
            draft.flaw(
                f"{element}-1",
                "the procedure cannot be taken apart",
                f"{len(qualifier)} characters",
                f"a qualifier such as HC, then {draft.component} and the code",
            )
            line["procedure_qualifier"] = line["procedure"] = ""


def _quantity(draft: Draft, charge: str, units: str, elements: tuple[str, str]) -> None:
    billed = draft.amount(charge, elements[0])
    if billed is None and not charge:
        draft.flaw(elements[0], "the charge is missing", expected="dollars")
    draft.line["charge"] = billed if billed is not None else Decimal(0)
    if units and (counted := draft.amount(units, elements[1])) is not None:
        draft.line["units"] = counted


def professional(draft: Draft, elements: Elements) -> None:
    """SV1."""
    _service(draft, elements[1], "SV101")
    line = draft.line
    _quantity(draft, elements[2], elements[4], ("SV102", "SV104"))
    line["unit"] = elements[3].strip().upper()
    if elements[5]:
        line["place_of_service"] = elements[5].strip()
    if elements[7]:
        _point(draft, elements[7], "SV107")
    if elements[9] == "Y":
        line["emergency"] = True
    if elements[11] == "Y":
        line["epsdt"] = True
    if elements[12] == "Y":
        line["family_planning"] = True
    if elements[15] == "0":
        line["copay_exempt"] = True


def _point(draft: Draft, text: str, element: str) -> None:
    found = pointers(text, draft.component)
    if found is None:
        draft.flaw(
            element, "the diagnosis pointers cannot be read", expected=f"1 to 12, with {draft.component} between"
        )
    elif found:
        draft.line["diagnosis_pointers"] = found


def institutional(draft: Draft, elements: Elements) -> None:
    """SV2."""
    _service(draft, elements[2], "SV202")
    line = draft.line
    _quantity(draft, elements[3], elements[5], ("SV203", "SV205"))
    line["revenue_code"] = elements[1].strip()
    line["unit"] = elements[4].strip().upper()
    if elements[7] and (part := draft.amount(elements[7], "SV207")) is not None:
        line["non_covered"] = part


def dental(draft: Draft, elements: Elements) -> None:
    """SV3."""
    _service(draft, elements[1], "SV301")
    line = draft.line
    _quantity(draft, elements[2], elements[6], ("SV302", "SV306"))
    if elements[3]:
        line["place_of_service"] = elements[3].strip()
    if elements[4]:
        line["oral_cavity"] = tuple(part.strip() for part in elements[4].split(draft.component) if part.strip())
    if elements[11]:
        _point(draft, elements[11], "SV311")


def tooth(draft: Draft, elements: Elements) -> None:
    """TOO: a tooth and its surfaces."""
    surfaces = tuple(part.strip().upper() for part in elements[3].split(draft.component) if part.strip())
    draft.line.setdefault("teeth", []).append(Tooth(elements[2].strip().upper(), surfaces))


def dates(draft: Draft, elements: Elements) -> None:
    """DTP of a line: of its dates that of service is kept."""
    if elements[1] == "472":
        start, _, end = elements[3].partition("-")
        line = draft.line
        if first := draft.day(start, "DTP03"):
            line["service_date"] = first
        if end and (last := draft.day(end, "DTP03")) and last != first:
            line["service_date_end"] = last


REFERENCES = {"G1": "prior_authorization", "9F": "referral", "X4": "clia", "6R": "control_number"}


def reference(draft: Draft, elements: Elements) -> None:
    """REF of a line. One that REF04 gives to another payer is not this payer's."""
    field = REFERENCES.get(elements[1])
    if field and not elements[4]:
        draft.line[field] = elements[2].strip()


def note(draft: Draft, elements: Elements) -> None:
    """NTE of a line."""
    draft.line.setdefault("notes", []).append(Note(elements[1].strip().upper(), name(elements[2])))


def attachment(draft: Draft, elements: Elements) -> None:
    """PWK of a line."""
    parts = Attachment(elements[1].strip().upper(), elements[2].strip().upper(), elements[6].strip())
    draft.line.setdefault("attachments", []).append(parts)


def party(draft: Draft, elements: Elements) -> None:
    """NM1 of a line: a provider of its own."""
    role = LINE_ROLES[draft.kind].get(elements[1])
    if role is None:
        raise Untrusted(
            f"NM1 with {elements[1][:3]} cannot stand in a line: a segment before it seems to be missing", "NM101"
        )
    draft.inner = {}
    draft.table = LINE_PARTY
    take_name(draft.inner, elements)
    if role[0]:
        draft.line[role[0]] = draft.inner


def drug(draft: Draft, elements: Elements) -> None:
    """LIN: loop 2410 begins. The number of a device, which is no drug, is passed over with its quantity."""
    draft.table, draft.inner = LINE_DRUG, {}
    if elements[2] == "N4":
        draft.line["ndc"] = draft.inner = {"code": elements[3].strip()}


def drug_quantity(draft: Draft, elements: Elements) -> None:
    """CTP."""
    if (quantity := draft.amount(elements[4], "CTP04")) is not None:
        draft.inner["quantity"] = quantity
    draft.inner["unit"] = elements[5].partition(draft.component)[0].strip().upper()


def prescription(draft: Draft, elements: Elements) -> None:
    """REF in loop 2410."""
    if elements[1] == "XZ":
        draft.inner["prescription"] = elements[2].strip()


def adjudication(draft: Draft, elements: Elements) -> None:
    """SVD: loop 2430 begins."""
    draft.inner = {"payer_id": elements[1].strip(), "adjustments": []}
    if (paid := draft.amount(elements[2], "SVD02")) is not None:
        draft.inner["paid"] = paid
    if elements[3]:
        _, draft.inner["procedure"], draft.inner["modifiers"], _ = procedure(elements[3], draft.component)
    if elements[5] and (units := draft.amount(elements[5], "SVD05")) is not None:
        draft.inner["units"] = units
    draft.line.setdefault("adjudications", []).append(draft.inner)
    draft.table = LINE_ADJUDICATION


def conditions(draft: Draft, elements: Elements) -> None:
    """CRC: condition indicators that are said to apply, as category and code."""
    if elements[2].strip().upper() == "Y":
        into: list[str] = draft.line.setdefault("conditions", [])
        into.extend(f"{elements[1].strip()}:{code.strip().upper()}" for code in elements[3:8] if code)


PARTIES = frozenset(field for roles in LINE_ROLES.values() for field, _ in roles.values() if field)


def finish(line: Fields) -> ServiceLine:
    """The struct of a line whose segments have been read."""
    if "charge" not in line:
        raise Untrusted("a line holds no service", "LX", expected="SV1, SV2 or SV3 behind LX")
    for field in PARTIES & line.keys():
        line[field] = Provider(**line[field])
    if "ndc" in line:
        line["ndc"] = Drug(**line["ndc"])
    for field in _LISTS & line.keys():
        line[field] = tuple(line[field])
    if "adjudications" in line:
        line["adjudications"] = tuple(
            LineAdjudication(**{**one, "adjustments": tuple(one["adjustments"])}) for one in line["adjudications"]
        )
    return ServiceLine(**line)


_LISTS = frozenset(["teeth", "notes", "conditions", "attachments"])

SERVICE: Table = {
    "LX": (2, open_line),
    "SV1": (22, professional),
    "SV2": (11, institutional),
    "SV3": (12, dental),
}
"""What ends the loops before the lines."""

LINE: Table = {
    **SERVICE,
    "TOO": (4, tooth),
    "DTP": (4, dates),
    "REF": (5, reference),
    "NTE": (3, note),
    "PWK": (10, attachment),
    "CRC": (8, conditions),
    "NM1": (10, party),
    "LIN": (32, drug),
    "SVD": (7, adjudication),
    **dict.fromkeys(
        ["SV5", "CR1", "CR2", "CR3", "CR5", "QTY", "MEA", "CN1", "AMT", "K3", "PS1", "HCP", "LQ", "FRM"],
        (32, skip),
    ),
}
LINE_PARTY: Table = {**LINE, **PARTY}
LINE_DRUG: Table = {**LINE, "CTP": (12, drug_quantity), "REF": (5, prescription)}
LINE_ADJUDICATION: Table = {**LINE, "CAS": (20, adjustments), "DTP": (4, adjudicated), "AMT": (4, remaining)}

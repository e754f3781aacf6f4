"""A claim of an 837: loop 2300 and the loops within it, with what it inherits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from claims.claim import Accident, Ambulance, Attachment, Claim, ClaimType, Note, Patient, Provider, Subscriber
from claims.x12 import coverage, line
from claims.x12.diagnoses import health_information
from claims.x12.draft import Draft, Elements, Fields, Table, Untrusted, skip
from claims.x12.levels import Level
from claims.x12.party import CLAIM_ROLES, OF_OTHER_CLAIMS, PARTY, take_name
from claims.x12.values import name


def read(draft: Draft, segments: Sequence[str], above: Level, kind: ClaimType, submitted: date | None) -> Claim:
    """Read the segments of a claim, from its CLM to the last of its lines.

    Args:
        draft: takes what cannot be read.
        segments: the claim's own.
        above: what it inherits; its billing provider, subscriber and patient are there.
        kind: of which guide it is.
        submitted: BHT04.

    Raises:
        Untrusted: they do not make a claim that can be relied on.
    """
    draft.table = CLAIM
    fields = draft.fields
    draft.walk(segments)
    if not draft.lines:
        raise Untrusted("the claim has no service line", "LX", expected="LX with SV1, SV2 or SV3")
    for field in PARTIES & fields.keys():
        fields[field] = Provider(**fields[field])
    for field in LISTS & fields.keys():
        fields[field] = tuple(fields[field])
    _accident(fields)
    _ambulance(fields)
    if day := fields.pop("service_date", None):
        for one in draft.lines:
            one.setdefault("service_date", day)
    return Claim(
        claim_type=kind,
        submission_date=submitted,
        payer=above.payer,
        other_payers=tuple(map(coverage.finish, draft.others)),
        billing_provider=above.billing or Provider(),
        pay_to_provider=above.pay_to,
        subscriber=above.subscriber or Subscriber(),
        patient=above.patient or Patient(),
        lines=tuple(map(line.finish, draft.lines)),
        **fields,
    )


def _accident(fields: Fields) -> None:
    causes, occurred = fields.pop("causes", None), fields.pop("occurred", None)
    if causes or occurred:
        said, state, country = causes or ((), "", "")
        fields["accident"] = Accident(occurred, said, state, country)


def _ambulance(fields: Fields) -> None:
    trip: Fields = fields.pop("trip", {})
    for role in ("pick_up", "drop_off"):
        if zip_code := fields.pop(role, {}).get("zip"):
            trip[f"{role}_zip"] = zip_code
    if said := fields.pop("trip_conditions", None):
        trip["conditions"] = tuple(said)
    if trip:
        fields["ambulance"] = Ambulance(**trip)


def head(draft: Draft, elements: Elements) -> None:
    """CLM."""
    fields = draft.fields
    if "claim_id" in fields:
        raise Untrusted("a second CLM stands in the claim", "CLM")
    claim_id = elements[1].strip()
    if not claim_id:
        raise Untrusted("the claim has no number", "CLM01", "nothing", "the patient control number")
    fields["claim_id"] = claim_id
    total = draft.amount(elements[2], "CLM02")
    if total is None and not elements[2]:
        draft.flaw("CLM02", "the total charge is missing", expected="dollars")
    fields["total_charge"] = total if total is not None else Decimal(0)
    _place(draft, elements[5])
    fields["provider_signature"] = elements[6].strip().upper()
    fields["assignment"] = elements[7].strip().upper()
    fields["benefits_assigned"] = elements[8].strip().upper()
    fields["release_of_information"] = elements[9].strip().upper()
    if elements[11]:
        parts = [part.strip().upper() for part in elements[11].split(draft.component)]
        parts += [""] * 5
        fields["causes"] = tuple(part for part in parts[:3] if part), parts[3], parts[4]
    if elements[12]:
        fields["special_program"] = elements[12].strip()
    if elements[20]:
        fields["delay_reason"] = elements[20].strip()


def _place(draft: Draft, composite: str) -> None:
    """CLM05: place of service, or type of bill, and frequency."""
    parts = [part.strip() for part in composite.split(draft.component)]
    if len(parts) < 3 or len(parts[0]) > 2 or not parts[2]:  # noqa: PLR2004 - place, qualifier, frequency
        draft.flaw(
            "CLM05",
            "place and frequency cannot be read",
            f"{len(parts)} components",
            f"place, qualifier and frequency with {draft.component} between",
        )
    place = parts[0] if len(parts[0]) <= 2 else ""  # noqa: PLR2004 - facility codes have two characters
    frequency = parts[2].upper() if len(parts) > 2 else ""  # noqa: PLR2004 - CLM05-3
    if frequency:
        draft.fields["frequency_code"] = frequency
    if draft.kind != "institutional":
        draft.fields["place_of_service"] = place
    elif place and frequency:
        draft.fields["type_of_bill"] = f"0{place}{frequency}"


DATES = {
    "435": "admission_date",
    "431": "onset_date",
    "454": "initial_treatment_date",
    "484": "last_menstrual_period",
    "304": "last_seen_date",
    "439": "occurred",
}


def dates(draft: Draft, elements: Elements) -> None:
    """DTP of a claim."""
    kind, text = elements[1], elements[3]
    fields = draft.fields
    if field := DATES.get(kind):
        if found := draft.day(text, "DTP03"):
            fields[field] = found
        if kind == "435" and len(text) == 12:  # noqa: PLR2004 - CCYYMMDDHHMM
            fields["admission_hour"] = text[8:]
    elif kind == "434":
        start, _, end = text.partition("-")
        fields["statement_from"] = draft.day(start, "DTP03")
        fields["statement_through"] = draft.day(end, "DTP03") if end else fields["statement_from"]
    elif kind == "096":
        if elements[2] == "TM":
            fields["discharge_hour"] = text.strip()
        else:
            fields["discharge_date"] = draft.day(text, "DTP03")
    elif kind == "472" and draft.kind == "dental" and (day := draft.day(text.partition("-")[0], "DTP03")):
        fields["service_date"] = day


def admission(draft: Draft, elements: Elements) -> None:
    """CL1."""
    fields = draft.fields
    fields["admission_type"] = elements[1].strip()
    fields["admission_source"] = elements[2].strip().upper()
    fields["discharge_status"] = elements[3].strip()


REFERENCES = {
    "G1": "prior_authorization",
    "9F": "referral",
    "F8": "original_reference",
    "X4": "clia",
    "EA": "medical_record",
    "4N": "authorization_exception",
    "LX": "investigational_device",
    "P4": "demonstration_project",
}


def reference(draft: Draft, elements: Elements) -> None:
    """REF of a claim."""
    if field := REFERENCES.get(elements[1]):
        draft.fields[field] = elements[2].strip()


def amounts(draft: Draft, elements: Elements) -> None:
    """AMT of a claim."""
    if elements[1] == "F5" and (paid := draft.amount(elements[2], "AMT02")) is not None:
        draft.fields["patient_paid"] = paid


def attachment(draft: Draft, elements: Elements) -> None:
    """PWK."""
    parts = Attachment(elements[1].strip().upper(), elements[2].strip().upper(), elements[6].strip())
    draft.fields.setdefault("attachments", []).append(parts)


def note(draft: Draft, elements: Elements) -> None:
    """NTE."""
    draft.fields.setdefault("notes", []).append(Note(elements[1].strip().upper(), name(elements[2])))


def ambulance(draft: Draft, elements: Elements) -> None:
    """CR1."""
    trip: Fields = {"reason": elements[4].strip().upper()}
    if elements[1] == "LB" and (weight := draft.amount(elements[2], "CR102")) is not None:
        trip["patient_weight"] = weight
    if (miles := draft.amount(elements[6], "CR106")) is not None:
        trip["miles"] = miles
    if elements[9] or elements[10]:
        trip["description"] = name(elements[10] or elements[9])
    draft.fields["trip"] = trip


def conditions(draft: Draft, elements: Elements) -> None:
    """CRC: condition indicators that are said to apply; those of category 07 describe an ambulance transport."""
    category = elements[1].strip().upper()
    if elements[2].strip().upper() != "Y" and category != "ZZ":
        return
    codes = [code.strip().upper() for code in elements[3:8] if code]
    if category == "07":
        draft.fields.setdefault("trip_conditions", []).extend(codes)
    else:
        draft.fields.setdefault("conditions", []).extend(f"{category}:{code}" for code in codes)


def party(draft: Draft, elements: Elements) -> None:
    """NM1 of loop 2310."""
    role = CLAIM_ROLES[draft.kind].get(elements[1]) or OF_OTHER_CLAIMS.get(elements[1])
    if role is None:
        raise Untrusted(
            f"NM1 with {elements[1][:3]} cannot stand in a claim: a segment before it seems to be missing", "NM101"
        )
    draft.inner = {}
    draft.table = CLAIM_PARTY
    take_name(draft.inner, elements)
    if role[0]:
        draft.fields[role[0]] = draft.inner


PARTIES = frozenset(field for roles in CLAIM_ROLES.values() for field, _ in roles.values()) & set(
    Claim.__struct_fields__
)
LISTS = frozenset(
    [
        "attachments",
        "condition_codes",
        "conditions",
        "diagnoses",
        "notes",
        "occurrence_codes",
        "procedures",
        "value_codes",
    ]
)

CLAIM: Table = {
    "CLM": (21, head),
    "DTP": (4, dates),
    "CL1": (5, admission),
    "PWK": (10, attachment),
    "AMT": (4, amounts),
    "REF": (5, reference),
    "NTE": (3, note),
    "CR1": (11, ambulance),
    "CRC": (8, conditions),
    "HI": (13, health_information),
    "NM1": (10, party),
    "SBR": (10, coverage.open_coverage),
    **line.SERVICE,
    **dict.fromkeys(["CN1", "K3", "CR2", "CR3", "CR5", "CR6", "HCP", "DN1", "DN2", "QTY"], (32, skip)),
}
CLAIM_PARTY: Table = {**CLAIM, **PARTY}

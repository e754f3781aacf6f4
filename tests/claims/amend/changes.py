"""What billers change in claims, at random: each change with the segments that it may touch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from claims.claim import (
    Accident,
    Adjustment,
    Attachment,
    Claim,
    ClaimType,
    Diagnosis,
    Drug,
    Note,
    Occurrence,
    Provider,
    ServiceLine,
    Tooth,
    ValueCode,
)
from claims.field import SELF

Draw = Callable[[st.SearchStrategy[Any]], Any]
Edit = Callable[[Draw, Claim], Claim]

DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
NUMBERS = st.text("ABCDEFGHJK0123456789-", min_size=2, max_size=18).filter(lambda text: text.strip("-"))
NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ'- ", min_size=1, max_size=30).map(str.strip).filter(bool)
CODES = st.sampled_from(["E119", "I10", "M545", "S72001A", "Z0000", "J449"])
PROCEDURES = st.sampled_from(["99213", "97110", "J1885", "G0438", "D0120"])
MODIFIERS = st.lists(st.sampled_from(["25", "59", "GP", "KX", "LT", "RT", "XS"]), max_size=4, unique=True).map(tuple)
TAXONOMIES = st.sampled_from(["207Q00000X", "208D00000X", "1223G0001X"])
NPIS = st.sampled_from(["1234567893", "1245319599", "1003000126"])
DOLLARS = st.decimals(0, 5_000, places=2)
BOTH = ("professional", "dental")
ALL = (*BOTH, "institutional")


class Change(NamedTuple):
    """A change, the ids of the segments that it may touch, and the kinds of claims on which it can be made."""

    edit: Edit
    touches: str
    kinds: tuple[str, ...] = ALL


def change(claim: Claim, names: list[str], draw: Draw) -> Claim:
    """The claim after these changes."""
    for name in names:
        claim = CHANGES[name].edit(draw, claim)
    return claim


def fitting(kind: ClaimType) -> list[str]:
    """The names of the changes that can be made on a kind of claim."""
    return [name for name, one in CHANGES.items() if kind in one.kinds]


def _with_line(draw: Draw, claim: Claim, **fields: Any) -> Claim:
    at = draw(st.integers(0, len(claim.lines) - 1))
    lines = list(claim.lines)
    lines[at] = replace(lines[at], **fields)
    return replace(claim, lines=tuple(lines))


def _of_line(field: str, values: st.SearchStrategy[Any]) -> Edit:
    return lambda draw, claim: _with_line(draw, claim, **{field: draw(values)})


def _of_claim(field: str, values: st.SearchStrategy[Any]) -> Edit:
    return lambda draw, claim: replace(claim, **{field: draw(values)})


def _modifiers(draw: Draw, claim: Claim) -> Claim:
    at = draw(st.integers(0, len(claim.lines) - 1))
    line = claim.lines[at]
    return _replaced(claim, at, replace(line, modifiers=draw(MODIFIERS) if line.procedure else ()))


def _replaced(claim: Claim, at: int, *lines: ServiceLine) -> Claim:
    """The claim with other lines in the place of one, counted anew."""
    found = [*claim.lines[:at], *lines, *claim.lines[at + 1 :]]
    numbered = tuple(replace(line, number=number) for number, line in enumerate(found, 1))
    return replace(claim, lines=numbered, total_charge=sum((line.charge for line in found), Decimal(0)))


def _procedure(draw: Draw, claim: Claim) -> Claim:
    code = draw(PROCEDURES)
    return _with_line(draw, claim, procedure=code, procedure_qualifier="AD" if claim.claim_type == "dental" else "HC")


def _charge(draw: Draw, claim: Claim) -> Claim:
    claim = _with_line(draw, claim, charge=draw(DOLLARS))
    return replace(claim, total_charge=sum((line.charge for line in claim.lines), Decimal(0)))


def _dates(draw: Draw, claim: Claim) -> Claim:
    first = draw(DAYS)
    days = draw(st.integers(0, 3)) if claim.claim_type == "professional" else 0
    return _with_line(draw, claim, service_date=first, service_date_end=first + timedelta(days) if days else None)


def _statement(draw: Draw, claim: Claim) -> Claim:
    first = draw(DAYS)
    return replace(claim, statement_from=first, statement_through=first + timedelta(draw(st.integers(0, 9))))


def _diagnoses(draw: Draw, claim: Claim) -> Claim:
    """Some of them in another order, some codes more; pointers to what is still there."""
    if claim.claim_type == "institutional":
        others = tuple(one for one in claim.diagnoses if one.qualifier != "ABF")
        more = draw(st.lists(st.builds(Diagnosis, CODES, st.just("ABF"), st.sampled_from(["", "Y"])), max_size=15))
        return replace(claim, diagnoses=others + tuple(more))
    most = 4 if claim.claim_type == "dental" else 12
    codes = draw(st.lists(CODES, min_size=1, max_size=most))
    codes = draw(st.permutations([*(one.code for one in claim.diagnoses), *codes]))[:most]
    found = tuple(Diagnosis(code, "ABF" if at else "ABK") for at, code in enumerate(codes))
    pointers = st.lists(st.integers(1, len(found)), min_size=1, max_size=4, unique=True).map(tuple)
    lines = tuple(replace(line, diagnosis_pointers=draw(pointers)) for line in claim.lines)
    return replace(claim, diagnoses=found, lines=lines)


def _frequency(draw: Draw, claim: Claim) -> Claim:
    code = draw(st.sampled_from("178"))
    bill = claim.type_of_bill and claim.type_of_bill[:3] + code
    reference = "" if code == "1" else draw(NUMBERS)
    return replace(claim, frequency_code=code, type_of_bill=bill, original_reference=reference)


def _provider(draw: Draw, *, taxonomy: bool) -> Provider | None:
    found: Provider | None = draw(
        st.none()
        | st.builds(
            Provider,
            npi=NPIS,
            taxonomy=st.just("") | TAXONOMIES if taxonomy else st.just(""),
            name=NAMES,
            first_name=NAMES,
        )
    )
    return found


def _party(field: str, taxonomy: str = "") -> Edit:
    return lambda draw, claim: replace(claim, **{field: _provider(draw, taxonomy=claim.claim_type in taxonomy.split())})


def _line_party(field: str, taxonomy: str = "") -> Edit:
    def edit(draw: Draw, claim: Claim) -> Claim:
        return _with_line(draw, claim, **{field: _provider(draw, taxonomy=claim.claim_type in taxonomy.split())})

    return edit


def _npi(draw: Draw, claim: Claim) -> Claim:
    """The number of whoever is named, the name as it was."""
    who = claim.attending_provider or claim.rendering_provider
    field = "attending_provider" if claim.attending_provider else "rendering_provider"
    return replace(claim, **{field: replace(who, npi=draw(NPIS))}) if who else claim


def _facility(draw: Draw, claim: Claim) -> Claim:
    where = Provider(
        npi=draw(NPIS), name=draw(NAMES), address="7 OAK ST", city="MADISON", state="WI", zip=draw(st.just("537030001"))
    )
    return replace(claim, service_facility=where)


def _billing(draw: Draw, claim: Claim) -> Claim:
    return replace(claim, billing_provider=replace(claim.billing_provider, taxonomy=draw(st.just("") | TAXONOMIES)))


def _of_subscriber(field: str, values: st.SearchStrategy[Any]) -> Edit:
    """What the patient's loop tells too where the patient is the subscriber."""

    def edit(draw: Draw, claim: Claim) -> Claim:
        new = {field: draw(values)}
        claim = replace(claim, subscriber=replace(claim.subscriber, **new))
        alike = claim.patient.relationship == SELF and field in claim.patient.__struct_fields__
        return replace(claim, patient=replace(claim.patient, **new)) if alike else claim

    return edit


def _of_patient(field: str, values: st.SearchStrategy[Any]) -> Edit:
    of_subscriber = _of_subscriber(field, values)

    def edit(draw: Draw, claim: Claim) -> Claim:
        if claim.patient.relationship == SELF:
            return of_subscriber(draw, claim)
        return replace(claim, patient=replace(claim.patient, **{field: draw(values)}))

    return edit


def _payer(draw: Draw, claim: Claim) -> Claim:
    return replace(claim, payer=replace(claim.payer, id=draw(NUMBERS), name=draw(NAMES)))


def _notes(draw: Draw, claim: Claim) -> Claim:
    code, most = ("ADD", 5) if claim.claim_type == "dental" else ("DCP", 1)
    return replace(claim, notes=draw(st.lists(st.builds(Note, st.just(code), NAMES), max_size=most).map(tuple)))


def _accident(draw: Draw, claim: Claim) -> Claim:
    causes = st.lists(st.sampled_from(["AA", "EM", "OA"]), min_size=1, max_size=2, unique=True).map(tuple)
    found = draw(st.none() | st.builds(Accident, DAYS, causes, st.sampled_from(["", "WI"])))
    return replace(claim, accident=found)


def _other_payer(draw: Draw, claim: Claim) -> Claim:
    """What the first of the other payers decided."""
    if not claim.other_payers:
        return claim
    new = replace(
        claim.other_payers[0],
        paid=draw(st.none() | DOLLARS),
        patient_owes=draw(st.none() | DOLLARS),
        paid_date=draw(st.none() | DAYS),
        control_number=draw(EMPTY | NUMBERS),
        member_id=draw(NUMBERS),
        adjustments=draw(ADJUSTMENTS),
    )
    return replace(claim, other_payers=(new, *claim.other_payers[1:]))


def _decision(draw: Draw, claim: Claim) -> Claim:
    """What another payer decided on a line."""
    for at, line in enumerate(claim.lines):
        if line.adjudications:
            new = replace(
                line.adjudications[0], paid=draw(DOLLARS), adjustments=draw(ADJUSTMENTS), paid_date=draw(DAYS)
            )
            decided = replace(line, adjudications=(new, *line.adjudications[1:]))
            return replace(claim, lines=(*claim.lines[:at], decided, *claim.lines[at + 1 :]))
    return claim


def _transport(draw: Draw, claim: Claim) -> Claim:
    if not claim.ambulance:
        return claim
    miles = draw(st.decimals(1, 90, places=1))
    reason, to = draw(st.sampled_from("AB")), draw(st.sampled_from(["53703", "53704"]))
    return replace(claim, ambulance=replace(claim.ambulance, miles=miles, reason=reason, drop_off_zip=to))


def _teeth(draw: Draw, claim: Claim) -> Claim:
    teeth = st.lists(
        st.builds(Tooth, st.sampled_from(["3", "14"]), st.sampled_from([(), ("M",), ("M", "O")])), max_size=3
    )
    return _with_line(draw, claim, teeth=draw(teeth.map(tuple)), oral_cavity=draw(st.sampled_from([(), ("10",)])))


def _new_line(draw: Draw, claim: Claim) -> Claim:
    dental = claim.claim_type == "dental"
    line = ServiceLine(
        procedure=draw(PROCEDURES),
        procedure_qualifier="AD" if dental else "HC",
        modifiers=draw(MODIFIERS),
        revenue_code="0450" if claim.claim_type == "institutional" else "",
        units=Decimal(draw(st.integers(1, 9))),
        unit="" if dental else "UN",
        charge=draw(DOLLARS),
        service_date=draw(DAYS),
        diagnosis_pointers=() if claim.claim_type == "institutional" else (1,),
        prior_authorization="" if claim.claim_type == "institutional" else draw(st.just("") | NUMBERS),
    )
    at = draw(st.integers(0, len(claim.lines) - 1))
    return _replaced(claim, at, *draw(st.permutations([line, claim.lines[at]])))


def _one_line_less(draw: Draw, claim: Claim) -> Claim:
    if len(claim.lines) == 1:
        return claim
    return _replaced(claim, draw(st.integers(0, len(claim.lines) - 1)))


ADJUSTMENTS = st.lists(
    st.builds(Adjustment, st.sampled_from(["CO", "PR"]), st.sampled_from(["45", "2", "253"]), DOLLARS.filter(bool)),
    max_size=8,
).map(tuple)
ATTACHMENTS = st.lists(st.builds(Attachment, st.just("OZ"), st.sampled_from(["EL", "FX"]), NUMBERS), max_size=3).map(
    tuple
)
DRUGS = st.builds(
    Drug,
    st.from_regex("[0-9]{11}", fullmatch=True),
    st.decimals(1, 99, places=1),
    st.sampled_from(["UN", "ML"]),
    NUMBERS,
)
OCCURRENCES = st.builds(Occurrence, st.sampled_from(["11", "A1"]), DAYS, st.none()) | st.builds(
    lambda code, start, days: Occurrence(code, start, start + timedelta(days)),
    st.sampled_from(["70", "74"]),
    DAYS,
    st.integers(1, 5),
)
VALUES = st.builds(ValueCode, st.sampled_from(["80", "A1"]), st.decimals(0, 900, places=2))
EMPTY = st.just("")
LEVEL = "HL SBR NM1 DMG REF"
LINE = "CLM LX SV1 SV2 SV3 DTP REF NTE PWK CRC LIN CTP NM1 PRV N3 N4 TOO K3 AMT SVD CAS"

CHANGES: dict[str, Change] = {
    "modifiers": Change(_modifiers, "CLM LX SV1 SV2 SV3"),
    "procedure": Change(_procedure, "SV1 SV2 SV3"),
    "units": Change(_of_line("units", st.integers(1, 99).map(Decimal)), "SV1 SV2 SV3"),
    "charge": Change(_charge, "CLM SV1 SV2 SV3"),
    "place of service": Change(_of_claim("place_of_service", st.sampled_from(["11", "22", "02"])), "CLM", BOTH),
    "place of a line": Change(_of_line("place_of_service", st.sampled_from(["", "11", "22"])), "SV1 SV3", BOTH),
    "diagnoses": Change(_diagnoses, "HI SV1 SV3"),
    "days of a line": Change(_dates, "DTP"),
    "statement": Change(_statement, "DTP", ("institutional",)),
    "admission": Change(_of_claim("admission_date", DAYS), "DTP", ("institutional", "professional")),
    "authorization": Change(_of_claim("prior_authorization", EMPTY | NUMBERS), "REF"),
    "referral": Change(_of_claim("referral", EMPTY | NUMBERS), "REF"),
    "laboratory": Change(_of_claim("clia", EMPTY | NUMBERS), "REF", ("professional",)),
    "authorization of a line": Change(_of_line("prior_authorization", EMPTY | NUMBERS), "REF", BOTH),
    "referral of a line": Change(_of_line("referral", EMPTY | NUMBERS), "REF", BOTH),
    "laboratory of a line": Change(_of_line("clia", EMPTY | NUMBERS), "REF", ("professional",)),
    "frequency": Change(_frequency, "CLM REF"),
    "rendering": Change(_party("rendering_provider", "professional dental"), "NM1 PRV REF"),
    "referring": Change(_party("referring_provider", "dental"), "NM1 PRV REF"),
    "supervising": Change(_party("supervising_provider"), "NM1 REF", BOTH),
    "attending": Change(_party("attending_provider", "institutional"), "NM1 PRV REF", ("institutional",)),
    "operating": Change(_party("operating_provider"), "NM1 REF", ("institutional",)),
    "number of a provider": Change(_npi, "NM1"),
    "facility": Change(_facility, "NM1 N3 N4 REF PER"),
    "rendering of a line": Change(_line_party("rendering_provider", "professional dental"), "NM1 PRV REF"),
    "ordering of a line": Change(_line_party("ordering_provider"), "NM1 N3 N4 REF PER", ("professional",)),
    "referring of a line": Change(_line_party("referring_provider"), "NM1 REF", ("professional", "institutional")),
    "billing taxonomy": Change(_billing, "PRV"),
    "member id": Change(_of_subscriber("member_id", NUMBERS), LEVEL),
    "group": Change(_of_subscriber("group_number", EMPTY | NUMBERS), LEVEL),
    "birth date": Change(_of_patient("birth_date", DAYS), LEVEL),
    "sex": Change(_of_patient("sex", st.sampled_from("FM")), LEVEL),
    "name": Change(_of_patient("last_name", NAMES), LEVEL),
    "payer": Change(_payer, f"{LEVEL} N3 N4 REF"),  # those of another payer go with it
    "notes": Change(_notes, "NTE"),
    "accident": Change(_accident, "CLM DTP", BOTH),
    "drug": Change(_of_line("ndc", st.none() | DRUGS), "LIN CTP REF", ("professional", "institutional")),
    "delay": Change(_of_claim("delay_reason", EMPTY | st.sampled_from(["7", "11"])), "CLM"),
    "condition codes": Change(
        _of_claim("condition_codes", st.lists(st.sampled_from(["09", "45", "C1"]), max_size=13).map(tuple)),
        "HI",
        ("institutional", "professional"),
    ),
    "occurrences": Change(
        _of_claim("occurrence_codes", st.lists(OCCURRENCES, max_size=14).map(tuple)), "HI", ("institutional",)
    ),
    "values": Change(_of_claim("value_codes", st.lists(VALUES, max_size=14).map(tuple)), "HI", ("institutional",)),
    "discharge": Change(_of_claim("discharge_status", st.sampled_from(["01", "03", "20"])), "CL1", ("institutional",)),
    "other payer": Change(_other_payer, "CAS AMT NM1 DTP REF"),
    "decision": Change(_decision, "SVD CAS DTP AMT"),
    "transport": Change(_transport, "CR1 N4", ("professional",)),
    "teeth": Change(_teeth, "SV3 TOO", ("dental",)),
    "attachments": Change(_of_claim("attachments", ATTACHMENTS), "PWK"),
    "paid": Change(_of_claim("patient_paid", st.none() | DOLLARS), "AMT", BOTH),
    "a line more": Change(_new_line, LINE),
    "a line less": Change(_one_line_less, LINE),
}

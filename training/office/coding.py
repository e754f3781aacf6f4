"""From a visit to a claim: what an honest coder writes before payers' wishes and slips of the pen come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from msgspec.structs import replace

from claims.claim import Claim, Diagnosis, Drug, Provider, ServiceLine
from training.office.clinicians import Clinician, Practice
from training.office.draw import Dice, Weighted
from training.office.patients import Coverage
from training.office.specialties import LinePlan, table
from training.office.visits import Visit

CENT = Decimal("0.01")
NEW = Weighted([("99202", 15), ("99203", 45), ("99204", 32), ("99205", 8)])
ESTABLISHED = Weighted([("99212", 10), ("99213", 45), ("99214", 38), ("99215", 7)])
NEW_CODES = frozenset(NEW.things) | {"92004"}
_SINGLE_DOSE = frozenset({"J9271", "J9035", "J1745", "J0178", "J0897", "J1439"})
LABORATORY = frozenset({"80053", "85025", "83036", "80061", "87880", "G0103", "G0480"})
_UNITS_OF_DRUG = {
    "J9271": "ML",
    "J9035": "ML",
    "J0178": "ML",
    "J0897": "ML",
    "J1439": "ML",
    "J2405": "ML",
    "J1100": "ML",
    "J3301": "ML",
}
APART = ({"F32", "F33"}, {"E11", "R73"}, {"K50", "K51"}, {"M51", "M54"})
"""Categories of which a patient has one: a first episode or a recurrent one, diabetes or what comes before it."""
BLOOD_DRAW = "36415"
REMOTE = ("02", "10")
_FACILITIES = frozenset({"19", "21", "22", "23"})


@cache
def prices() -> Mapping[str, tuple[Decimal, str]]:
    """Charge of one unit in dollars, and the kind of service, by procedure code."""
    return {code: (Decimal(price), kind) for code, (price, kind) in table("prices.yaml").items()}


def kind_of(code: str) -> str:
    """The kind of service: ``em``, ``e``, ``t``, ``l``, ``i``, ``s``, ``d`` or ``v``; empty for an unknown code."""
    return prices().get(code, (0, ""))[1]


def charge(practice: Practice, code: str, units: int) -> Decimal:
    """What this practice asks, in dollars: its own mark-up on the price table."""
    markup = Decimal(90 + int(practice.provider.npi[5:9]) % 25) / 100
    return (prices()[code][0] * markup * units).quantize(CENT)


def _modifiers(plan: LinePlan, code: str, side: str, place: str) -> list[str]:
    found = [flag for flag in plan.flags if flag not in ("side", "component")]
    if "component" in plan.flags and place in _FACILITIES:
        found.append("26")
    if "side" in plan.flags and side:
        found.append(side)
    if code in _SINGLE_DOSE:
        found.append("JZ")
    if place in REMOTE:
        found.append("95")
    return found


def _codes(dice: Dice, plans: Sequence[LinePlan], *, new: bool) -> list[tuple[LinePlan, str, int]]:
    found: list[tuple[LinePlan, str, int]] = []
    for plan in plans:
        if plan.chance < 1 and not dice.chance(plan.chance):
            continue
        code = plan.code if plan.code != "em" else dice.pick(NEW if new else ESTABLISHED)
        if code in ("92004", "92014"):
            code = "92004" if new else "92014"
        found.append((plan, code, dice.whole(plan.low, plan.high)))
    return found


def _diagnoses(dice: Dice, choices: Weighted[str]) -> tuple[Diagnosis, ...]:
    codes = [dice.pick(choices)]
    for _ in range(dice.whole(0, 2)):
        code = dice.pick(choices)
        if not any(_exclude(code, known) for known in codes) and "Z" not in code[0] + codes[0][0]:
            codes.append(code)
    return tuple(Diagnosis(code, "ABF" if at else "ABK") for at, code in enumerate(codes))


def _exclude(code: str, known: str) -> bool:
    """Whether two diagnoses are of one category, or of two that an Excludes1 note keeps apart."""
    return code[:3] == known[:3] or {code[:3], known[:3]} in APART


def _separate(codes: Sequence[str], code: str) -> bool:
    """Whether an office visit beside other work needs modifier 25 to stand apart."""
    return (
        kind_of(code) == "em"
        and code != "99211"
        and any(kind_of(other) in ("s", "v") for other in codes if other != code)
    )


def drug(code: str, units: int, practice: Practice) -> Drug:
    """The drug of a line, under a made-up National Drug Code."""
    stem = sum(ord(letter) * 7**at for at, letter in enumerate(code + practice.tag))
    quantity = Decimal(max(1, units // 4))
    return Drug(f"{stem % 90_000 + 5_000:05d}{stem % 9_000 + 300:04d}01", quantity, _UNITS_OF_DRUG.get(code, "UN"))


def lines(
    dice: Dice, visit: Visit, place: str, side: str, pointers: int, *, new: bool, claim_id: str
) -> tuple[ServiceLine, ...]:
    """The service lines of a visit."""
    opening = (dice.one_of(visit.opening),) if visit.opening else ()
    chosen = _codes(dice, opening or visit.service.lines, new=new)
    codes = [code for _, code, _ in chosen]
    found: list[ServiceLine] = []
    for plan, code, units in chosen:
        pointed = tuple(range(1, dice.whole(1, pointers) + 1))
        if code == BLOOD_DRAW and place in REMOTE:
            continue
        at, modifiers = len(found) + 1, _modifiers(plan, code, side, place)
        if _separate(codes, code):
            modifiers.insert(0, "25")
        found.append(
            ServiceLine(
                number=at,
                procedure=code,
                procedure_qualifier="HC",
                modifiers=tuple(modifiers),
                units=Decimal(units),
                unit="UN",
                charge=charge(visit.practice, code, units),
                service_date=visit.day,
                diagnosis_pointers=pointed,
                control_number=f"{claim_id}L{at}",
                ndc=drug(code, units, visit.practice) if code[0] == "J" else None,
            )
        )
    return tuple(found)


def professional(dice: Dice, visit: Visit, coverage: Coverage, claim_id: str) -> Claim:
    """The claim of a visit, correct as far as the code books go."""
    practice, clinician = visit.practice, visit.clinician
    place = dice.pick(visit.service.places) if not visit.opening else "11"
    side = dice.one_of(tuple(visit.service.diagnoses))
    new = visit.new
    diagnoses = _diagnoses(dice, visit.service.diagnoses[side])
    billed = lines(dice, visit, place, side, len(diagnoses), new=new, claim_id=claim_id)
    return Claim(
        claim_id=claim_id,
        submission_date=visit.sent,
        total_charge=sum((line.charge for line in billed), Decimal(0)),
        payer=coverage.payer.named(institutional=False),
        billing_provider=practice.provider,
        rendering_provider=clinician.provider,
        referring_provider=_referrer(visit, clinician, practice, coverage, billed),
        service_facility=practice.surgery_center
        if place == "24"
        else practice.facility
        if place in _FACILITIES
        else None,
        subscriber=coverage.subscriber,
        patient=coverage.patient,
        place_of_service=place,
        admission_date=_admitted(visit.day, billed) if place == "21" else None,
        diagnoses=diagnoses,
        clia=clia(practice) if any(line.procedure in LABORATORY for line in billed) else "",
        assignment="A",
        benefits_assigned="Y",
        release_of_information="Y",
        provider_signature="Y",
        lines=billed,
    )


def _admitted(day: date, billed: Sequence[ServiceLine]) -> date:
    """Rounds follow an admission of two days before; everything else happens on its day."""
    return day - timedelta(days=2) if any(line.procedure == "99232" for line in billed) else day


def clia(practice: Practice) -> str:
    """The practice's laboratory certificate number, made up."""
    return f"{practice.provider.npi[2:4]}D{practice.provider.npi[3:10]}"


def _referrer(
    visit: Visit, clinician: Clinician, practice: Practice, coverage: Coverage, billed: Sequence[ServiceLine]
) -> Provider | None:
    if clinician.specialty.referred:
        return practice.referrers[visit.patient.number % len(practice.referrers)]
    if coverage.payer.product == "medicare" and any(kind_of(line.procedure) in ("l", "i") for line in billed):
        return replace(clinician.provider, taxonomy="")  # who ordered it for a patient of one's own
    return None

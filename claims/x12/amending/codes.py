"""HI: diagnoses, procedures, and the codes of the institutional bill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from claims.claim import Claim, ClaimType, Diagnosis, Occurrence, ProcedureCode, ValueCode
from claims.x12.amending.loop import Loop
from claims.x12.amending.pen import Pen
from claims.x12.amending.refusal import CannotAmend

COMPOSITES = 12
"""Of one HI."""


class Family(NamedTuple):
    """Codes that stand together, and how many of them a claim may have."""

    field: str
    most: int
    qualifiers: tuple[str, ...]


FAMILIES: Mapping[ClaimType, tuple[Family, ...]] = {
    "professional": (
        Family("diagnoses", 12, ("ABK", "ABF", "BK", "BF")),
        Family("condition_codes", 24, ("BG",)),
    ),
    "institutional": (
        Family("diagnoses", 1, ("ABK", "BK")),
        Family("diagnoses", 1, ("ABJ", "BJ")),
        Family("diagnoses", 3, ("APR", "PR")),
        Family("diagnoses", 12, ("ABN", "BN")),
        Family("drg", 1, ("DR",)),
        Family("diagnoses", 24, ("ABF", "BF")),
        Family("procedures", 1, ("BBR", "BR")),
        Family("procedures", 24, ("BBQ", "BQ")),
        Family("occurrence_codes", 24, ("BI",)),
        Family("occurrence_codes", 24, ("BH",)),
        Family("value_codes", 24, ("BE",)),
        Family("condition_codes", 24, ("BG",)),
    ),
    "dental": (Family("diagnoses", 4, ("ABK", "ABF", "BK", "BF")),),
}
"""In the order of the guide."""

PRINCIPAL = ("ABK", "BK")
FIELDS = ("diagnoses", "drg", "procedures", "occurrence_codes", "value_codes", "condition_codes")

Item = Diagnosis | ProcedureCode | Occurrence | ValueCode | str


def arranged(claim: Claim) -> Claim:
    """The claim with the codes of an institutional bill in the order of its guide.

    Each of them carries its own qualifier, and nothing points to them by their place. On other claims lines point to
    the places of the diagnoses, and nothing is moved.
    """
    if claim.claim_type != "institutional":
        return claim
    places = {name: at for at, family in enumerate(FAMILIES["institutional"]) for name in family.qualifiers}

    def place(item: Item) -> int:
        return places.get(qualifier(item, ""), len(places))

    return replace(
        claim,
        diagnoses=tuple(sorted(claim.diagnoses, key=place)),
        procedures=tuple(sorted(claim.procedures, key=place)),
        occurrence_codes=tuple(sorted(claim.occurrence_codes, key=place)),
    )


def write(loop: Loop, before: Claim, after: Claim) -> None:
    """Write the codes that differ into loop 2300."""
    pen = loop.pen
    for field in FIELDS:
        if getattr(before, field) != getattr(after, field):
            _fit(pen.kind, field, before, after)
            for family in FAMILIES[pen.kind]:
                if family.field == field:
                    _replace(loop, family, _composites(pen, before, family), _composites(pen, after, family))


def qualifier(item: Item, field: str) -> str:
    """The first component of a code's composite."""
    if isinstance(item, Diagnosis | ProcedureCode):
        return item.qualifier
    if isinstance(item, Occurrence):
        return "BI" if item.end else "BH"
    return "BE" if isinstance(item, ValueCode) else "DR" if field == "drg" else "BG"


def _items(claim: Claim, field: str) -> tuple[Item, ...]:
    found: tuple[Item, ...] | str = getattr(claim, field)
    return found if isinstance(found, tuple) else (found,) if found else ()


def _fit(kind: ClaimType, field: str, before: Claim, after: Claim) -> None:
    """Whether the guide has a place for each of the codes; those that were too many before may stay."""
    families = [family for family in FAMILIES[kind] if family.field == field]
    known = {name for family in families for name in family.qualifiers}
    items = _items(after, field)
    for at, item in enumerate(items):
        if qualifier(item, field) not in known:
            own = isinstance(item, Diagnosis | ProcedureCode)
            place = f"/{field}/{at}/qualifier" if own else f"/{field}"
            raise CannotAmend(place, f"the guide of {kind} claims has no code of this kind")
    for family in families:
        old, new = (
            sum(qualifier(item, field) in family.qualifiers for item in some) for some in (_items(before, field), items)
        )
        if new > max(family.most, old):
            raise CannotAmend(f"/{field}", f"the guide has room for {family.most} with {family.qualifiers[0]}")
    if field == "diagnoses" and kind != "institutional" and items and qualifier(items[0], field) not in PRINCIPAL:
        raise CannotAmend("/diagnoses/0/qualifier", "the first diagnosis is the principal one: ABK, and the others ABF")


def _composites(pen: Pen, claim: Claim, family: Family) -> list[str]:
    return [
        pen.composite(qualifier(item, family.field), *_parts(pen, item, f"/{family.field}/{at}"))
        for at, item in enumerate(_items(claim, family.field))
        if qualifier(item, family.field) in family.qualifiers
    ]


def _parts(pen: Pen, item: Item, at: str) -> list[str]:
    """The components behind the qualifier."""
    if isinstance(item, str):
        return [pen.text(item, at)]
    code = pen.text(item.code, f"{at}/code")
    if isinstance(item, Diagnosis):
        return [code, "", "", "", "", "", "", pen.text(item.present_on_admission, f"{at}/present_on_admission")]
    if isinstance(item, ProcedureCode):
        return [code, "D8" if item.performed else "", pen.text(item.performed, f"{at}/performed")]
    if isinstance(item, ValueCode):
        return [code, "", "", pen.text(item.amount, f"{at}/amount")]
    start, end = pen.text(item.start, f"{at}/start"), pen.text(item.end, f"{at}/end")
    return [code, "RD8", f"{start}-{end}"] if end else [code, "D8" if start else "", start]


def _replace(loop: Loop, family: Family, old: list[str], new: list[str]) -> None:
    """Put the codes of a family in the place of those that stand there; one that stays, stays as it was written."""
    if old == new:
        return
    pen = loop.pen
    stood: list[str] = []
    where: list[int] = []
    for at in loop.find("HI"):
        composites = pen.split(loop.segments[at])[1:]
        own = [one for one in composites if pen.parts(one)[0].strip().upper() in family.qualifiers]
        if own:
            stood += own
            where.append(at)
            rest = [one for one in composites if one and one not in own]
            loop.segments[at] = pen.segment("HI", *rest)
    if len(stood) == len(old):
        known = dict(zip(old, stood, strict=True))
        new = [known.get(one, one) for one in new]
    segments = [pen.segment("HI", *new[at : at + COMPOSITES]) for at in range(0, len(new), COMPOSITES)]
    free = [at for at in where if loop.segments[at] == "HI"]
    for at, segment in zip(free, segments, strict=False):
        loop.segments[at] = segment
    loop.remove(free[len(segments) :])
    for segment in segments[len(free) :]:
        loop.insert(segment, f"/{family.field}")

"""What the notes of the ICD-10-CM say of the diagnoses of one claim: which exclude each other, which come first.

An office's patients come back with the same diagnoses: the verdict on a combination of codes is remembered.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import combinations

from msgspec import Struct

from claims.claim import Claim
from rules.context import Context
from rules.reference.notes import NOTES, Note
from rules.reference.shelf import Held, Shelf

CATEGORY = 3
APRIL, OCTOBER = 4, 10
MOST_DAYS = 5_000
MOST_KNOWN = 20_000
"""Codes, and combinations of codes, that are remembered: garbage in place of codes must not fill the memory."""

LISTED = frozenset(("", "ABK", "ABF", "ABN"))
"""Diagnoses that stand for the claim's conditions: not the admitting one, nor the reason for the visit."""


class Said(Struct, frozen=True, gc=False):
    """The notes of one code: beginnings of other codes."""

    excluded: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    """Of codes that a note of a longer code takes out of the excluded ones: both conditions may be there."""
    first: tuple[str, ...] = ()
    """Of diseases that are listed before it."""
    is_list: bool = False
    """Whether these are all."""
    additional: tuple[str, ...] = ()
    """Of codes that are listed after it."""
    sides: tuple[str, ...] = ()
    """Of codes that name the side."""


class Verdict(Struct, frozen=True, gc=False):
    """What the notes say of codes in the order in which a claim lists them."""

    pairs: tuple[tuple[str, str], ...] = ()
    """Codes that exclude each other, the one that stands first before the other."""
    late: tuple[tuple[str, str], ...] = ()
    """A code, and the disease that should stand before it and stands after it."""
    alone: tuple[str, ...] = ()
    """Codes that follow a disease of a full list, of which the claim has none."""
    early: tuple[tuple[str, str], ...] = ()
    """A code that adds a detail, listed first, and the code to which it adds it."""
    sideless: tuple[tuple[str, str], ...] = ()
    """A code that leaves the side open, and the beginnings of those that name one."""


NOTHING = Verdict()


class Notes:
    """The notes in one edition, between two days on which the ICD-10-CM may change."""

    def __init__(self, held: Held, day: date) -> None:
        self._find = held.rows.find
        self._day = day
        self._said = lru_cache(MOST_KNOWN)(self._read)
        self._verdicts: dict[tuple[str, ...], Verdict] = {}
        self._last: tuple[Claim | None, Verdict] = (None, NOTHING)

    def verdict(self, claim: Claim) -> Verdict:
        """What they say of the diagnoses of a claim; several rules ask of one claim in a row."""
        asked, verdict = self._last
        if asked is claim:
            return verdict
        codes = tuple([diagnosis.code for diagnosis in claim.diagnoses if diagnosis.qualifier in LISTED])
        found = self._verdicts.get(codes)
        if found is None:
            if len(self._verdicts) > MOST_KNOWN:
                self._verdicts.clear()
            found = self._verdicts[codes] = self._judged(codes)
        self._last = (claim, found)
        return found

    def _judged(self, codes: tuple[str, ...]) -> Verdict:
        said = [self._said(code) for code in codes]
        late, alone, early = [], [], []
        for at, (code, own) in enumerate(zip(codes, said, strict=True)):
            if own.first and not _met(codes[:at], own.first):
                after = _met(codes[at + 1 :], own.first)
                if after:
                    late.append((code, after))
                elif own.is_list:
                    alone.append(code)
            if at and own.additional and codes[0].startswith(own.additional) and not code.startswith(said[0].first):
                early.append((codes[0], code))
        pairs = [
            (code, other)
            for (code, own), (other, others) in combinations(zip(codes, said, strict=True), 2)
            if _excludes(own, other) or _excludes(others, code)
        ]
        sideless = [(code, " ".join(own.sides)) for code, own in zip(codes, said, strict=True) if own.sides]
        verdict = Verdict(
            tuple(dict.fromkeys(pairs)), tuple(late), tuple(alone), tuple(early), tuple(dict.fromkeys(sideless))
        )
        return NOTHING if verdict == NOTHING else verdict

    def _read(self, code: str) -> Said:
        beginnings = [code[:length] for length in range(CATEGORY, len(code) + 1)]
        found = [note for beginning in beginnings for note in self._find(beginning) if note.holds(self._day)]
        first = [note for note in found if note.says == "code first"]
        return Said(
            excluded=_named(code, [note for note in found if note.says == "excludes1"]),
            apart=_named(code, [note for note in found if note.says == "excludes2"]),
            first=_named(code, first),
            is_list=bool(first) and all(note.is_list for note in first),
            additional=_named(code, [note for note in found if note.says == "use additional"]),
            sides=_named(code, [note for note in found if note.says == "sides"]),
        )


def _excludes(own: Said, other: str) -> bool:
    return other.startswith(own.excluded) and not other.startswith(own.apart)


def _met(codes: tuple[str, ...], beginnings: tuple[str, ...]) -> str:
    return next((code for code in codes if code.startswith(beginnings)), "")


def _named(code: str, notes: list[Note]) -> tuple[str, ...]:
    """What the notes name; a code stands in no relation to its own kind."""
    named = {other for note in notes for other in note.codes}
    return tuple(sorted(other for other in named if not code.startswith(other)))


_ON: dict[tuple[int, date], tuple[Shelf, Notes | None]] = {}
_TERMS: dict[tuple[int, int, int], tuple[Held, Notes]] = {}


def notes_on(context: Context, day: date) -> Notes | None:
    """The notes of a day; ``None`` where no edition speaks of it."""
    shelf = context.shelf
    found = _ON.get((id(shelf), day))
    if found is None or found[0] is not shelf:  # a shelf that is gone may have had the same number
        if len(_ON) > MOST_DAYS:
            _ON.clear()
            _TERMS.clear()
        held = shelf.on(NOTES, day)
        found = _ON[id(shelf), day] = (shelf, _of_term(held, day) if held else None)
    return found[1]


def _of_term(held: Held, day: date) -> Notes:
    """The ICD-10-CM changes with April and October alone."""
    key = (id(held), day.year, (day.month >= APRIL) + (day.month >= OCTOBER))
    found = _TERMS.get(key)
    if found is None or found[0] is not held:
        found = _TERMS[key] = (held, Notes(held, day))
    return found[1]


def coding_day(claim: Claim) -> date | None:
    """The day whose ICD-10-CM a claim is coded by: of discharge, else of the first line."""
    if claim.statement_through:
        return claim.statement_through
    return claim.lines[0].service_date if claim.lines else None


def field_of(claim: Claim, code: str) -> str:
    """Where a diagnosis of the claim stands."""
    codes = [diagnosis.code if diagnosis.qualifier in LISTED else "" for diagnosis in claim.diagnoses]
    return f"/diagnoses/{codes.index(code)}/code"

"""What the ICD-10-CM says beside a code: which codes exclude it, come before or after it, or name a side."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from rules.reference.kind import Kind

NCHS = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"

Name = Literal["excludes1", "excludes2", "code first", "use additional", "sides"]
"""Excludes2: only those that set apart what an Excludes1 note of a shorter code names. Sides:
the code leaves the side open, and the named ones say right, left or both."""


class Note(Struct, frozen=True, omit_defaults=True, gc=False):
    """The codes that one kind of note names beside a code, and when. It holds for all longer codes too."""

    says: Name
    codes: tuple[str, ...]
    """Beginnings of codes, without points, in order; none lies within another."""
    is_list: bool = False
    """Of code first: it names all underlying diseases there are (not "such as", not "if applicable")."""
    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it stands in the classification on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


NOTES = Kind("icd10cm-notes", Note, "ICD-10-CM, instructional notes", NCHS)
"""Found by category or code without its point, as far as the note stands at it: ask for each of a code's beginnings."""

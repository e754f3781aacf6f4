"""Where each field of the canonical claim belongs: loop and element of the 837, box of the paper form.

One table says it (``fields.csv``); ``Origin.place`` says where a field stood in the file at hand.
"""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from msgspec import Struct

from claims.claim import Claim, ClaimType

SELF = "18"


class Belongs(Struct, frozen=True, gc=False):
    """Where a field belongs."""

    x12: str = ""
    """Loop and element of the claim type's guide, such as ``2400 DTP03``; empty where it has no place there."""
    form_box: str = ""
    """Box of the CMS-1500 (professional) or form locator of the UB-04 (institutional)."""


NOWHERE = Belongs()
DIAGNOSIS = re.compile("/diagnoses/([0-9]+)/")
LETTERS = string.ascii_uppercase
"""Of the diagnoses on the CMS-1500: 21A to 21L."""


def belongs(field: str, claim: Claim) -> Belongs:
    """Where a field belongs, by its JSON pointer, such as ``/lines/0/charge``.

    A patient who is the subscriber stands in the subscriber's loop.
    """
    place = place_by_type(field, claim.claim_type)
    if (found := DIAGNOSIS.match(field)) and claim.claim_type != "institutional":
        at = int(found[1])
        place = Belongs(
            place.x12.replace("HI01", f"HI{at + 1:02}"), place.form_box and f"{place.form_box}{LETTERS[at % 26]}"
        )
    if field.startswith("/patient/") and claim.patient.relationship == SELF:
        loops = place.x12.replace("2010CA", "2010BA").replace("2000C PAT01", "2000B SBR02").replace("2000C", "2000B")
        return Belongs(loops, place.form_box)
    return place


@lru_cache(4096)
def place_by_type(field: str, claim_type: ClaimType) -> Belongs:
    """Where a field belongs in the guide of a claim type, for a dependent patient."""
    table = _table()[claim_type]
    while field:
        # Of modifiers and pointers each position has its own element; of the rest any position has the same.
        for name in (re.sub(r"^/lines/[0-9]+", "/lines/*", field), re.sub(r"/[0-9]+(?=/|$)", "/*", field)):
            if name in table:
                return table[name]
        field = field.rpartition("/")[0]
    return NOWHERE


def fields_by_place(claim_type: ClaimType) -> Mapping[str, str]:
    """For each field of the table, such as ``/lines/*/charge``, its loop and element, where it has one."""
    return {field: place.x12 for field, place in _table()[claim_type].items() if place.x12}


@cache
def _table() -> Mapping[str, Mapping[str, Belongs]]:
    text = files("claims").joinpath("fields.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    forms = {"professional": "cms1500", "institutional": "ub04", "dental": None}
    return MappingProxyType(
        {
            kind: {row["field"]: Belongs(row[kind], row[form] if form else "") for row in rows}
            for kind, form in forms.items()
        }
    )

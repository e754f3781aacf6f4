"""What claims inherit from the loops above them: billing provider (2000A), subscriber (2000B), patient (2000C)."""

from __future__ import annotations

from claims.claim import Patient, Payer, Provider, Subscriber
from claims.origin import Passage
from claims.x12.draft import Draft, Elements, Fields, Flaw, Table, Untrusted, skip
from claims.x12.party import PARTY, city, street, take_name
from claims.x12.values import name

PARENTS = {"20": "", "22": "20", "23": "22"}
"""The level codes of an 837 (HL03), each with that of its parent."""


class Level:
    """An HL with all that holds for the claims below it: its own segments and those of the HLs above it."""

    __slots__ = (
        "billing",
        "broken",
        "broken_at",
        "code",
        "flaws",
        "passages",
        "patient",
        "pay_to",
        "payer",
        "subscriber",
        "unread",
    )

    def __init__(self, code: str, above: Level | None) -> None:
        self.code = code
        self.billing: Provider | None = above.billing if above else None
        self.pay_to: Provider | None = above.pay_to if above else None
        self.subscriber: Subscriber | None = above.subscriber if above else None
        self.payer: Payer = above.payer if above else Payer()
        self.patient: Patient | None = above.patient if above else None
        self.flaws: tuple[tuple[int, Flaw], ...] = above.flaws if above else ()
        """What could not be read, with the number of the segment in the file."""
        self.passages: tuple[Passage, ...] = above.passages if above else ()
        self.broken = ""
        """Why claims directly below cannot be trusted."""
        self.broken_at = ""
        """The element that says so, where one does."""
        self.unread: tuple[int, list[str]] | None = None
        """The number of its first segment and its segments, where it was passed over as nothing below was wanted."""

    def read(self, draft: Draft, first: int, segments: list[str], terminator: str) -> None:
        """Take the level's own segments.

        Raises:
            Untrusted: an HL within them was lost. What stood before it holds for the levels below, but no claim
                directly below belongs here.
        """
        draft.table = _TABLES[self.code]
        draft.inner = draft.fields
        self.passages = (*self.passages, Passage(self.code, first, terminator.join(segments)))
        try:
            draft.walk(segments)
        finally:
            self.flaws += tuple((first + flaw.at, flaw) for flaw in draft.flaws)
            _TAKE[self.code](self, draft.fields)


def _take_billing(level: Level, fields: Fields) -> None:
    provider: Fields = fields.get("billed_by", {})
    if not provider:
        return
    if taxonomy := fields.get("taxonomy"):
        provider["taxonomy"] = taxonomy
    level.billing = Provider(**provider)
    if pay_to := fields.get("pay_to"):
        level.pay_to = Provider(**pay_to)


def _take_subscriber(level: Level, fields: Fields) -> None:
    if "who" not in fields:
        return
    who: Fields = fields["who"]
    member_id = who.pop("member_id", "")
    coverage: Fields = fields.get("coverage", {})
    relationship = coverage.pop("relationship", "")
    level.subscriber = Subscriber(member_id=member_id, group_number=coverage.pop("group_number", ""), **who)
    level.payer = Payer(**coverage, **fields.get("payer", {}))
    level.patient = Patient(relationship=relationship, **who, **fields.get("treated", {}))


def _take_patient(level: Level, fields: Fields) -> None:
    level.patient = None
    if "who" in fields:
        relationship = fields.get("relationship", "")
        level.patient = Patient(relationship=relationship, **fields["who"], **fields.get("treated", {}))


def _open(draft: Draft, field: str, element: str) -> Fields:
    if field in draft.fields:
        raise Untrusted("it stands here a second time: an HL before it seems to be missing", element)
    inner: Fields = {}
    draft.inner = draft.fields[field] = inner
    return inner


def _misplaced(elements: Elements) -> Untrusted:
    return Untrusted("this NM1 cannot stand here: an HL before it seems to be missing", "NM101", elements[1][:3])


def _billing_name(draft: Draft, elements: Elements) -> None:
    field = {"85": "billed_by", "87": "pay_to", "PE": "pay_to_plan"}.get(elements[1])
    if field is None:
        raise _misplaced(elements)
    take_name(_open(draft, field, "NM1"), elements)


def _coverage(draft: Draft, elements: Elements) -> None:
    coverage = _open(draft, "coverage", "SBR")
    coverage["responsibility"] = elements[1].strip().upper()
    coverage["relationship"] = elements[2].strip()
    coverage["group_number"] = elements[3].strip()
    if elements[5].strip():
        coverage["insurance_type"] = elements[5].strip().upper()
    coverage["filing_indicator"] = elements[9].strip().upper()
    draft.inner = {}


def _treated(draft: Draft, elements: Elements) -> None:
    treated = _open(draft, "treated", "PAT")
    draft.fields["relationship"] = elements[1].strip()
    if elements[6] and (died := draft.day(elements[6], "PAT06")):
        treated["death_date"] = died
    if elements[8] and (weight := draft.amount(elements[8], "PAT08")) is not None:
        treated["weight"] = weight
    if elements[9].strip().upper() == "Y":
        treated["pregnant"] = True
    draft.inner = {}


def _subscriber_name(draft: Draft, elements: Elements) -> None:
    if elements[1] == "IL":
        _person(draft, elements)["member_id"] = elements[9].strip()
    elif elements[1] == "PR":
        payer = _open(draft, "payer", "NM1")
        payer["name"] = name(elements[3])
        payer["id"] = elements[9].strip()
        draft.inner = {}
    else:
        raise _misplaced(elements)


def _patient_name(draft: Draft, elements: Elements) -> None:
    if elements[1] != "QC":
        raise _misplaced(elements)
    _person(draft, elements)


def _person(draft: Draft, elements: Elements) -> Fields:
    who = _open(draft, "who", "NM1")
    who["last_name"] = name(elements[3])
    who["first_name"] = name(elements[4])
    return who


def _demographics(draft: Draft, elements: Elements) -> None:
    if born := draft.day(elements[2], "DMG02"):
        draft.inner["birth_date"] = born
    draft.inner["sex"] = elements[3].strip().upper()


_PERSONAL: Table = {
    "HL": (5, skip),
    "PAT": (10, _treated),
    "N3": (3, street),
    "N4": (8, city),
    "DMG": (12, _demographics),
    "REF": (5, skip),
    "PER": (10, skip),
}
_TABLES: dict[str, Table] = {
    "20": {**PARTY, "HL": (5, skip), "CUR": (22, skip), "NM1": (10, _billing_name)},
    "22": {**_PERSONAL, "SBR": (10, _coverage), "NM1": (10, _subscriber_name)},
    "23": {**_PERSONAL, "NM1": (10, _patient_name)},
}
_TAKE = {"20": _take_billing, "22": _take_subscriber, "23": _take_patient}

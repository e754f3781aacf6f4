"""One claim of a batch, as a list shows it and as its own page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from sqlalchemy import Row, RowMapping

from claims.claim import Claim
from claims.fault import Fault
from serving.score import Score, Verdict
from serving.store.tables import work
from serving.worklist.shown import parted

ItemState = Literal["open", "waived", "released"]
"""``waived``: sent in spite of its verdict. ``released``: in a ready file that was taken."""

MainKind = Literal["fault", "odds", ""]

PATIENTS = ("/patient", "/subscriber", "/claim_id")
"""Fields about people: what is said of them is not shown to who may not see them."""

OTHER_CLAIMS = frozenset([
    "exact-duplicate", "frequency-limit", "interim-bills", "medically-unlikely-units", "ncci-pair", "overlapping-stays",
    "same-day-readmission", "suspected-duplicate", "three-day-window",
])  # fmt: skip
"""Rules that name another claim of the patient; to who may not see patients, no claim is named."""

HIDDEN_CLAIM = "Something about another claim of the patient; who may see patients sees what."

HIDDEN = "Something about the patient or subscriber; who may see patients sees what."


class Item(Struct, frozen=True):
    """A row of the list."""

    number: int
    """Its place in the batch."""
    claim_id: str
    """CLM01; empty for who may not see patients: many systems put the account number there."""
    patient: str
    """Family name, given name; empty for who may not see patients."""
    payer_id: str
    payer_name: str
    clinician_npi: str
    clinician: str
    service_date: date | None
    charge: Decimal
    verdict: Verdict
    state: ItemState
    probability: float | None
    """``None`` without a model."""
    at_risk: Decimal | None
    main: str
    """The foremost fault, or the leading reason; empty where there is neither."""
    main_kind: MainKind
    main_field: str
    """The field that it concerns, as a JSON pointer."""
    rules: tuple[str, ...]
    """Which found something."""
    codes: tuple[str, ...]
    """Refusals that it may meet."""
    deadline: date | None
    """The last day on which the payer takes it, where a limit is known."""
    days_left: int | None
    """Until then; 0 on that day, negative after it."""
    assignee: str
    snoozed_until: date | None
    """It rests until that day begins."""
    edited: int
    """Changes that stand."""
    notes: int
    release: int | None
    """In which ready file it went out, counted from 1."""
    revision: int
    """What :meth:`Worklist.edit` and its like must be told."""
    score_id: str


class Event(Struct, frozen=True):
    """Something that was done with a claim."""

    id: int
    at: datetime
    who: str
    action: str
    """``edit``, ``suggestion``, ``undo``, ``recheck``, ``waive``, ``unwaive``, ``assign``, ``snooze``, ``note``,
    ``release`` or ``held back``."""
    field: str
    """JSON pointers of the fields, parted by spaces."""
    before: str
    after: str
    """Of a change the values by pointer, as JSON; else who has it, until when it rests, or which ready file it went
    into. Empty for who may not see patients."""
    why: str
    probability_before: float | None
    probability_after: float | None
    verdict_before: str
    verdict_after: str
    undone: int | None
    """The event that this one took back."""
    can_undo: bool
    """Whether it is the last change, so that :meth:`Worklist.undo` takes it back."""


class ItemView(Struct, frozen=True):
    """A claim's own page."""

    item: Item
    claim: Claim
    """As it is now; without names, numbers and birth dates for who may not see patients."""
    first: Claim
    """As it came."""
    score: Score
    faults: tuple[Fault, ...]
    """Fields that could not be read."""
    file: str
    form: str
    events: tuple[Event, ...]
    """The newest first."""
    previous: int | None
    """The number of the claim before it under the same filter and order."""
    next: int | None
    cannot_write: str
    """Why the ready file cannot carry it as it is now, and what to do; empty where it can."""


class Changed(Struct, frozen=True):
    """What a change did."""

    before: Score
    after: Score
    item: Item
    cannot_write: str = ""
    """Why the ready file could not carry the claim as it is now, and what to do; empty where it can."""
    also: tuple[int, ...] = ()
    """Numbers of further claims of this patient whose verdict it changed."""


COLUMNS = [work.c[name] for name in Item.__struct_fields__ if name != "days_left"]


def item_of(row: Row[tuple[object, ...]] | RowMapping, today: date, *, sees_patients: bool) -> Item:
    """A row of the list from its row in the store."""
    plain: Mapping[str, object] = row if isinstance(row, RowMapping) else row._mapping  # type: ignore[assignment]  # noqa: SLF001  SQLAlchemy's public name
    values = {name: plain[name] for name in Item.__struct_fields__ if name != "days_left"}
    rules = parted(str(plain["rules"]))
    values["rules"], values["codes"] = rules, parted(str(plain["codes"]))
    deadline = plain["deadline"]
    values["days_left"] = (deadline - today).days if isinstance(deadline, date) else None
    if not sees_patients:
        values |= {"patient": "", "claim_id": ""}
        if str(plain["main_field"]).startswith(PATIENTS):
            values["main"] = HIDDEN
        elif plain["main_kind"] == "fault" and OTHER_CLAIMS.intersection(rules[:1]):
            values["main"] = HIDDEN_CLAIM
    return Item(**values)  # type: ignore[arg-type]

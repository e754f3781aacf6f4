"""What was sent before: duplicates, services seen before, a patient's visits and stays. Shared by rules and features.

No name and no member number is kept: a patient is a keyed digest, whose key stays in the office. The office's own
claim numbers are kept, since a biller must find the earlier claim; so the file belongs beside the office's claims.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
from msgspec import Struct

from claims.answer import Outcome
from claims.claim import Claim, ServiceLine
from claims.hospital import bundled_days, stays_on
from claims.postings import Postings
from claims.sent_keys import REPLACES, ClaimKeys, digest, identity, therapy
from claims.sent_lines import VOID, SentLine, SentLines, line_of, replaced

KEY = 32
"""Bytes of a key that we make."""
DAYS = 2**22
"""More than any ordinal of a day."""
SURGERY = range(10004, 69991)
"""Level I procedure codes of the surgery section, by number: payers bundle later visits into many of them."""
CODES = 100_000
"""More than any of them."""
MOST_CENTS = 2**30 - 1
"""Of a line's charge: ten million dollars; more is remembered as this."""
AFTERCARE = 120
"""Days for which surgery is remembered: the longest global period is 90 (42 CFR 414.40)."""
FORM = 5
"""Of the saved file."""
LONGEST_STAY = 4096
"""Days; one that lasts longer is remembered as this long."""
POSTINGS = ("identities", "contents", "services", "visits", "surgeries", "therapy", "stays", "outpatient")
"""The tables of the index."""


class Earlier(Struct, frozen=True, gc=False):
    """A claim that was sent before."""

    claim_id: str
    submitted: date
    denied: date | None = None
    """The day of the answer that denied it, wholly or in part, where one is known."""


class Visits(Struct, frozen=True, gc=False):
    """A patient's earlier days of service; ``None`` and 0 where there are none."""

    days: int = 0
    """How many at this billing provider."""
    office: date | None = None
    """The last at this billing provider."""
    specialty: date | None = None
    """The last at this billing provider with a clinician of the same taxonomy."""
    clinician: date | None = None
    """The last with the same clinician."""
    paid: date | None = None
    """The last day on which a payment for one of them, at this billing provider, became known."""
    surgeries: tuple[tuple[str, int], ...] = ()
    """Surgical procedures at this billing provider in the days before, the last first: code, and days since."""


class Stay(Struct, frozen=True, gc=False):
    """An inpatient stay, or a day of outpatient service, on a claim that was sent before."""

    claim_id: str
    submitted: date
    first: date
    last: date
    """The day of discharge, or the last that the bill covers."""
    here: bool
    """At the same billing provider."""


class SentBefore:
    """The index of what was sent before. Claims are added in order of submission, each after it was asked about.

    A claim (billing provider, claim id, frequency code) is never its own duplicate: asking again about one that was
    added gives what was sent before it.
    """

    def __init__(self, key: bytes | None = None) -> None:
        """Start empty.

        Args:
            key: Up to 64 bytes, known to the office alone; made up where absent, and then lost with the index unless
                ``key`` is kept.
        """
        self.key = secrets.token_bytes(KEY) if key is None else key
        self._claim_ids: list[str] = []
        self._submitted = array("i")
        self._replaces = bytearray()
        self._denied: dict[int, int] = {}
        self._paid: dict[int, int] = {}
        self._identities = Postings()
        self._contents = Postings()
        self._services = Postings()
        self._visits = Postings()
        self._surgeries = Postings()
        self._therapy = Postings()
        self._stays = Postings()
        self._outpatient = Postings()
        self._lines = SentLines()
        self._last: ClaimKeys | None = None

    def __len__(self) -> int:
        return len(self._claim_ids)

    def fork(self) -> SentBefore:
        """A copy that can be added to without changing this one; what is sorted in is shared, not copied."""
        twin = SentBefore(self.key)
        twin._claim_ids = self._claim_ids.copy()
        twin._submitted = self._submitted[:]
        twin._replaces = self._replaces[:]
        twin._denied, twin._paid = self._denied.copy(), self._paid.copy()
        for name in POSTINGS:
            setattr(twin, f"_{name}", Postings(*getattr(self, f"_{name}").arrays()))
        twin._lines = self._lines.fork()
        return twin

    def add(self, claim: Claim, today: date) -> None:
        """Record that a claim was sent; adding the same submission again changes nothing.

        Args:
            claim: The claim.
            today: The day on which it was sent, where it does not say so itself.
        """
        submitted = (claim.submission_date or today).toordinal()
        keys = self._keys(claim)
        own, content = keys.identity, keys.content
        known = self._contents.find(content)
        if any(at in known and self._submitted[at] == submitted for at in self._identities.find(own)):
            return
        at = len(self._claim_ids)
        self._claim_ids.append(claim.claim_id)
        self._submitted.append(submitted)
        self._replaces.append(REPLACES.index(claim.frequency_code) + 1 if claim.frequency_code in REPLACES else 0)
        self._identities.add(own, at)
        self._contents.add(content, at)
        visits: set[tuple[int, date]] = set()
        for line in claim.lines:
            day = line.service_date or claim.statement_from
            self._services.add(keys.service(line.procedure or line.revenue_code), at * DAYS + _ordinal(day))
            if day:
                visits.update((place, day) for place in keys.places(line))
                self._lines.add(keys.day(day), at, claim, line)
                if line.modifiers and (kind := therapy(line)):
                    cents = min(int(line.charge * 100), MOST_CENTS)
                    self._therapy.add(keys.therapy(kind, day.year), at * (MOST_CENTS + 1) + max(cents, 0))
                if (code := _surgery(line)) is not None:
                    self._surgeries.add(keys.at_office, (at * DAYS + day.toordinal()) * CODES + code)
        for place, day in visits:
            self._visits.add(place, at * DAYS + day.toordinal())
        if claim.claim_type == "institutional":
            for first, last in stays_on(claim):
                length = min((last - first).days, LONGEST_STAY - 1)
                note = (at * DAYS + first.toordinal()) * LONGEST_STAY + length
                self._stays.add(keys.patient, note)
                self._stays.add(keys.at_hospital, note)
            for day in sorted(bundled_days(claim)):
                self._outpatient.add(keys.at_hospital, at * DAYS + day.toordinal())

    def answered(self, outcome: Outcome) -> None:
        """Take note that a claim was denied (to send it again is then perhaps no mistake), and that it was paid."""
        if outcome.answered is None:
            return
        key = identity(self.key, outcome.billing_npi, outcome.claim_id, outcome.frequency_code)
        day = outcome.answered.toordinal()
        sent = [at for at in self._identities.find(key) if self._submitted[at] <= day]
        if outcome.submitted:
            sent = [at for at in sent if self._submitted[at] == outcome.submitted.toordinal()]
        for noted, happened in ((self._denied, outcome.denied), (self._paid, outcome.paid > 0)):
            if happened:
                noted.update((at, min(day, noted.get(at, day))) for at in sent)

    def duplicates(self, claim: Claim, today: date | None = None) -> list[Earlier]:
        """The earlier claims that this one repeats exactly, the first sent first.

        Exactly is: the same billing provider, patient and total charge, and lines of the same days, procedures,
        modifiers, units, charges and clinicians in any order. A replacement or void (7, 8) repeats only one that has
        the same original reference.
        """
        keys = self._keys(claim)
        day = claim.lines[0].service_date if claim.lines else None
        if day and not self._lines.has(keys.day(day)):
            return []  # nothing was sent of that day: what all lines say need not be asked
        return self._earlier(self._contents.find(keys.content), claim, today)

    def same_service(self, claim: Claim, line: ServiceLine, today: date | None = None) -> list[Earlier]:
        """Earlier lines, on other claims, of the same patient, procedure (or revenue code) and day: one entry a line.

        For a replacement or void (7, 8) only others of its kind count: what it replaces is no second service.
        """
        return self._earlier(self._on_day(claim, line), claim, today)

    def days_of_service(
        self, claim: Claim, codes: Iterable[str], first: date, last: date, today: date | None = None
    ) -> dict[date, Earlier]:
        """The days, from first through last, on which a claim's patient had one of some procedures by earlier claims.

        A day counts once, with the claim that was sent for it first; claims that were denied do not count, nor does a
        day whose claim was voided. For a replacement or void (7, 8) only others of its kind count.
        """
        start, end, submitted = first.toordinal(), last.toordinal(), self._submitted
        keys = self._keys(claim)
        notes = [divmod(note, DAYS) for code in codes for note in self._services.find(keys.service(code))]
        notes = [(at, day) for at, day in notes if start <= day <= end]
        if not notes:
            return {}
        own, ordinal, place = self._limits(claim, today)
        found = {
            (day, submitted[at], at) for at, day in notes if at not in own and (submitted[at], at) < (ordinal, place)
        }
        days: dict[date, Earlier] = {}
        voided = {day for day, _, at in found if self._replaces[at] == VOID}
        for day, _, at in sorted(found):
            counts = day not in voided and self._denial(at, ordinal) is None
            if counts and (self._replaces[at] or claim.frequency_code not in REPLACES):
                days.setdefault(date.fromordinal(day), self._one(at, ordinal))
        return days

    def therapy_charged(self, claim: Claim, kind: str, year: int, today: date | None = None) -> Decimal:
        """Dollars charged for a patient's therapy of one kind in a year, on claims that were sent before this one."""
        own, ordinal, place = self._limits(claim, today)
        cents = 0
        for note in self._therapy.find(self._keys(claim).therapy(kind, year)):
            at, charged = divmod(note, MOST_CENTS + 1)
            if at not in own and (self._submitted[at], at) < (ordinal, place) and not self._replaces[at]:
                cents += charged if self._denial(at, ordinal) is None else 0
        return Decimal(cents) / 100

    def visits(self, claim: Claim, line: ServiceLine, today: date | None = None) -> Visits:
        """The patient's days of service before that of a line, as far as they were sent before this claim."""
        day = line.service_date or claim.statement_from
        if day is None:
            return Visits()
        served, submitted = day.toordinal(), self._submitted
        own, ordinal, place = self._limits(claim, today)
        found: list[set[int]] = []
        paid = set()
        for place_at, key in enumerate(self._keys(claim).places(line)):
            days = set()
            for note in self._visits.find(key):
                at, visited = divmod(note, DAYS)
                if visited < served and at not in own and (submitted[at], at) < (ordinal, place):
                    days.add(visited)
                    if place_at == 0 and (answered := self._paid.get(at, ordinal)) < ordinal:
                        paid.add(answered)
            found.append(days)
        surgeries = set()
        for note in self._surgeries.find(self._keys(claim).at_office):
            (at, operated), code = divmod(note // CODES, DAYS), note % CODES
            since = served - operated
            if 0 < since <= AFTERCARE and at not in own and (submitted[at], at) < (ordinal, place):
                surgeries.add((since, f"{code:05}"))
        office, specialty, clinician, last_paid = (
            date.fromordinal(max(days)) if days else None for days in (*found, paid)
        )
        operations = tuple((code, since) for since, code in sorted(surgeries))
        return Visits(len(found[0]), office, specialty, clinician, last_paid, operations)

    def stays(self, claim: Claim, today: date | None = None) -> list[Stay]:
        """The patient's inpatient stays on claims that were sent before this one, the first sent first.

        Stays whose claim was denied are left out, and those of the same hospital that a replacement or void speaks of.
        """
        here = set(self._stays.find(self._keys(claim).at_hospital))
        found = []
        for note in self._stays.find(self._keys(claim).patient):
            (at, first), length = divmod(note // LONGEST_STAY, DAYS), note % LONGEST_STAY
            found.append((at, first, first + length, note in here))
        return self._standing(found, claim, today)

    def outpatient_days(self, claim: Claim, today: date | None = None) -> list[Stay]:
        """The patient's days of outpatient service at this hospital that belong to a stay when one follows at once."""
        found = []
        for note in self._outpatient.find(self._keys(claim).at_hospital):
            at, day = divmod(note, DAYS)
            found.append((at, day, day, True))
        return self._standing(found, claim, today)

    def _standing(self, found: list[tuple[int, int, int, bool]], claim: Claim, today: date | None) -> list[Stay]:
        """Those on earlier claims that were neither denied nor, as far as can be told, replaced or taken back."""
        if not found:
            return []
        own, ordinal, place = self._limits(claim, today)
        from_day = date.fromordinal
        submitted, replaced = self._submitted, [item for item in found if self._replaces[item[0]] and item[3]]
        return [
            Stay(self._claim_ids[at], from_day(submitted[at]), from_day(first), from_day(last), here)
            for at, first, last, here in found
            if at not in own
            and (submitted[at], at) < (ordinal, place)
            and not self._replaces[at]
            and self._denial(at, ordinal) is None
            and not any(here and first <= until and since <= last for _, since, until, _ in replaced)
        ]

    def on_day(self, claim: Claim, day: date, today: date | None = None) -> list[SentLine]:
        """Lines of a day on other claims, sent before this one, of the same patient and billing provider.

        What was replaced or voided since does not stand among them. For a replacement or void (7, 8) there are none:
        nothing tells which of the earlier claims it replaces.
        """
        if claim.frequency_code in REPLACES:
            return []
        notes = self._lines.find(self._keys(claim).day(day))
        if not notes:
            return []
        own, ordinal, place = self._limits(claim, today)
        submitted = self._submitted
        before = [note for note in notes if note.at not in own and (submitted[note.at], note.at) < (ordinal, place)]
        order = sorted({note.at for note in before}, key=lambda at: (submitted[at], at))
        gone = replaced(order, self._replaces, self._claim_ids)
        return [
            line_of(note, self._claim_ids[note.at], self._denial(note.at, ordinal))
            for note in before
            if note.at not in gone
        ]

    def surgeries(self, claim: Claim, line: ServiceLine, today: date | None = None) -> list[tuple[str, date]]:
        """Surgical procedures on earlier claims of the patient at the billing provider: code and day.

        From one day after the line's day back through ``AFTERCARE`` days: a visit on the eve of an operation goes
        with it.
        """
        day = line.service_date or claim.statement_from
        found = self._surgeries.find(self._keys(claim).at_office) if day else []
        if day is None or not found:
            return []
        served = day.toordinal()
        near = [note for note in found if -1 <= served - note // CODES % DAYS <= AFTERCARE]
        if not near:
            return []
        own, ordinal, place = self._limits(claim, today)
        surgeries = set()
        for note in near:
            (at, operated), code = divmod(note // CODES, DAYS), note % CODES
            if at not in own and (self._submitted[at], at) < (ordinal, place):
                surgeries.add((f"{code:05}", date.fromordinal(operated)))
        return sorted(surgeries)

    def save(self, path: str | Path) -> None:
        """Write the index to a file (NumPy's npz, no pickle); the key is not in it."""
        arrays = {}
        for name in POSTINGS:
            arrays[f"{name}_keys"], arrays[f"{name}_values"] = getattr(self, f"_{name}").arrays()
        with Path(path).open("wb") as file:
            np.savez_compressed(
                file,
                form=np.int64(FORM),
                key_check=np.uint64(digest(self.key, "key")),
                claim_ids=np.array([claim_id.encode() for claim_id in self._claim_ids], dtype=np.bytes_),
                submitted=np.array(self._submitted, np.int32),
                replaces=np.frombuffer(bytes(self._replaces), np.uint8),
                denied=np.array(list(self._denied.items()), np.int64).reshape(-1, 2),
                paid=np.array(list(self._paid.items()), np.int64).reshape(-1, 2),
                **self._lines.arrays(),
                **arrays,
            )

    @classmethod
    def load(cls, path: str | Path, key: bytes) -> SentBefore:
        """Read an index that ``save`` wrote.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is no such file, or was written with another key.
        """
        index = cls(key)
        with np.load(path, allow_pickle=False) as file:
            if "form" not in file or int(file["form"]) != FORM:
                raise ValueError(f"{path} is no index of sent claims that this version reads; build it again")
            if int(file["key_check"]) != digest(key, "key"):
                raise ValueError(f"{path} was written with another key; use that key, or build the index again")
            index._claim_ids = [claim_id.decode() for claim_id in file["claim_ids"].tolist()]
            index._submitted.frombytes(file["submitted"].astype(np.intc).tobytes())
            index._replaces = bytearray(file["replaces"].astype(np.uint8).tobytes())
            index._denied = dict(file["denied"].tolist())
            index._paid = dict(file["paid"].tolist())
            for name in POSTINGS:
                setattr(index, f"_{name}", Postings(file[f"{name}_keys"], file[f"{name}_values"]))
            index._lines = SentLines.from_arrays(file)
        return index

    def _keys(self, claim: Claim) -> ClaimKeys:
        """The digests of a claim; those of the last one are kept, since it is asked about several times in a row."""
        last = self._last
        if last is None or last.claim is not claim:
            last = self._last = ClaimKeys(claim, self.key)
        return last

    def _earlier(self, found: list[int], claim: Claim, today: date | None) -> list[Earlier]:
        """Those of the claims found that were sent before this one, by day and then as added; itself is not one."""
        if not found:
            return []
        own, ordinal, place = self._limits(claim, today)
        submitted = self._submitted
        before = sorted((submitted[at], at) for at in found if at not in own and (submitted[at], at) < (ordinal, place))
        return [self._one(at, ordinal) for _, at in before]

    def _one(self, at: int, today: int) -> Earlier:
        return Earlier(self._claim_ids[at], date.fromordinal(self._submitted[at]), self._denial(at, today))

    def _on_day(self, claim: Claim, line: ServiceLine) -> list[int]:
        """The claims that hold the service of a line, on its day: one entry a line; for a replacement, of its kind."""
        day = _ordinal(line.service_date or claim.statement_from)
        notes = self._services.find(self._keys(claim).service(line.procedure or line.revenue_code))
        found = [note // DAYS for note in notes if note % DAYS == day]
        return [at for at in found if self._replaces[at]] if claim.frequency_code in REPLACES else found

    def _denial(self, at: int, today: int) -> date | None:
        """The day of a claim's denial where it is known today: answers are known on the day after they are dated."""
        day = self._denied.get(at)
        return date.fromordinal(day) if day is not None and day < today else None

    def _limits(self, claim: Claim, today: date | None) -> tuple[list[int], int, int]:
        """Where the claim itself stands: its entries, its day, and its place among those of that day."""
        own = self._identities.find(self._keys(claim).identity)
        ordinal = (claim.submission_date or today or date.max).toordinal()
        return own, ordinal, min((at for at in own if self._submitted[at] == ordinal), default=len(self))


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _surgery(line: ServiceLine) -> int | None:
    """A surgical procedure's code as a number."""
    code = line.procedure
    if len(code) != 5 or not (code.isascii() and code.isdecimal()):  # noqa: PLR2004 - digits of a code
        return None
    return int(code) if int(code) in SURGERY else None

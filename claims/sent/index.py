"""What is kept of claims that were sent, in memory and in a file. What it is asked stands in ``before``."""

# ruff: noqa: SLF001 - a copy is of its own kind
from __future__ import annotations

import secrets
from array import array
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal, Self

import numpy as np

from claims.answer import Outcome
from claims.claim import Claim, ServiceLine
from claims.hospital import bundled_days, stays_on
from claims.sent.found import Earlier
from claims.sent.keys import REPLACES, ClaimKeys, digest, identity, kind_of_service, therapy
from claims.sent.lines import SentLines
from claims.sent.postings import Postings

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
NEVER = date.max.toordinal()
"""The day of a claim that was taken back: after all that is asked."""
FORM = 6
"""Of the saved file."""
LONGEST_STAY = 4096
"""Days; one that lasts longer is remembered as this long."""
Standing = tuple[list[int], int, int]
"""Where a claim stands in the index: its own entries, its day, and its place among those of that day."""
POSTINGS = ("identities", "contents", "services", "kinds", "visits", "surgeries", "therapy", "stays", "outpatient")
"""The tables of the index."""


class Index:
    """What is kept of claims that were sent, and how it is written down; ``SentBefore`` asks it."""

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
        self._kinds = Postings()
        self._visits = Postings()
        self._surgeries = Postings()
        self._therapy = Postings()
        self._stays = Postings()
        self._outpatient = Postings()
        self._lines = SentLines()
        self._last: ClaimKeys | None = None
        self._moves = 0
        """How often the index changed: what stands in it is remembered until it does."""
        self._stands: tuple[ClaimKeys, date | None, int, Standing] | None = None

    def __len__(self) -> int:
        return len(self._claim_ids)

    def fork(self) -> Self:
        """A copy that can be added to without changing this one; what is sorted in is shared, not copied."""
        twin = type(self)(self.key)
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
            self._services.add(keys.service(line.procedure or line.revenue_code), at * DAYS + ordinal_of(day))
            if day:
                visits.update((place, day) for place in keys.places(line))
                self._lines.add(keys.day(day), at, claim, line)
                if line.modifiers and (plan := therapy(line)):
                    cents = min(int(line.charge * 100), MOST_CENTS)
                    self._therapy.add(keys.therapy(plan, day.year), at * (MOST_CENTS + 1) + max(cents, 0))
                if (code := _surgery(line)) is not None:
                    self._surgeries.add(keys.at_office, (at * DAYS + day.toordinal()) * CODES + code)
        kinds = {(kind_of_service(line), ordinal_of(line.service_date or claim.statement_from)) for line in claim.lines}
        for kind, served in kinds:
            self._kinds.add(keys.kind(kind), at * DAYS + served)
        for place, day in visits:
            self._visits.add(place, at * DAYS + day.toordinal())
        if claim.claim_type == "institutional":
            self._add_hospital(claim, keys, at)
        self._moves += 1

    def _add_hospital(self, claim: Claim, keys: ClaimKeys, at: int) -> None:
        for first, last in stays_on(claim):
            length = min((last - first).days, LONGEST_STAY - 1)
            note = (at * DAYS + first.toordinal()) * LONGEST_STAY + length
            self._stays.add(keys.patient, note)
            self._stays.add(keys.at_hospital, note)
        for day in sorted(bundled_days(claim)):
            self._outpatient.add(keys.at_hospital, at * DAYS + day.toordinal())

    def withdraw(self, claim: Claim, today: date) -> None:
        """Take back what :meth:`add` recorded with the same arguments: the claim was turned away before anyone read it.

        From here on it is nobody's earlier claim. Adding it again records it anew.
        """
        keys, submitted = self._keys(claim), (claim.submission_date or today).toordinal()
        same = self._contents.find(keys.content)
        for at in self._identities.find(keys.identity):
            if at in same and self._submitted[at] == submitted:
                self._submitted[at] = NEVER
        self._moves += 1

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

    def trace(self, outcome: Outcome) -> Literal["", "sent", "answered"]:
        """What is known here of the submission that an outcome is of: nothing, that it was sent, or its answer too.

        An answer that neither paid nor denied anything leaves no trace.
        """
        key = identity(self.key, outcome.billing_npi, outcome.claim_id, outcome.frequency_code)
        day = outcome.submitted.toordinal() if outcome.submitted else None
        sent = [at for at in self._identities.find(key) if day is None or self._submitted[at] == day]
        if any(at in self._denied or at in self._paid for at in sent):
            return "answered"
        return "sent" if sent else ""

    def save(self, path: str | Path) -> None:
        """Write the index to a file (NumPy's npz, no pickle); the key is not in it."""
        with Path(path).open("wb") as file:
            self.write(file)

    def write(self, file: BinaryIO) -> None:
        """As :meth:`save`, to a file that is open."""
        arrays = {}
        for name in POSTINGS:
            arrays[f"{name}_keys"], arrays[f"{name}_values"] = getattr(self, f"_{name}").arrays()
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
    def load(cls, path: str | Path | BinaryIO, key: bytes) -> Self:
        """Read an index that ``save`` wrote, from a file, or one that is open.

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

    def _denial(self, at: int, today: int) -> date | None:
        """The day of a claim's denial where it is known today: answers are known on the day after they are dated."""
        day = self._denied.get(at)
        return date.fromordinal(day) if day is not None and day < today else None

    def _limits(self, claim: Claim, today: date | None) -> Standing:
        """Where the claim itself stands; kept, as its digests are, since a claim is asked about many times in a row."""
        keys, moves, last = self._keys(claim), self._moves, self._stands
        if last is not None and last[0] is keys and last[1] == today and last[2] == moves:
            return last[3]
        own = self._identities.find(keys.identity)
        ordinal = (claim.submission_date or today or date.max).toordinal()
        found = own, ordinal, min((at for at in own if self._submitted[at] == ordinal), default=len(self))
        self._stands = keys, today, moves, found
        return found


def ordinal_of(day: date | None) -> int:
    """A day as a number; 0 where there is none."""
    return day.toordinal() if day else 0


def _surgery(line: ServiceLine) -> int | None:
    """A surgical procedure's code as a number."""
    code = line.procedure
    if len(code) != 5 or not (code.isascii() and code.isdecimal()):  # noqa: PLR2004 - digits of a code
        return None
    return int(code) if int(code) in SURGERY else None

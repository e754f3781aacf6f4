"""What was sent before, as rules and features ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from claims.claim import Claim, ServiceLine
from claims.sent.found import Earlier, Services, Stay, Visits
from claims.sent.index import AFTERCARE, CODES, DAYS, LONGEST_STAY, MOST_CENTS, Index, Standing, ordinal_of
from claims.sent.keys import REPLACES, kind_of_service
from claims.sent.lines import MOST_A_DAY, VOID, Note, SentLine, replaced


class SentBefore(Index):
    """The index of what was sent before. Claims are added in order of submission, each after it was asked about.

    A claim (billing provider, claim id, frequency code) is never its own duplicate: asking again about one that was
    added gives what was sent before it.
    """

    def duplicates(self, claim: Claim, today: date | None = None) -> list[Earlier]:
        """The earlier claims that this one repeats exactly, the first sent first.

        Exactly is: the same billing provider, patient and total charge, and lines of the same days, procedures,
        modifiers, units, charges and clinicians in any order. A replacement or void (7, 8) repeats only one that has
        the same original reference.
        """
        keys = self._keys(claim)
        day = claim.lines[0].service_date if claim.lines else None
        if day:  # mostly the day has no line of an earlier claim: then what all lines say need not be asked
            noted = self._lines.find(keys.day(day))
            if len(noted) < MOST_A_DAY and not self._before(noted, self._limits(claim, today)):
                return []
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

    def services(self, claim: Claim, line: ServiceLine, today: date | None = None) -> Services:
        """How often the patient had the service of a line already, as far as the claims were sent before this one.

        The day of the line itself does not count, and a day of a claim that was denied or voided does not either. Days
        of lines before it on the same claim do.
        """
        day = line.service_date or claim.statement_from
        if day is None or not line.procedure:
            return Services()
        keys, kind = self._keys(claim), kind_of_service(line)
        limits = self._limits(claim, today)
        before = [other for other in claim.lines[: claim.lines.index(line)] if other.service_date]
        same = {ordinal_of(other.service_date) for other in before if other.procedure == line.procedure}
        alike = {ordinal_of(other.service_date) for other in before if kind_of_service(other) == kind}
        same |= self._days(self._services.find(keys.service(line.procedure)), limits)
        alike |= self._days(self._kinds.find(keys.kind(kind)), limits)
        if not same and not alike:
            return Services()
        served = day.toordinal()
        year = range(date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal() + 1)
        this_year, of_kind = (sum(one in year and one != served for one in days) for days in (same, alike))
        last = max((one for one in same if 0 < one < served), default=0)
        return Services(this_year, of_kind, date.fromordinal(last) if last else None)

    def _days(self, notes: list[int], limits: Standing) -> set[int]:
        """The days of notes on claims sent before that were neither denied, as far as is known, nor voided."""
        own, ordinal, place = limits
        submitted, days, voided = self._submitted, set(), set()
        for note in notes:
            at, day = divmod(note, DAYS)
            if at in own or (submitted[at], at) >= (ordinal, place):
                continue
            if self._replaces[at] == VOID:
                voided.add(day)
            elif self._denied.get(at, ordinal) >= ordinal:
                days.add(day)
        return days - voided

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
        limits = self._limits(claim, today)
        before = self._before(notes, limits) if notes else notes
        if not before:
            return []
        submitted, ordinal = self._submitted, limits[1]
        order = sorted({at for at, _ in before}, key=lambda at: (submitted[at], at))
        gone = replaced(order, self._replaces, self._claim_ids)
        return [
            self._lines.line(number, self._claim_ids[at], self._denial(at, ordinal))
            for at, number in before
            if at not in gone
        ]

    def _before(self, notes: list[Note], limits: Standing) -> list[Note]:
        """Those lines that stand on other claims, sent before this one."""
        own, ordinal, place = limits
        submitted, limit = self._submitted, (ordinal, place)
        return [note for note in notes if note[0] not in own and (submitted[note[0]], note[0]) < limit]

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

    def _on_day(self, claim: Claim, line: ServiceLine) -> list[int]:
        """The claims that hold the service of a line, on its day: one entry a line; for a replacement, of its kind."""
        day = ordinal_of(line.service_date or claim.statement_from)
        notes = self._services.find(self._keys(claim).service(line.procedure or line.revenue_code))
        found = [note // DAYS for note in notes if note % DAYS == day][-MOST_A_DAY:]
        return [at for at in found if self._replaces[at]] if claim.frequency_code in REPLACES else found

"""The keyed digests under which a claim is found again: no name, member number or birth date can be read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b

from claims.claim import Claim, ServiceLine

REPLACES = ("7", "8")
"""Frequency codes of a replacement and of a void."""


THERAPY = {"GP": "physical or speech", "GN": "physical or speech", "GO": "occupational"}
"""Plans of care by modifier, and which of them share a yearly amount (Social Security Act, section 1833(g))."""


def therapy(line: ServiceLine) -> str:
    """Which yearly amount a line of therapy counts to; empty for any other line."""
    return next((THERAPY[modifier] for modifier in line.modifiers if modifier in THERAPY), "")


def kind_of_service(line: ServiceLine) -> str:
    """The services that benefits are limited with: those of a plan of care, else codes that begin alike.

    Payers grant so many visits of physical therapy or of psychotherapy, whichever procedures they are billed with.
    Neighbouring codes are alike: three characters tell psychotherapy (908) from eye examinations (920).
    """
    return therapy(line) or line.procedure[:3]


@lru_cache(64)
def keyed(key: bytes) -> Callable[[str], int]:
    """The digest of a text with a key: 63 bits of a keyed BLAKE2b. The key itself is taken in once, not for each."""
    begun = blake2b(digest_size=8, key=key)

    def of(text: str) -> int:
        hashed = begun.copy()
        hashed.update(text.encode())
        return int.from_bytes(hashed.digest(), "little") >> 1

    return of


def digest(key: bytes, *parts: object) -> int:
    """63 bits of a keyed BLAKE2b over the parts."""
    return keyed(key)("\x1f".join(map(str, parts)))


@lru_cache(8192)
def _day(day: date | None) -> str:
    return str(day)


@lru_cache(8192)
def _plain(amount: Decimal) -> str:
    return str(amount.normalize()) if amount else "0"  # a negative zero is equal to zero: no other text


def identity(key: bytes, billing_npi: str, claim_id: str, frequency_code: str) -> int:
    """Billing provider, claim id and frequency code: what makes a submission itself."""
    return digest(key, "claim", billing_npi, claim_id, frequency_code)


class ClaimKeys:
    """The digests of one claim, each made when it is first asked for."""

    __slots__ = (
        "_at_office",
        "_clinicians",
        "_content",
        "_days",
        "_digest",
        "_identity",
        "_key",
        "_patient",
        "_services",
        "_specialties",
        "claim",
    )

    def __init__(self, claim: Claim, key: bytes) -> None:
        self.claim = claim
        self._key = key
        self._digest = keyed(key)
        self._identity = self._patient = self._content = self._at_office = -1
        self._services: dict[str, int] = {}
        self._specialties: dict[str, int] = {}
        self._clinicians: dict[str, int] = {}
        self._days: dict[date, int] = {}

    @property
    def identity(self) -> int:
        """The submission itself."""
        if self._identity < 0:
            claim = self.claim
            self._identity = identity(self._key, claim.billing_provider.npi, claim.claim_id, claim.frequency_code)
        return self._identity

    @property
    def patient(self) -> int:
        """Payer, member number and birth date; a dependent's given name tells twins apart.

        Without a member number nobody is the same patient twice.
        """
        if self._patient < 0:
            claim, patient = self.claim, self.claim.patient
            if member := claim.subscriber.member_id:
                dependent = patient.first_name.upper() if patient.relationship not in ("", "18") else ""
                who = f"patient\x1f{claim.payer.id}\x1f{member}\x1f{_day(patient.birth_date)}\x1f{dependent}"
            else:
                who = f"unknown patient\x1f{claim.billing_provider.npi}\x1f{claim.claim_id}"
            self._patient = self._digest(who)
        return self._patient

    @property
    def content(self) -> int:
        """All that an exact duplicate repeats."""
        if self._content < 0:
            claim = self.claim
            replaced = (claim.frequency_code, claim.original_reference) if claim.frequency_code in REPLACES else ()
            lines = [
                f"{_day(line.service_date or claim.statement_from)}|{line.procedure or line.revenue_code}"
                f"|{'|'.join(sorted(line.modifiers))}|{_plain(line.units)}|{_plain(line.charge)}"
                f"|{claim.renders(line).npi}"
                for line in claim.lines
            ]
            total = _plain(claim.total_charge)
            parts = (claim.billing_provider.npi, self.patient, total, *replaced, *sorted(lines))
            self._content = digest(self._key, "content", *parts)
        return self._content

    @property
    def at_hospital(self) -> int:
        """The patient at the billing provider, as a hospital."""
        return self._digest(f"hospital\x1f{self.patient}\x1f{self.claim.billing_provider.npi}")

    @property
    def at_office(self) -> int:
        """The patient at the billing provider."""
        if self._at_office < 0:
            self._at_office = self._digest(f"office\x1f{self.patient}\x1f{self.claim.billing_provider.npi}")
        return self._at_office

    def service(self, code: str) -> int:
        """Patient and procedure, or revenue code where a line has none."""
        found = self._services.get(code)
        if found is None:
            found = self._services[code] = self._digest(f"service\x1f{self.patient}\x1f{code}")
        return found

    def day(self, day: date) -> int:
        """The patient at the billing provider on a day."""
        found = self._days.get(day)
        if found is None:
            text = f"day\x1f{self.patient}\x1f{self.claim.billing_provider.npi}\x1f{_day(day)}"
            found = self._days[day] = self._digest(text)
        return found

    def therapy(self, kind: str, year: int) -> int:
        """The patient's therapy of one kind in a year."""
        return self._digest(f"therapy\x1f{self.patient}\x1f{kind}\x1f{year}")

    def kind(self, kind: str) -> int:
        """The patient's services of one kind (:func:`kind_of_service`)."""
        found = self._services.get(name := f"kind\x1f{kind}")
        if found is None:
            found = self._services[name] = self._digest(f"kind\x1f{self.patient}\x1f{kind}")
        return found

    def places(self, line: ServiceLine) -> tuple[int, int, int]:
        """The patient at the billing provider, with its specialty there, and with the clinician of a line."""
        clinician = self.claim.renders(line)
        specialty = self._specialties.get(clinician.taxonomy)
        if specialty is None:
            office = self.claim.billing_provider.npi
            specialty = self._digest(f"specialty\x1f{self.patient}\x1f{office}\x1f{clinician.taxonomy}")
            self._specialties[clinician.taxonomy] = specialty
        person = self._clinicians.get(clinician.npi)
        if person is None:
            person = self._digest(f"clinician\x1f{self.patient}\x1f{clinician.npi}")
            self._clinicians[clinician.npi] = person
        return self.at_office, specialty, person

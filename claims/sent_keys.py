"""The keyed digests under which a claim is found again: no name, member number or birth date can be read from them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from hashlib import blake2b

from claims.claim import Claim, ServiceLine

REPLACES = ("7", "8")
"""Frequency codes of a replacement and of a void."""


THERAPY = {"GP": "physical or speech", "GN": "physical or speech", "GO": "occupational"}
"""Plans of care by modifier, and which of them share a yearly amount (Social Security Act, section 1833(g))."""


def therapy(line: ServiceLine) -> str:
    """Which yearly amount a line of therapy counts to; empty for any other line."""
    return next((THERAPY[modifier] for modifier in line.modifiers if modifier in THERAPY), "")


def digest(key: bytes, *parts: object) -> int:
    """63 bits of a keyed BLAKE2b over the parts."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=8, key=key).digest(), "little") >> 1


def identity(key: bytes, billing_npi: str, claim_id: str, frequency_code: str) -> int:
    """Billing provider, claim id and frequency code: what makes a submission itself."""
    return digest(key, "claim", billing_npi, claim_id, frequency_code)


class ClaimKeys:
    """The digests of one claim, each made when it is first asked for."""

    def __init__(self, claim: Claim, key: bytes) -> None:
        self.claim = claim
        self.key = key
        self._services: dict[str, int] = {}
        self._places: dict[tuple[str, str], tuple[int, int, int]] = {}
        self._days: dict[date, int] = {}

    @cached_property
    def identity(self) -> int:
        """The submission itself."""
        claim = self.claim
        return identity(self.key, claim.billing_provider.npi, claim.claim_id, claim.frequency_code)

    @cached_property
    def patient(self) -> int:
        """Payer, member number and birth date; a dependent's given name tells twins apart.

        Without a member number nobody is the same patient twice.
        """
        claim, patient = self.claim, self.claim.patient
        if not claim.subscriber.member_id:
            return digest(self.key, "unknown patient", claim.billing_provider.npi, claim.claim_id)
        dependent = patient.first_name.upper() if patient.relationship not in ("", "18") else ""
        return digest(self.key, "patient", claim.payer.id, claim.subscriber.member_id, patient.birth_date, dependent)

    @cached_property
    def content(self) -> int:
        """All that an exact duplicate repeats."""
        claim = self.claim
        replaced = (claim.frequency_code, claim.original_reference) if claim.frequency_code in REPLACES else ()
        lines = sorted(
            f"{line.service_date or claim.statement_from}|{line.procedure or line.revenue_code}"
            f"|{'|'.join(sorted(line.modifiers))}|{line.units.normalize()}|{line.charge.normalize()}"
            f"|{claim.renders(line).npi}"
            for line in claim.lines
        )
        total = claim.total_charge.normalize()
        return digest(self.key, "content", claim.billing_provider.npi, self.patient, total, *replaced, *lines)

    @cached_property
    def at_hospital(self) -> int:
        """The patient at the billing provider."""
        return digest(self.key, "hospital", self.patient, self.claim.billing_provider.npi)

    def service(self, code: str) -> int:
        """Patient and procedure, or revenue code where a line has none."""
        found = self._services.get(code)
        if found is None:
            found = self._services[code] = digest(self.key, "service", self.patient, code)
        return found

    def day(self, day: date) -> int:
        """The patient at the billing provider on a day."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = digest(self.key, "day", self.patient, self.claim.billing_provider.npi, day)
        return found

    def therapy(self, kind: str, year: int) -> int:
        """The patient's therapy of one kind in a year."""
        return digest(self.key, "therapy", self.patient, kind, year)

    def places(self, line: ServiceLine) -> tuple[int, int, int]:
        """The patient at the billing provider, with its specialty there, and with the clinician of a line."""
        clinician = self.claim.renders(line)
        who = clinician.taxonomy, clinician.npi
        found = self._places.get(who)
        if found is None:
            office = self.claim.billing_provider.npi
            found = self._places[who] = (
                digest(self.key, "office", self.patient, office),
                digest(self.key, "specialty", self.patient, office, clinician.taxonomy),
                digest(self.key, "clinician", self.patient, clinician.npi),
            )
        return found

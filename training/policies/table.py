"""The answered service lines of an office as columns: what was sent, what was missing, and what the payer said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.answer import Outcome
from claims.claim import Claim, Provider, ServiceLine
from features.families import family_of
from features.situation import years_between

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

UNKNOWN = -1
"""A number that the claim does not tell."""


class Line(Struct, frozen=True, gc=False):
    """One charged service line to its first payer, with its answer."""

    claim: int
    """Position among the files' claims."""
    payer: str
    name: str
    day: int
    """Of service, as an ordinal."""
    answered: int
    """The day of the answer, as an ordinal."""
    charge: float
    refused: bool
    reduced: bool
    """Part of it was refused and the rest paid."""
    code: str
    """The CARC of a refusal, without its group."""
    family: str
    remark: str
    """The first RARC of a refusal or reduction."""
    corrected: bool
    """Whether the claim replaces an earlier one."""
    procedure: str
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    """Those that the line points to; on a claim without pointers all."""
    principal: str
    partners: tuple[str, ...]
    """The other procedures of the claim."""
    place: str
    bill: str
    """The first three digits of the type of bill; empty for professional claims."""
    revenue: str
    specialty: str
    """Taxonomy code of who rendered it; empty for institutional bills, which name the attending physician alone."""
    clinician: str
    biller: str
    missing: frozenset[str]
    """Which of the things that payers ask for the line goes without: see ``absences``."""
    units: int
    age: int
    lag: int
    """Days from service to submission."""
    stay: int
    """Nights of an inpatient bill."""
    earlier: int
    """Times that this procedure was sent to this payer for this patient before, in the calendar year."""
    first_of_year: bool
    """Whether nothing was sent to this payer for this patient before, in the calendar year."""
    dependent: bool
    patient: int


def absences(claim: Claim, line: ServiceLine) -> frozenset[str]:
    """What is not on the claim or the line, of all that payers ask for."""
    there = {
        "authorization": line.prior_authorization or claim.prior_authorization or claim.authorization_exception,
        "referral": line.referral or claim.referral,
        "drug": line.ndc,
        "clia": line.clia or claim.clia,
        "referring": line.referring_provider or claim.referring_provider,
        "ordering": line.ordering_provider or claim.ordering_provider,
        "facility": line.service_facility or claim.service_facility,
        "taxonomy": claim.billing_provider.taxonomy,
        "attachment": line.attachments or claim.attachments,
    }
    return frozenset(name for name, what in there.items() if not what)


def read_lines(claims: Sequence[Claim], outcomes: Sequence[Outcome | None]) -> list[Line]:
    """All answered, charged lines of claims to their first payer, in the order of the claims.

    Claims must stand in order of submission: what was sent before is counted on the way.
    """
    sent: dict[tuple[int, str, int], int] = defaultdict(int)
    years: set[tuple[int, str, int]] = set()
    people: dict[tuple[str, str, date | None, str], int] = {}
    found: list[Line] = []
    for at, (claim, outcome) in enumerate(zip(claims, outcomes, strict=True)):
        served = claim.first_service_date
        if served is None or claim.payer.responsibility not in ("", "P"):
            continue
        payer, born = claim.payer.id or claim.payer.name, claim.patient.birth_date
        who = (payer, claim.subscriber.member_id, born, claim.patient.first_name)
        patient = people.setdefault(who, len(people))
        corrected = claim.frequency_code in ("7", "8") or bool(claim.original_reference)
        if outcome is not None and outcome.answered is not None:
            found.extend(
                _lines(
                    claim,
                    outcome,
                    at,
                    patient,
                    sent,
                    corrected=corrected,
                    first=(patient, payer, served.year) not in years,
                )
            )
        if not corrected:
            years.add((patient, payer, served.year))
            for line in claim.lines:
                sent[patient, line.procedure, served.year] += 1
    return found


def _lines(
    claim: Claim, outcome: Outcome, at: int, patient: int, sent: dict[tuple[int, str, int], int],
    *, corrected: bool, first: bool,
) -> list[Line]:  # fmt: skip
    served, submitted, born = claim.first_service_date, claim.submission_date, claim.patient.birth_date
    assert served is not None
    assert submitted is not None
    assert outcome.answered is not None
    fates = {fate.number: fate for fate in outcome.lines}
    last = claim.last_service_date or served
    stay = (
        (claim.statement_through - claim.statement_from).days
        if claim.statement_from and claim.statement_through
        else UNKNOWN
    )
    everything = tuple(one.code for one in claim.diagnoses)
    codes = {line.procedure for line in claim.lines if line.procedure}
    found = []
    for line in claim.lines:
        fate = fates.get(line.number)
        if fate is None or line.charge <= 0:
            continue
        code = fate.codes[0].rpartition("-")[2] if fate.denied and fate.codes else ""
        renders: Provider = claim.renders(line)
        found.append(
            Line(
                claim=at,
                payer=claim.payer.id or claim.payer.name,
                name=claim.payer.name,
                day=(line.service_date or served).toordinal(),
                answered=outcome.answered.toordinal(),
                charge=float(line.charge),
                refused=fate.denied,
                reduced=fate.reduced,
                code=code,
                family=family_of(code) if code else "other" if fate.denied else "",
                remark=fate.remarks[0] if fate.remarks else "",
                corrected=corrected,
                procedure=line.procedure or line.revenue_code,
                modifiers=tuple(sorted(set(line.modifiers))),
                diagnoses=claim.pointed_diagnoses(line) or everything,
                principal=everything[0] if everything else "",
                partners=tuple(sorted(codes - {line.procedure})),
                place=claim.place_of(line),
                bill=claim.type_of_bill[:3],
                revenue=line.revenue_code,
                specialty="" if claim.type_of_bill else renders.taxonomy,
                clinician=renders.npi,
                biller=claim.billing_provider.npi,
                missing=absences(claim, line),
                units=int(line.units) if line.units.is_finite() else UNKNOWN,
                age=years_between(born, served) if born else UNKNOWN,
                lag=(submitted - last).days,
                stay=stay,
                earlier=sent.get((patient, line.procedure, served.year), 0),
                first_of_year=first,
                dependent=claim.patient.relationship not in ("", "18"),
                patient=patient,
            )
        )
    return found

"""What is watched of claims before any answer: one number a claim and column, whose weekly means are charted.

Columns are the mix (who pays, for what, where, by whom), amounts as ranks among those of the reference, and which
fields are filled. What the model counts from history is not watched: counts grow by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct

from claims.claim import Claim
from features.situation import years_between
from models.odds import Array

Sort = Literal["share", "rank", "filled"]

MOST = 8
"""Values of a column that are watched one by one: the most frequent ones."""
RARE = 0.02
"""A share in the reference below which a value or field is too rare to be watched."""


class Column(Struct, frozen=True):
    """One number a claim: 0 or 1, or a rank between 0 and 1; NaN where it does not apply."""

    name: str
    """Such as ``payer 12345`` or ``charge``."""
    sort: Sort
    values: Array


def columns(claims: Sequence[Claim], reference: int) -> Iterator[Column]:
    """The columns of all claims; those before ``reference`` say which values and ranks there are."""
    for name, values_of in MIX.items():
        yield from _shares(name, [values_of(claim) for claim in claims], reference)
    for name, amount_of in AMOUNTS.items():
        yield Column(name, "rank", _ranks(np.array([amount_of(claim) for claim in claims]), reference))
    for name, is_filled in FILLED.items():
        values = np.array([float(is_filled(claim)) for claim in claims])
        if values[:reference].mean() >= RARE:
            yield Column(name, "filled", values)


def _shares(name: str, values: Sequence[frozenset[str]], reference: int) -> Iterator[Column]:
    counts = Counter(value for some in values[:reference] for value in some if value)
    for value, count in sorted(counts.most_common(MOST)):
        if RARE <= count / reference <= 1 - RARE:
            yield Column(f"{name} {value}", "share", np.array([float(value in some) for some in values]))


def _ranks(values: Array, reference: int) -> Array:
    """Each value's place among those of the reference, 0 to 1; ties in their middle."""
    known = np.sort(values[:reference][np.isfinite(values[:reference])])
    if not len(known):
        return np.full(len(values), np.nan)
    place = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / (2 * len(known))
    found: Array = np.where(np.isfinite(values), place, np.nan)
    return found


def clinicians(claim: Claim) -> frozenset[str]:
    """Who rendered its services, or attended, by National Provider Identifier."""
    named: Iterable[str] = (claim.renders(line).npi for line in claim.lines)
    attending = claim.attending_provider.npi if claim.attending_provider else ""
    return frozenset({*named, attending} - {""})


def procedures(claim: Claim) -> frozenset[str]:
    """The procedures of its lines; of lines without one, the revenue codes."""
    return frozenset({line.procedure or line.revenue_code for line in claim.lines} - {""})


def _one(text: str) -> frozenset[str]:
    return frozenset({text} - {""})


MIX: Mapping[str, Callable[[Claim], frozenset[str]]] = {
    "payer": lambda claim: _one(claim.payer.id or claim.payer.name),
    "type": lambda claim: _one(claim.claim_type),
    "place": lambda claim: _one(claim.place_of_service),
    "bill": lambda claim: _one(claim.type_of_bill[:3]),
    "procedure": procedures,
    "clinician": clinicians,
    "diagnosis": lambda claim: frozenset(one.code[:1] for one in claim.diagnoses[:1]),
    "frequency": lambda claim: _one(claim.frequency_code),
}
"""Columns of names. A clinician is a National Provider Identifier, a diagnosis its first letter."""


def _age(claim: Claim) -> float:
    born, served = claim.patient.birth_date, claim.first_service_date
    return float(years_between(born, served)) if born and served else float("nan")


def _lag(claim: Claim) -> float:
    served, sent = claim.last_service_date, claim.submission_date
    return float((sent - served).days) if served and sent else float("nan")


AMOUNTS: Mapping[str, Callable[[Claim], float]] = {
    "charge": lambda claim: float(claim.total_charge),
    "lines": lambda claim: float(len(claim.lines)),
    "units a line": lambda claim: float(sum(line.units for line in claim.lines)) / max(1, len(claim.lines)),
    "diagnoses": lambda claim: float(len(claim.diagnoses)),
    "age of the patient": _age,
    "days from service to submission": _lag,
}


FILLED: Mapping[str, Callable[[Claim], bool]] = {
    "payer id": lambda claim: bool(claim.payer.id),
    "filing indicator": lambda claim: bool(claim.payer.filing_indicator),
    "member id": lambda claim: bool(claim.subscriber.member_id),
    "group number": lambda claim: bool(claim.subscriber.group_number),
    "birth date": lambda claim: claim.patient.birth_date is not None,
    "sex": lambda claim: bool(claim.patient.sex),
    "diagnoses": lambda claim: bool(claim.diagnoses),
    "diagnosis pointers": lambda claim: any(line.diagnosis_pointers for line in claim.lines),
    "modifiers": lambda claim: any(line.modifiers for line in claim.lines),
    "service dates": lambda claim: any(line.service_date for line in claim.lines),
    "prior authorization": lambda claim: bool(
        claim.prior_authorization or any(line.prior_authorization for line in claim.lines)
    ),
    "referral": lambda claim: bool(claim.referral or any(line.referral for line in claim.lines)),
    "referring provider": lambda claim: bool(
        claim.referring_provider or any(line.referring_provider for line in claim.lines)
    ),
    "rendering provider": lambda claim: bool(
        claim.rendering_provider or any(line.rendering_provider for line in claim.lines)
    ),
    "service facility": lambda claim: bool(
        claim.service_facility or any(line.service_facility for line in claim.lines)
    ),
    "billing taxonomy": lambda claim: bool(claim.billing_provider.taxonomy),
    "drug code": lambda claim: any(line.ndc for line in claim.lines),
    "CLIA number": lambda claim: bool(claim.clia or any(line.clia for line in claim.lines)),
    "attachments": lambda claim: bool(claim.attachments or any(line.attachments for line in claim.lines)),
    "place of service": lambda claim: bool(claim.place_of_service or claim.type_of_bill),
}
"""Fields that may stop being filled: a new program at the front desk, a changed interface."""

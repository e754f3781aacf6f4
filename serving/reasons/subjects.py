"""What a fact is to a biller: the columns that tell of one thing to look at, added up.

A model has some hundred columns, many of them views of one experience (how often this payer refused this procedure, and
how often lately). A biller knows them as one fact, and looks at one field of the claim. What is known of broader
experience (the procedure, the payer) belongs to the fact that its kind of refusal is about: refusals for want of
authorization, whatever the circumstances, tell how much the authorization number matters here.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

import features

SUBJECTS = {
    "/lines/{line}/prior_authorization": "authorization",
    "/prior_authorization": "authorization",
    "/referring_provider": "referral",
    "/referral": "referral",
    "/lines/{line}/modifiers": "modifiers",
    "/lines/{line}/diagnosis_pointers": "diagnosis",
    "/diagnoses": "diagnosis",
    "/place_of_service": "place",
    "/lines/{line}/units": "units",
    "/lines/{line}/procedure": "procedure",
    "/payer/id": "payer",
    "/rendering_provider/npi": "clinician",
    "/billing_provider/npi": "biller",
    "/lines/{line}/service_date": "delay",
    "/patient/birth_date": "age",
    "/patient/relationship": "relationship",
    "/frequency_code": "frequency",
    "/original_reference": "frequency",
    "/attachments": "attachment",
    "/lines/{line}/ndc": "drug",
    "/clia": "clia",
    "/service_facility": "facility",
    "/total_charge": "charge",
    "/lines/{line}/charge": "charge",
    "/lines": "lines",
}
"""What a field is about; a field that is not named here is a subject of its own."""

EXCEPTIONS = {
    **dict.fromkeys(("days_since_visit", "days_since_specialty", "days_since_clinician", "visits_so_far"), "visits"),
    **dict.fromkeys(("days_since_paid",), "paid"),
    **dict.fromkeys(("services_this_year", "days_since_service", "services_of_kind_this_year"), "times"),
    **dict.fromkeys(("payer_procedure_times", "payer_procedure_times_reached", "procedure_times"), "times"),
    **dict.fromkeys(("payer_kind_times", "payer_kind_times_reached"), "times"),
    **dict.fromkeys(("repeats", "same_service"), "repeats"),
    **dict.fromkeys(("same_procedure_lines", "repeated_lines"), "repeated"),
    **dict.fromkeys(("surgery_aftercare", "days_since_surgery"), "aftercare"),
    **dict.fromkeys(("service_month", "service_weekday"), "calendar"),
    "longest_delay": "delay",
}
"""Columns, and keys of experience, that are about something else than their field."""

HOMES = {
    "authorization": "authorization",
    "referral": "referral",
    "bundling": "beside",
    "modifier": "modifiers",
    "place": "place",
    "diagnosis": "diagnosis",
    "necessity": "diagnosis",
    "units": "units",
    "filing": "delay",
    "provider": "clinician",
    "person": "age",
    "records": "procedure",
    "information": "procedure",
    "benefit": "procedure",
    "eligibility": "payer",
    "coordination": "payer",
    "duplicate": "payer",
}
"""What a kind of refusal is about; broader experience of it is told there."""

BROAD = frozenset({"procedure", "payer"})


class Groups(Struct, frozen=True, gc=False):
    """A model's columns by subject."""

    of: npt.NDArray[np.intp]
    """The group of each column."""
    subjects: tuple[str, ...]
    """What each group is about."""
    columns: tuple[tuple[int, ...], ...]
    """The columns of each."""


@cache
def groups(names: tuple[str, ...], hazard: str) -> Groups:
    """The groups of a model's columns, as one kind of refusal parts them."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        subject = subject_of(name)
        if subject in BROAD and feature(name).key:
            subject = HOMES.get(feature(name).family if hazard == "other" else hazard, subject)
        found.setdefault(subject, []).append(column)
    of = np.empty(len(names), dtype=np.intp)
    for at, columns in enumerate(found.values()):
        of[columns] = at
    return Groups(of, tuple(found), tuple(map(tuple, found.values())))


def subject_of(name: str) -> str:
    """What a column is about."""
    one = feature(name)
    if "partner" in one.key:
        return "beside"
    return EXCEPTIONS.get(one.key or name) or SUBJECTS.get(one.field) or one.field or name


def feature(name: str) -> features.Feature:
    """The catalogue's entry of a column."""
    return _catalogue()[name]


@cache
def _catalogue() -> dict[str, features.Feature]:
    return {one.name: one for one in features.catalogue()}

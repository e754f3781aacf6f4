"""Circumstances and kinds of refusal in a biller's words."""

from __future__ import annotations

from collections.abc import Callable

from claims.claim import Claim
from features.circumstances import ALONE, ANOTHER
from features.keys import ANY
from features.situation import AFTERCARE_BANDS, AGE_BANDS

WHY = {
    ANY: "",
    "authorization": "for want of authorization",
    "referral": "for want of a referral",
    "bundling": "as part of another service",
    "modifier": "for the modifier",
    "place": "for the place of service",
    "diagnosis": "for the diagnosis",
    "necessity": "as not medically necessary",
    "units": "for the number of services",
    "records": "for want of records",
    "information": "for missing or wrong information",
    "eligibility": "for want of coverage",
    "benefit": "as not covered",
    "duplicate": "as duplicates",
    "filing": "as sent too late",
    "coordination": "for another payer to pay first",
    "provider": "for the provider",
    "person": "for the patient's age or sex",
}
"""What stands after 'refused so many': for which kind of reason."""

TAGS = {
    "authorization": "an authorization number",
    "referral": "a referral number",
    "referrer": "a referring provider",
    "drug": "a drug code (NDC)",
    "clia": "a CLIA number",
    "facility": "a service facility",
    "attachment": "an attachment",
}


_MODIFIERS = "/lines/{line}/modifiers"

_FIELDS = {
    "diagnosis": "/lines/{line}/diagnosis_pointers",
    "place": "/place_of_service",
    "units": "/lines/{line}/units",
    "times": "/lines/{line}/service_date",
    "age": "/patient/birth_date",
    "beside": _MODIFIERS,
    "aftercare": _MODIFIERS,
    "delay": "/lines/{line}/service_date",
    "charge": "/total_charge",
    "visits": "/subscriber/member_id",
    "relationship": "/patient/relationship",
    "clinician": "/rendering_provider/npi",
    "biller": "/billing_provider/npi",
    "frequency": "/frequency_code",
    "payer": "/payer/id",
}
"""Where a biller looks, by circumstance."""

_FIELDS_OF_TAGS = {
    "authorization": "/lines/{line}/prior_authorization",
    "referral": "/referral",
    "referrer": "/referring_provider",
    "drug": "/lines/{line}/ndc",
    "clia": "/clia",
    "facility": "/service_facility",
    "attachment": "/attachments",
}


def field(name: str, value: str, at: int) -> str:
    """JSON pointer to what a circumstance is about, on the line ``at``."""
    if name in {"procedure", "specialty"}:
        pointer = _FIELDS_OF_TAGS.get(value[1:], _MODIFIERS) if value else "/lines/{line}/procedure"
    else:
        pointer = _FIELDS[name]
    return pointer.format(line=at)


def who(claim: Claim) -> str:
    """The payer, by its name where it is known."""
    return claim.payer.name or (f"Payer {claim.payer.id}" if claim.payer.id else "This payer")


def circumstance(name: str, value: str, claim: Claim, at: int) -> str:
    """What stands after 'lines with 97110' or 'claims': the circumstance; empty for all of them."""
    if name == "clinician":
        return f"rendered by {_named(claim.renders(claim.lines[at]).name, value)}"
    if name == "biller":
        return f"billed by {_named(claim.billing_provider.name, value)}"
    return _WORDS[name](value) if name in _WORDS else ""


def contrast(name: str, value: str, own: str) -> str:
    """The circumstance that is held against another, as short as it can be beside it; empty where it has no short."""
    if name in {"procedure", "specialty"} and value:
        has = value[0] == "+"
        if value[1:] in TAGS:
            return "with one" if has else "without"
        return f"{'with' if has else 'without'} {value[1:]}"
    if name in {"beside", "aftercare"}:
        (what, _, modifiers), (own_what, _, _) = value.rpartition("/"), own.rpartition("/")
        if what != own_what:
            return "beside no other" if name == "beside" else ""
        return f"with {_joined(modifiers)}" if modifiers else "without"
    if name in _LIMITS:
        return _LIMITS[name][value[0]]
    return ""


def _tag(value: str) -> str:
    if not value:
        return ""
    return f"{'with' if value[0] == '+' else 'without'} {TAGS.get(value[1:], value[1:])}"


def _beside(value: str) -> str:
    partner, _, modifiers = value.partition("/")
    if partner == ALONE:
        return "beside no other procedure"
    return f"beside {'another procedure' if partner == ANOTHER else partner} {_set_apart(modifiers)}"


def _set_apart(modifiers: str) -> str:
    return f"with {_joined(modifiers)}" if modifiers else "without a separating modifier"


def _joined(modifiers: str) -> str:
    return modifiers.replace("+", " and ")


def _aftercare(value: str) -> str:
    code, since, modifiers = value.split("/")
    return f"{_band(since, AFTERCARE_BANDS, 'days')} after {code} {_set_apart(modifiers)}"


def _reached(value: str, before: str, after: str) -> str:
    limit = f"{before}{int(value[1:]):,}{after}"
    return f"{limit} or more" if value[0] == ">" else f"less than {limit}"


def _times(value: str) -> str:
    days = "day" if value[1:] == "1" else "days"
    return (
        f"after {value[1:]} {days} of it in the year or more"
        if value[0] == ">"
        else (f"after less than {value[1:]} {days} of it in the year")
    )


def _named(name: str, npi: str) -> str:
    return f"{name} (NPI {npi})" if name else f"NPI {npi}"


def _age(value: str) -> str:
    if value == "<":
        return f"under {AGE_BANDS[0]}"
    above = next((limit for limit in AGE_BANDS if limit > int(value)), None)
    if above is None:
        return f"aged {value} or more"
    return f"aged {value}" if above - 1 == int(value) else f"aged {value} to {above - 1}"


def _band(value: str, limits: tuple[int, ...], unit: str) -> str:
    if value == "<":
        return f"less than {limits[0]} {unit}"
    above = next((limit for limit in limits if limit > int(value)), None)
    return f"{value} {unit} or more" if above is None else f"{value} to {above - 1} {unit}"


_LIMITS = {
    "units": {">": "of more", "<": "of fewer"},
    "times": {">": "after more", "<": "after fewer"},
    "delay": {">": "later", "<": "sooner"},
    "charge": {">": "for more", "<": "for less"},
    "visits": {">": "after longer", "<": "after less"},
}

_FREQUENCIES = {"1": "sent for the first time", "7": "that correct an earlier one"}

_WORDS: dict[str, Callable[[str], str]] = {
    "procedure": _tag,
    "specialty": _tag,
    "diagnosis": lambda value: f"for {value}",
    "place": lambda value: f"in place of service {value}",
    "units": lambda value: f"of {value[1:]} units or more" if value[0] == ">" else f"of less than {value[1:]} units",
    "times": _times,
    "age": lambda value: f"for patients {_age(value)}",
    "beside": _beside,
    "aftercare": _aftercare,
    "delay": lambda value: f"sent {_reached(value, '', ' days')} after the service",
    "charge": lambda value: f"of {_reached(value, '$', '')}",
    "visits": lambda value: f"{_reached(value, '', ' days')} after the patient's last visit",
    "relationship": lambda value: "for the subscriber" if value == "self" else "for a dependent",
    "frequency": lambda value: _FREQUENCIES.get(value, f"of frequency {value}"),
}

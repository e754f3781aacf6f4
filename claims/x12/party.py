"""Who a claim names: the NM1 loops of providers, at the claim (2310), at a line (2420) and at the top (2010AA)."""

from __future__ import annotations

from claims.x12.draft import Draft, Elements, Fields, Table, skip
from claims.x12.values import name

Role = tuple[str, str]
"""The field of the claim or line, and the loop."""

CLAIM_ROLES: dict[str, dict[str, Role]] = {
    "professional": {
        "DN": ("referring_provider", "2310A"),
        "P3": ("", "2310A"),
        "82": ("rendering_provider", "2310B"),
        "77": ("service_facility", "2310C"),
        "DQ": ("supervising_provider", "2310D"),
        "PW": ("pick_up", "2310E"),
        "45": ("drop_off", "2310F"),
    },
    "institutional": {
        "71": ("attending_provider", "2310A"),
        "72": ("operating_provider", "2310B"),
        "ZZ": ("other_operating_provider", "2310C"),
        "82": ("rendering_provider", "2310D"),
        "77": ("service_facility", "2310E"),
        "DN": ("referring_provider", "2310F"),
    },
    "dental": {
        "DN": ("referring_provider", "2310A"),
        "P3": ("", "2310A"),
        "82": ("rendering_provider", "2310B"),
        "77": ("service_facility", "2310C"),
        "DD": ("assistant_surgeon", "2310D"),
        "DQ": ("supervising_provider", "2310E"),
    },
}
"""NM101 in loop 2310, by kind of claim. A role without a field is read and not kept."""

OF_OTHER_CLAIMS = dict.fromkeys((role for roles in CLAIM_ROLES.values() for role in roles), ("", ""))
"""Roles that a claim of some kind may name: where another kind names one, it is read and not kept."""

LINE_ROLES: dict[str, dict[str, Role]] = {
    "professional": {
        "82": ("rendering_provider", "2420A"),
        "QB": ("", "2420B"),
        "77": ("service_facility", "2420C"),
        "DQ": ("supervising_provider", "2420D"),
        "DK": ("ordering_provider", "2420E"),
        "DN": ("referring_provider", "2420F"),
        "P3": ("", "2420F"),
        "PW": ("", "2420G"),
        "45": ("", "2420H"),
    },
    "institutional": {
        "72": ("operating_provider", "2420A"),
        "ZZ": ("", "2420B"),
        "82": ("rendering_provider", "2420C"),
        "DN": ("referring_provider", "2420D"),
    },
    "dental": {
        "82": ("rendering_provider", "2420A"),
        "DD": ("", "2420B"),
        "DQ": ("supervising_provider", "2420C"),
        "77": ("service_facility", "2420D"),
    },
}
"""NM101 in loop 2420, by kind of claim."""


def take_name(party: Fields, elements: Elements) -> None:
    """NM1: who it is. NM109 is the NPI where NM108 is XX; claims sent before 2008 have other numbers there."""
    if elements[3]:
        party["name"] = name(elements[3])
    if elements[4]:
        party["first_name"] = name(elements[4])
    if elements[9] and elements[8].strip() == "XX":
        party["npi"] = elements[9].strip()


def street(draft: Draft, elements: Elements) -> None:
    """N3: one or two lines of street."""
    draft.inner["address"] = name(f"{elements[1]} {elements[2]}" if elements[2] else elements[1])


def city(draft: Draft, elements: Elements) -> None:
    """N4: city, state, zip."""
    inner = draft.inner
    inner["city"] = name(elements[1])
    inner["state"] = elements[2].strip().upper()
    inner["zip"] = elements[3].strip()


def taxonomy(draft: Draft, elements: Elements) -> None:
    """PRV: the kind of provider."""
    draft.inner["taxonomy"] = elements[3].strip().upper()


def number(draft: Draft, elements: Elements) -> None:
    """REF: of the secondary numbers the tax number is kept."""
    if elements[1] in {"EI", "SY"}:
        draft.inner["tax_id"] = elements[2].strip()


PARTY: Table = {
    "N2": (3, skip),
    "N3": (3, street),
    "N4": (8, city),
    "PRV": (4, taxonomy),
    "REF": (5, number),
    "PER": (10, skip),
}
"""The segments that follow an NM1 of a provider."""

"""What each modifier says of a service, in our words: what the record must show before it is added.

A modifier that is not here is never offered: some change what is paid or by whom (22, 52, 62, 80, GY …), others are a
state's own, and nobody could say what is attested.
"""

from __future__ import annotations

from collections.abc import Mapping

FACTS: Mapping[str, str] = {
    "24": "the visit had nothing to do with the earlier surgery",
    "25": "the visit was significant and stands apart from the other service of the day",
    "26": "only the reading and the report were yours, not the equipment",
    "33": "the service was preventive, by a recommendation that the payer must cover",
    "50": "the procedure was done on both sides",
    "57": "the decision for the surgery was made at this visit",
    "58": "the procedure was planned at, or more than, the earlier surgery",
    "59": "the service was apart from the others of the day: another session, site, lesion or injury",
    "76": "the same clinician repeated the service that day, and why",
    "77": "another clinician repeated the service that day, and why",
    "78": "a complication of the earlier surgery was treated in the operating room",
    "79": "the procedure had nothing to do with the earlier surgery",
    "91": "the test was repeated on purpose, for a further result",
    "93": "the service was given live by sound alone",
    "95": "the service was given live by sound and picture",
    "AH": "a clinical psychologist gave the service",
    "AJ": "a clinical social worker gave the service",
    "AT": "the manipulation was active treatment, not maintenance",
    "GN": "the service is under a speech-language pathologist's plan of care",
    "GO": "the service is under an occupational therapist's plan of care",
    "GP": "the service is under a physical therapist's plan of care",
    "GQ": "the service was given by recorded sound or picture, in a program that pays for it",
    "GT": "the service was given live by sound and picture",
    "HO": "a clinician with a master's degree gave the service",
    "HP": "a clinician with a doctorate gave the service",
    "JW": "the units of this line were discarded from a single-dose container",
    "JZ": "nothing was discarded from the single-dose container",
    "KX": "the payer's requirements for it are met, and are documented",
    "LT": "the left side was treated",
    "NU": "the item was sold new",
    "PT": "a screening of the colon became a procedure",
    "QW": "the test was done with a waived kit, under your CLIA certificate",
    "RR": "the item was rented",
    "RT": "the right side was treated",
    "SL": "the vaccine was supplied by the state",
    "TC": "only the equipment and its staff were yours, not the reading",
    "XE": "the service was at a separate encounter of the day",
    "XP": "another practitioner gave the service",
    "XS": "the service was on a separate organ or structure",
    "XU": "the service does not overlap the usual parts of the main one",
}

SIDES = ("RT", "LT", "50")
UNTOLD = ""
"""Stands for the one of them that the claim does not tell: the office must obtain it from the record."""
APART = ("59", "XU", "XS", "XE", "XP")
"""A distinct service: 59, or the subset of it that says why."""
REMOTE = ("95", "GT", "93", "GQ")
THERAPY = ("GP", "GO", "GN")
PARTS = ("26", "TC")
WASTE = ("JZ", "JW")
AFTER_SURGERY = ("24", "79", "78", "58")
GROUPS = (SIDES, APART, REMOTE, THERAPY, PARTS, WASTE, AFTER_SURGERY, ("AH", "AJ", "HO", "HP"), ("76", "77", "91"))
"""Of each group a line bears one."""

ON_ALL = frozenset((*REMOTE, *THERAPY))
"""What holds for one such line of a claim holds for all of them."""

ON_SEVERAL = frozenset((*ON_ALL, *SIDES, UNTOLD, *PARTS, "33", "AT", "JZ", "KX", "NU", "PT", "QW", "SL"))
"""What may hold for several lines of a claim at once."""

REMOVABLE = frozenset((*APART, *REMOTE, "25", "33", "KX", "PT", "QW"))
"""May be taken off where the record does not show what they say, without another service being billed."""


def group_of(modifier: str) -> tuple[str, ...]:
    """The modifiers that exclude each other with this one, itself among them."""
    return next((group for group in GROUPS if modifier in group), (modifier,))

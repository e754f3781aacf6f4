"""Every kind of change, with the refusals that it may prevent and the rules whose faults it may mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from serving.suggest.given import Change, Given
from serving.suggest.kinds import (
    authorization,
    coverage,
    diagnoses,
    duplicates,
    information,
    modifiers,
    places,
    pointers,
    records,
    reference,
    referral,
    units,
)


class Kind(Struct, frozen=True):
    """One kind of change. Of several changes of a kind only the best is offered."""

    changes: Callable[[Given], Iterator[Change]]
    families: tuple[str, ...]
    """The kinds of refusal that it may prevent: what it does to the odds of others is no proof."""
    rules: tuple[str, ...] = ()
    """The rules whose faults it may mend."""


KINDS = (
    Kind(authorization.changes, ("authorization",), ("prior-authorization",)),
    Kind(referral.changes, ("referral", "provider"), ("referral-required",)),
    Kind(
        modifiers.changes,
        ("modifier", "bundling", "information"),
        ("modifier-required", "modifier-conflict", "modifier-misplaced", "ncci-pair", "drug-wastage", "telehealth"),
    ),
    Kind(
        pointers.changes,
        ("diagnosis", "necessity", "benefit", "information"),
        ("diagnosis-pointers", "diagnosis-required", "local-coverage"),
    ),
    Kind(diagnoses.changes, ("diagnosis", "necessity", "information"), ("diagnosis-codes", "local-coverage")),
    Kind(
        information.changes,
        ("information", "provider"),
        ("clia-number", "drug-code", "referring-provider", "required-identifiers", "taxonomy-form"),
    ),
    Kind(records.changes, ("records",), ("attachment-required",)),
    Kind(places.changes, ("place",), ("place-limit", "place-of-service", "telehealth")),
    Kind(units.changes, ("units",), ("unit-limit", "medically-unlikely-units")),
    Kind(reference.changes, ("information", "duplicate"), ("corrected-claim-reference",)),
    Kind(duplicates.changes, ("duplicate",), ("exact-duplicate", "suspected-duplicate")),
    Kind(coverage.member, (), ("member-id-form",)),
    Kind(coverage.earlier_payer, ("coordination",), ("primary-payment", "secondary-without-primary")),
)

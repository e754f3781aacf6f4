"""All columns in their order: those of the claim, those of the line, experience, then the rules that a bundle knows."""

from __future__ import annotations

from collections.abc import Sequence

# Importing a module of features registers its columns.
from features import claim, experience, findings, line, money, patient, timing
from features.findings import rule_feature
from features.registry import Feature, registered

MODULES = (claim, line, money, patient, timing, findings, experience)

OF_EXPERIENCE: tuple[Feature, ...] = tuple(one for one in registered() if one.arguments == ("experience",))
OF_CLAIMS: tuple[Feature, ...] = tuple(one for one in registered() if not one.of_a_line)
OF_LINES: tuple[Feature, ...] = tuple(one for one in registered() if one.of_a_line and one.arguments != ("experience",))


def catalogue(rules: Sequence[str] = ()) -> tuple[Feature, ...]:
    """Every column in order; ``rules`` are the ids of the rules that a bundle knows."""
    return (*OF_CLAIMS, *OF_LINES, *OF_EXPERIENCE, *map(rule_feature, rules))


def names(rules: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns' names in order."""
    return tuple(one.name for one in catalogue(rules))


def dictionary(rules: Sequence[str] = ()) -> list[dict[str, str | int]]:
    """The data dictionary: one entry a column, with its name, meaning, field, wording and the kind of refusal."""
    return [
        {
            "name": one.name,
            "doc": one.doc,
            "says": one.says,
            "field": one.field,
            "monotone": one.monotone,
            "family": one.family,
            "level": "line" if one.of_a_line else "claim",
        }
        for one in catalogue(rules)
    ]

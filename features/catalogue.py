"""All columns of the model's input, in order."""

from __future__ import annotations

import features.experience
import features.plain  # noqa: F401 - registers its columns
from features.registry import Feature, registered


def catalogue() -> tuple[Feature, ...]:
    """All columns in order."""
    return registered()


def names() -> tuple[str, ...]:
    """The names of all columns, in order."""
    return tuple(feature.name for feature in registered())

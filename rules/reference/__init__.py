"""Reference data, each kind by editions with dates: what is valid on a day, and what nobody can tell.

A day that no edition covers is answered by ``None``: no data, never a guess.
"""

from rules.reference.codes import (
    Code,
    diagnosis,
    is_listed,
    level_two,
    lookup,
    modifier,
    place_of_service,
    procedure,
    seventh_characters,
    with_placeholders,
)
from rules.reference.editions import Edition

__all__ = [
    "Code",
    "Edition",
    "diagnosis",
    "is_listed",
    "level_two",
    "lookup",
    "modifier",
    "place_of_service",
    "procedure",
    "seventh_characters",
    "with_placeholders",
]

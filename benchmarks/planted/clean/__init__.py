"""The clean claims, each complete after its guide. Names, numbers and charges are made up."""

from __future__ import annotations

from benchmarks.planted.clean import allowed, hospital, office, other, outpatient
from benchmarks.planted.interchange import Clean

ALL: tuple[Clean, ...] = tuple(
    {
        value.name: value
        for module in (office, other, hospital, outpatient, allowed)
        for value in vars(module).values()
        if isinstance(value, Clean)
    }.values()
)
"""Every one of them."""

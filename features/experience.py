"""Experience as columns: for each key of :mod:`features.keys` how much was seen, and how often it was refused.

``experience`` is one line's list of numbers, in the order that :mod:`features.history` lays down.
"""

from __future__ import annotations

from operator import itemgetter

from features.history import PLACES
from features.keys import ANY, Key
from features.registry import Compute, register


def _reader(at: int) -> Compute:
    take = itemgetter(at)

    def read(experience: list[float]) -> float:
        return float(take(experience))

    return read


def _register(key: Key, first: int) -> None:
    about = (key.of.__doc__ or "").rstrip(".")
    register(
        _reader(first),
        name=f"{key.name}_seen",
        says=f"Recent answers on {key.says}: {{value:,.0f}}.",
        doc=f"{about}: answers so far, the older the less they count (answers). Missing where it does not apply.",
        field=key.field,
        key=key.name,
    )
    for at, family in enumerate(key.families):
        kind = "any reason" if family == ANY else f"reasons of {family}"
        register(
            _reader(first + 1 + 2 * at),
            name=f"{key.name}_{family}",
            says=f"{{value:.0%}} of lines were refused for {kind}: {key.says}.",
            doc=f"{about}: share refused for {kind}, shrunk to the broader experience (0 to 1). "
            "Missing where it does not apply.",
            field=key.field,
            key=key.name,
            monotone=1,
            family="" if family == ANY else family,
        )
        register(
            _reader(first + 2 + 2 * at),
            name=f"{key.name}_{family}_lately",
            says=f"{{value:.0%}} of the last few lines were refused for {kind}: {key.says}.",
            doc=f"{about}: share of the last few answers refused for {kind} (0 to 1). Missing where it does not apply.",
            field=key.field,
            key=key.name,
            monotone=1,
            family="" if family == ANY else family,
        )


for _place in PLACES[1:]:
    _register(_place.key, _place.first)

"""Which refusals a hazard of several kinds means at a claim.

Kinds too rare for a model of their own share one hazard, whose odds tell how likely they are together. Which of them it
is, the lines' own experience tells: how often this payer refused for the kind under the circumstances of the line, over
how often it refused for the kind at all. A line sent late leans to the codes of late filing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from features.families import family_of
from features.keys import Key, keys
from models import compiled
from models.booster import Rows
from models.manifest import Hazard
from models.odds import Array

RAREST = 0.001
"""Rates of refusal below it count as it: of so rare a kind no multiple is well known."""


class Mixture:
    """A hazard whose codes are of several kinds, and the columns that tell them apart."""

    def __init__(self, hazard: Hazard, columns: Sequence[str]) -> None:
        """Find the columns.

        Args:
            hazard: the hazard.
            columns: the names of those of the rows that may be asked, ``""`` for others.
        """
        at = {name: column for column, name in enumerate(columns)}
        narrower = _under("payer")
        self.codes = tuple(hazard.codes)
        kinds = [family_of(code) for code in self.codes]
        told: dict[str, list[int]] = {}
        for kind in sorted(set(kinds)):
            own = [at[name] for key in narrower if kind in key.families and (name := f"{key.name}_{kind}") in at]
            if own and f"payer_{kind}" in at:
                told[kind] = own
        self._payer = np.array([at[f"payer_{kind}"] for kind in told], dtype=np.intp)
        self._own = np.array([column for own in told.values() for column in own], dtype=np.intp)
        self._first = np.cumsum([0, *map(len, told.values())])[:-1]
        places = {kind: place for place, kind in enumerate(told)}
        # A kind of which no column tells keeps its share: the last lift is 1.
        self._lift_of = np.array([*(places.get(kind, len(told)) for kind in kinds), len(told)], dtype=np.intp)

    @property
    def tells(self) -> bool:
        """Whether anything tells its kinds apart."""
        return len(self._payer) > 0 and len(set(self._lift_of[:-1].tolist())) > 1

    def lifts(self, rows: Rows, chances: Array, starts: npt.NDArray[np.intp]) -> Array:
        """How much likelier each code is at each claim than at its payer at large, shape (claims, codes + 1).

        The last is that of a code that the hazard does not know: 1.

        Of the circumstances of a line the one counts under which the kind is most frequent; a claim's lines count as
        their own ``chances`` of the hazard. ``starts`` is each claim's first row.
        """
        if compiled.chances is not None:
            out = np.empty((len(starts), len(self._lift_of)))
            kept = np.ascontiguousarray(rows), rows.shape[1], self._own, self._first, self._payer
            compiled.chances.lifts(*kept, np.ascontiguousarray(chances), starts, self._lift_of, out)
            return out
        own = np.fmax.reduceat(rows.take(self._own, axis=1), self._first, axis=1)
        lift = np.maximum(own, RAREST) / np.maximum(rows.take(self._payer, axis=1), RAREST)
        lift[np.isnan(lift)] = 1.0
        weighed = np.add.reduceat(lift * chances[:, None], starts) / np.add.reduceat(chances, starts)[:, None]
        told = np.ones((len(starts), len(self._payer) + 1))
        told[:, :-1] = weighed
        return told.take(self._lift_of, axis=1)


def _under(top: str) -> list[Key]:
    """All keys that are narrower than one."""
    found: dict[str, Key] = {}
    for key in keys():
        if key.parent == top or key.parent in found:
            found[key.name] = key
    return list(found.values())

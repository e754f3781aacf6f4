"""How the hazards are fitted: what ``cleanclaim tune`` looks for, and ``cleanclaim train --tuned`` takes from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct


class ParametersError(ValueError):
    """A file does not hold parameters, with what is wrong in it."""


class Parameters(Struct, frozen=True, forbid_unknown_fields=True):
    """Those of the trees, and how much of the office's own and of others' lines goes into them.

    Most have a bound that no fit has use for; it is there to catch a slip.
    """

    rounds: Annotated[int, Meta(ge=1, le=2000)] = 120
    """Trees of each hazard."""
    learning_rate: Annotated[float, Meta(gt=0, le=1)] = 0.05
    depth: Annotated[int, Meta(ge=1, le=31)] = 5
    """Splits above a leaf, at most. Trees are shallow: exact explanations of a leaf with few distinct features can be
    tabled (:mod:`models.tabled`)."""
    leaves: Annotated[int, Meta(ge=2, le=255)] = 16
    """Of a tree, at most."""
    lines_in_leaf: Annotated[int, Meta(ge=1, le=100_000)] = 30
    """At least."""
    columns: Annotated[float, Meta(gt=0, le=1)] = 0.4
    """The share of the columns that each tree may look at."""
    l2: Annotated[float, Meta(ge=0, le=10_000)] = 5.0
    """Pull of each leaf towards no change."""
    others: Annotated[float, Meta(ge=1, le=10_000_000)] = 30_000.0
    """How many of the office's own lines all lines of other offices (:mod:`training.others`) weigh as much as."""
    ridge: Annotated[float, Meta(gt=0, le=10_000)] = 30.0
    """Pull of calibrated odds towards those that the trees gave (:func:`training.calibration.platt`): a few dozen
    refusals of one kind move little."""

    def told(self) -> str:
        """Those that differ from the defaults, such as ``rounds=200 leaves=24``."""
        pairs = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return " ".join(f"{name}={value:g}" for name, value in pairs if value != getattr(DEFAULTS, name))


DEFAULTS = Parameters()
"""What suits most offices."""


def read_parameters(path: Path) -> Parameters:
    """The parameters of a JSON file; one that is not named has its default.

    Raises:
        ParametersError: the file is no JSON object, names something unknown, or holds a value that cannot be.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Parameters)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        known = ", ".join(Parameters.__struct_fields__)
        raise ParametersError(f"{path}: {error}; it may hold {known}: see `cleanclaim tune`") from error


def write_parameters(parameters: Parameters, path: Path) -> None:
    """Write them, one a line, all of them, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(parameters), indent=2) + b"\n")
    new.replace(path)

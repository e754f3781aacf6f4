"""All kinds of reference data, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rules.reference import coverage, fees, lists, mce, ncci, notes, outpatient
from rules.reference.kind import Kind

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for module in (ncci, fees, lists, mce, coverage, outpatient, notes)
        for kind in vars(module).values()
        if isinstance(kind, Kind)
    }
)
